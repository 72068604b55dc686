"""The Python side of the widgets: what the traits take and refuse, and what the script holds."""

import re

import numpy as np
import pytest
import torch
import traitlets

from cnnlib.widgets import SlidingKernel
from cnnlib.widgets.kit.script import script
from cnnlib.widgets.sliding_kernel.sliding_kernel import PRESETS


def torchs(widget: SlidingKernel) -> np.ndarray:
    """Return what torch's own layer makes of the traits."""
    names = ["stride", "padding", "dilation", "padding_mode"]
    transposed = widget.operation == "transposed"
    names += ["output_padding"] * transposed
    options = {n: tuple(v) if isinstance(v := getattr(widget, n), list) else v for n in names}
    x, w = (torch.tensor(m, dtype=torch.float64)[None, None] for m in (widget.input, widget.kernel))
    kind = torch.nn.ConvTranspose2d if transposed else torch.nn.Conv2d
    layer = kind(1, 1, tuple(w.shape[2:]), bias=False, dtype=torch.float64, **options)
    layer.weight.data = w.flip(2, 3) if widget.operation == "convolution" else w
    return layer(x)[0, 0].detach().numpy()


def test_output_is_torchs_for_every_preset() -> None:
    for preset in PRESETS:
        widget = SlidingKernel.preset(preset["name"])
        assert isinstance(widget.output, np.ndarray) and widget.output.dtype == np.float64
        assert np.array_equal(widget.output, torchs(widget)), preset
        assert widget.title == preset["question"]
        assert (
            preset.items() <= next(p for p in widget.presets if p["name"] == preset["name"]).items()
        )


def drawn(seed: int) -> SlidingKernel:
    """Draw a widget with any settings that the traits take."""
    rng = np.random.default_rng(seed)

    def one_or_two(least: int, most: int) -> int | list[int]:
        pair = rng.integers(least, most + 1, 2).tolist()
        return pair if rng.random() < 0.4 else pair[0]

    return SlidingKernel(
        input=rng.integers(-9, 10, rng.integers(1, 8, 2)),
        kernel=rng.integers(-9, 10, rng.integers(1, 5, 2)),
        stride=one_or_two(1, 3),
        padding="same" if rng.random() < 0.15 else one_or_two(0, 2),
        dilation=one_or_two(1, 2),
        operation=str(rng.choice(["correlation", "convolution", "transposed"])),
        padding_mode="zeros" if rng.random() < 0.6 else str(rng.choice(["reflect", "circular"])),
        output_padding=one_or_two(0, 1),
    )


def test_output_and_frames_are_torchs_for_any_settings() -> None:
    refused = 0
    for seed in range(250):
        widget = drawn(seed)
        try:
            theirs = torchs(widget)
        except (RuntimeError, ValueError, TypeError):
            refused += 1
            with pytest.raises(ValueError):
                _ = widget.output
            assert len(widget.frames()) == 1, widget  # the reason, below the two matrices
            continue
        assert np.allclose(widget.output, theirs, rtol=1e-13, atol=1e-12), widget
        frames = widget.frames()
        transposed = widget.operation == "transposed"
        assert len(frames) == (np.size(widget.input) if transposed else theirs.size)
        last = frames[-1].panels[-1]
        (p, p_end), (q, q_end) = last.padding
        rows, columns = np.shape(last.values)
        kept = [row[q : columns - q_end] for row in last.values[p : rows - p_end]]
        assert np.allclose(np.array(kept, float), theirs, rtol=1e-13, atol=1e-12), widget
        for frame, made in zip(frames, theirs.flat, strict=False):
            if not transposed:  # the lit cells times the kernel that slides
                board, *_, kernel, _ = frame.panels
                cells = [board.values[r][c] for r, c in board.lit]
                assert np.isclose(np.dot(cells, np.ravel(kernel.values)), made), widget
    assert 20 < refused < 150


def test_frames_tell_each_step_in_numbers() -> None:
    first = SlidingKernel().frames()[0]
    assert first.caption == "0·0 + 1·1 + 3·2 + 4·3 = 19" and first.signs == ["⋆", "="]
    assert [panel.name for panel in first.panels] == ["Input 3 × 3", "Kernel 2 × 2", "Output 2 × 2"]
    assert first.panels[2].values == [[19, None], [None, None]]
    assert first.panels[0].window == (0, 0, 2, 2) and first.panels[2].lit == [(0, 0)]
    mirrored = SlidingKernel.preset("Reflected border").frames()[0].panels[0]
    assert mirrored.padding == ((1, 1), (1, 1)) and mirrored.values[0] == [3, 2, 3, 5, 8, 5]
    turned = SlidingKernel.preset("Convolution turns the kernel").frames()[4]
    assert [p.values[0][0] for p in turned.panels] == [0, 1, 9, 1]
    assert turned.caption.endswith("1·5 + 0·4 + 0·3 + 0·2 + 0·1 = 5")
    stamps = SlidingKernel.preset("Transposed: stamps overlap").frames()
    assert [f.panels[2].values[2][2] for f in stamps] == [1, 3, 6, 10]
    assert stamps[1].panels[2].values[4] == [None] * 5
    assert stamps[1].caption == "2 at row 1, column 2 stamps the kernel"
    cut = SlidingKernel(operation="transposed", padding=(1, 0), kernel=np.ones((3, 3))).frames()[0]
    assert cut.panels[2].padding == ((1, 1), (0, 0)) and cut.panels[2].name == "Output 3 × 5"


