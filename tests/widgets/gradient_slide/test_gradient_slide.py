"""The Python side of the gradient slide: torch's gradients, refusals, pictures of the same."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
import traitlets

from cnnlib.widgets import GradientSlide
from tests.widgets.gradient_slide import cases

NAMES = [preset["name"] for preset in GradientSlide.PRESETS]


def torchs(widget: GradientSlide) -> np.ndarray | None:
    """Return what torch's autograd makes of the widget's traits; None where it refuses."""
    state = {name: getattr(widget, name) for name in widget.settings()}
    return cases.expected({"call": "gradientOf", "args": [state]})


def check_frames(widget: GradientSlide, expected: np.ndarray) -> None:
    """Hold each picture's numbers, and the sum below it, equal to the gradient."""
    frames = widget.frames()
    assert len(frames) == expected.size
    np.testing.assert_allclose(frames[-1].panels[2].values, expected, rtol=1e-12, atol=1e-12)
    for frame, value in zip(frames, expected.ravel(), strict=True):
        left, beside, _ = frame.panels
        pairs = zip(left.lit, beside.lit, strict=True)
        total = sum(left.values[r][c] * beside.values[a][b] for (r, c), (a, b) in pairs)
        assert total == pytest.approx(value, rel=1e-9, abs=1e-9)
        told = float(frame.caption.split()[-1].replace("−", "-"))
        assert told == pytest.approx(value, rel=1e-5, abs=1e-12)


@pytest.mark.parametrize("name", NAMES)
def test_output_and_pictures_are_torchs_for_every_preset(name: str) -> None:
    widget = GradientSlide.preset(name)
    np.testing.assert_array_equal(widget.output, torchs(widget))
    check_frames(widget, torchs(widget))


def test_output_and_pictures_are_torchs_for_generated_settings() -> None:
    rng, refused = np.random.default_rng(7), 0
    drawn = (cases.draw(rng) for _ in range(300))
    for state in (case["args"][0] for case in drawn if case["call"] == "gradientOf"):
        widget = GradientSlide(**state)
        expected = torchs(widget)
        if expected is None:
            refused += 1
            with pytest.raises(ValueError, match="add padding or use a smaller kernel"):
                _ = widget.output
            assert len(widget.frames()) == 1
            continue
        np.testing.assert_allclose(widget.output, expected, rtol=1e-12, atol=1e-12)
        check_frames(widget, expected)
    assert 5 < refused < 100


def test_pictures_show_the_turned_kernel_and_the_zeros() -> None:
    first = GradientSlide.preset("Zeros between").frames()[0]
    left, kernel, _ = first.panels
    assert left.values[2] == [0, 0, 1, 0, 2, 0, 0] and left.padding == ((2, 2), (2, 2))
    assert kernel.values == [[6, 5, 4], [0, 1, 0], [3, 2, 1]]
    assert left.window == (0, 0, 3, 3) and first.caption == "1·1 = 1"
    frames = GradientSlide.preset("A row without gradient").frames()
    assert frames[-1].caption == "no window read this cell: 0"
    assert GradientSlide().frames()[4].caption == "1·3 + 1·2 + 1·1 + 1·0 = 6"


def test_a_gradient_of_another_size_is_filled_up_or_cut() -> None:
    widget = GradientSlide(gradient=[[5]], kernel=[[1]])
    assert widget.output.tolist() == [[5, 1, 1], [1, 1, 1], [1, 1, 1]]
    widget.gradient, widget.kernel = np.full((9, 9), 2), np.ones((3, 3))
    assert widget.output.tolist() == [[2] * 3] * 3
    assert widget.gradient == [[2] * 9] * 9  # so that it is there again after the next setting


def test_the_gradient_is_the_slope_of_the_loss() -> None:
    widget = GradientSlide.preset("Padding comes off")
    x, w = (torch.tensor(value, dtype=torch.float64) for value in (widget.input, widget.kernel))
    g, step = torch.tensor(widget.gradient), torch.zeros_like(x)
    step[1, 2] = 0.5
    ends = [
        (g * F.conv2d(at[None, None], w[None, None], padding=1)).sum()
        for at in (x + step, x - step)
    ]
    assert (ends[0] - ends[1]).item() == widget.output[1, 2]


@pytest.mark.parametrize(
    ("trait", "value", "says"),
    [
        ("input", np.zeros((13, 2)), "from 1x1 to 12x12, not 13x2"),
        ("kernel", [["<script>"]], "kernel must be a matrix of finite numbers"),
        ("gradient", np.zeros((17, 1)), "from 1x1 to 16x16, not 17x1"),
        ("gradient", [[float("inf")]], "infinity or NaN"),
        ("of", "bias", "'input', 'weight'"),
        ("reading", "sideways", "'turned', 'windows'"),
        ("stride", 4, "stride must be a whole number from 1 to 3"),
        ("padding", (1, -1), "padding must be a whole number from 0 to 2"),
    ],
)
def test_nonsense_is_refused_and_the_old_value_stays(trait: str, value: object, says: str) -> None:
    widget = GradientSlide()
    before = getattr(widget, trait)
    with pytest.raises(traitlets.TraitError) as refusal:
        setattr(widget, trait, value)
    assert says in str(refusal.value)
    assert getattr(widget, trait) == before


def test_impossible_settings_and_repr() -> None:
    widget = GradientSlide(kernel=np.ones((5, 5)))
    with pytest.raises(ValueError, match="kernel 5x5 is larger than the padded input 3x3"):
        _ = widget.output
    assert "kernel 5x5" in widget.frames()[0].caption
    assert repr(widget) == "GradientSlide(3x3 input, 5x5 kernel, of='input', stride=1, padding=0)"
