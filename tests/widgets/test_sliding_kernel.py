"""The Python side of the widgets: what the traits take and refuse, and what the script holds."""

import numpy as np
import pytest
import torch
import traitlets

from cnnlib.widgets import SlidingKernel
from cnnlib.widgets.script import script
from cnnlib.widgets.sliding_kernel import PRESETS


def test_output_is_torchs_for_every_preset() -> None:
    for preset in PRESETS:
        widget = SlidingKernel.preset(preset["name"])
        x, w = (
            torch.tensor(m, dtype=torch.float64)[None, None] for m in (widget.input, widget.kernel)
        )
        options = {n: getattr(widget, n) for n in ("stride", "padding", "dilation")}
        theirs = torch.nn.functional.conv2d(x, w, **options)[0, 0].numpy()
        assert isinstance(widget.output, np.ndarray) and np.array_equal(widget.output, theirs)
        assert widget.title == preset["question"]
        assert (
            preset.items() <= next(p for p in widget.presets if p["name"] == preset["name"]).items()
        )


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


def test_a_kernel_that_does_not_fit_gives_one_clear_sentence() -> None:
    widget = SlidingKernel(dilation=3)
    with pytest.raises(ValueError, match="add padding or use a smaller kernel"):
        _ = widget.output
    with pytest.raises(ValueError, match="there is no preset 'Blur'"):
        SlidingKernel.preset("Blur")


def test_the_script_is_whole() -> None:
    text = script("sliding_kernel")
    assert "import " not in text.replace("importance", ""), "an import was not inlined"
    assert text.count("const engine_mjs = ") == 1  # many modules import it
    assert text.rstrip().endswith("export default { render };")