def test_the_alternative_text_tells_what_is_not_usual() -> None:
    usual = "SlidingKernel(3x3 input, 2x2 kernel, stride=1, padding=0, dilation=1"
    assert repr(SlidingKernel()) == usual + ")"
    told = repr(SlidingKernel(operation="transposed", output_padding=1, visits=True))
    assert told == usual + ", operation=transposed, output_padding=1, visits=True)"


def test_traits_take_arrays_and_pairs() -> None:
    widget = SlidingKernel(input=np.eye(4), kernel=np.ones((2, 3)), stride=(1, 2), padding=[1, 0])
    assert widget.output.shape == (5, 1)
    assert widget.stride == [1, 2] and repr(widget).startswith(
        "SlidingKernel(4x4 input, 2x3 kernel"
    )


@pytest.mark.parametrize(
    ("trait", "value", "says"),
    [
        ("input", np.zeros((13, 2)), "from 1x1 to 12x12, not 13x2"),
        ("input", [[1, float("nan")]], "infinity or NaN"),
        ("input", [[1, 2], [3]], "input must be a matrix of finite numbers"),
        ("input", [["<script>"]], "input must be a matrix of finite numbers"),
        ("kernel", np.zeros((1, 2, 2)), "kernel must be a matrix of finite numbers"),
        ("kernel", [[]], "from 1x1 to 7x7"),
        ("stride", 0, "stride must be a whole number from 1 to 5"),
        ("stride", 1.5, "stride must be a whole number from 1 to 5"),
        ("padding", (1, 2, 3), "or two (rows, columns)"),
        ("dilation", True, "dilation must be a whole number from 1 to 3"),
        ("kernel", [[True]], "kernel must be a matrix of finite numbers"),
        ("padding", "valid", "or two (rows, columns), or 'same', not 'valid'"),
        ("operation", "conv", "operation"),
        ("padding_mode", "mirror", "padding_mode"),
        ("output_padding", 5, "output_padding must be a whole number from 0 to 4"),
        ("visits", 3, "visits"),
        ("step", -1, "step"),
        ("presets", [{"name": "x"}], "a preset has no question"),
        ("presets", [{"name": "x", "question": "y", "kernels": 2}], "an unknown kernels"),
        ("limits", {}, "limits"),
    ],
)
def test_nonsense_is_refused_and_the_old_value_stays(trait: str, value: object, says: str) -> None:
    widget = SlidingKernel()
    before = getattr(widget, trait)
    with pytest.raises(traitlets.TraitError) as refusal:
        setattr(widget, trait, value)
    assert says in str(refusal.value)
    assert getattr(widget, trait) == before


@pytest.mark.parametrize(
    ("traits", "says"),
    [
        ({"dilation": 3}, "add padding or use a smaller kernel"),
        ({"padding": 1, "kernel": np.ones((7, 7)), "padding_mode": "circular"}, "padding 1"),
        ({"padding": 3, "padding_mode": "reflect"}, "cannot put 3 and 3 cells around 3"),
        ({"padding": "same", "stride": 2}, "needs stride 1, got stride 2"),
        ({"padding": "same", "stride": 2, "padding_mode": "reflect"}, "needs stride 1"),
        ({"operation": "transposed", "padding": "same"}, "no padding 'same', use a number"),
        ({"operation": "transposed", "padding_mode": "reflect"}, "use zeros"),
        ({"operation": "transposed", "output_padding": 1}, "smaller than the stride 1"),
        ({"operation": "transposed", "padding": 4}, "would be -4x-4"),
    ],
)
def test_impossible_settings_give_one_clear_sentence(traits: dict, says: str) -> None:
    widget = SlidingKernel(**traits)
    with pytest.raises(ValueError, match=re.escape(says)) as refusal:
        _ = widget.output
    (frame,) = widget.frames()
    assert frame.caption == str(refusal.value) and len(frame.panels) == 2


def test_an_unknown_preset_is_refused() -> None:
    with pytest.raises(ValueError, match="there is no preset 'Blur'"):
        SlidingKernel.preset("Blur")


def test_the_script_is_whole() -> None:
    text = script("sliding_kernel/sliding_kernel")
    assert "import " not in text.replace("importance", ""), "an import was not inlined"
    assert text.count("const engine_convolution_mjs = ") == 1  # many modules import it
    assert text.rstrip().endswith("export default { render };")
