"""The Python side of ChannelStack: its output is torch's, and nonsense is refused."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
import traitlets

from cnnlib.widgets import ChannelStack
from cnnlib.widgets.channel_stack.presets import PRESETS

APPLY = {"none": lambda y: y, "relu": F.relu, "sigmoid": torch.sigmoid, "tanh": torch.tanh}


def torchs(widget: ChannelStack) -> np.ndarray:
    x, w, b = (
        torch.tensor(values, dtype=torch.float64)
        for values in (widget.input, widget.kernels, widget.bias)
    )
    x[[c for c in widget.off if c < len(x)]] = 0
    return APPLY[widget.activation](F.conv2d(x, w, b, widget.stride, widget.padding)).numpy()


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset["name"])
def test_every_preset_gives_torchs_output(preset: dict) -> None:
    widget = ChannelStack.preset(preset["name"])
    assert widget.output.dtype == np.float64
    assert np.allclose(widget.output, torchs(widget), rtol=1e-12, atol=1e-12)
    assert widget.title == preset["question"]


def drawn(rng: np.random.Generator) -> ChannelStack:
    """A layer of random sizes and settings."""
    channels, kernels, rows, columns = rng.integers(1, 5, 4)
    return ChannelStack(
        input=rng.normal(size=(channels, rows + 2, columns + 2)),
        kernels=rng.normal(size=(kernels, channels, *rng.integers(1, 4, 2))),
        bias=rng.normal(size=kernels),
        stride=rng.integers(1, 4, 2).tolist(),
        padding=rng.integers(0, 3, 2).tolist(),
        activation=str(rng.choice(list(APPLY))),
        off=np.flatnonzero(rng.random(4) < 0.3),
    )


def test_output_is_torchs_for_drawn_settings() -> None:
    rng = np.random.default_rng(6)
    for _ in range(200):
        widget = drawn(rng)
        assert np.allclose(widget.output, torchs(widget), rtol=1e-12, atol=1e-12), widget
        layer = torch.nn.Conv2d(*np.shape(widget.kernels)[1::-1], np.shape(widget.kernels)[2:])
        assert widget.parameters == sum(p.numel() for p in layer.parameters())


def test_frames_show_the_same_numbers() -> None:
    rng = np.random.default_rng(7)
    for _ in range(20):
        widget = drawn(rng)
        output, frames = widget.output, widget.frames()
        assert len(frames) == output.size
        for place, frame in zip(np.ndindex(output.shape), frames, strict=True):
            *pairs, shown = frame.panels
            total = widget.bias[place[0]]
            for c, (x, w) in enumerate(zip(pairs[::2], pairs[1::2], strict=True)):
                window = np.reshape([x.values[r][q] for r, q in x.lit], np.shape(w.values))
                total += 0 if c in widget.off else (window * w.values).sum()
            expected = APPLY[widget.activation](torch.tensor(total))
            assert np.isclose(expected, output[place])
            assert shown.values[place[1]][place[2]] == output[place]
        assert [value for row in frames[-1].panels[-1].values for value in row] == list(
            output[-1].ravel()
        )


def test_a_caption_reads_as_the_widget_does() -> None:
    caption = ChannelStack(off=[1], activation="none").frames()[0].caption
    assert caption == "red 2 + green off + blue 1 + bias 1 = 4"
    assert ChannelStack().frames()[0].caption == (
        "red 2 + green −2 + blue 1 + bias 1 = 2 → relu → 2"
    )


@pytest.mark.parametrize(
    ("trait", "value", "says"),
    [
        ("input", np.zeros((5, 2, 2)), "input must be 1 to 4 matrices of one size"),
        ("input", np.zeros((1, 7, 2)), "each from 1x1 to 6x6, not 1x7x2"),
        ("kernels", np.zeros((2, 2, 2)), "kernels must be kernels of one size"),
        ("kernels", np.zeros((5, 1, 1, 1)), "from 1x1x1x1 to 4x4x3x3, not 5x1x1x1"),
        ("kernels", [[[[1, float("nan")]]]], "infinity or NaN"),
        ("kernels", [[[["<b>"]]]], "kernels must be kernels of one size"),
        ("bias", [], "bias must be a list of 1 to 4 finite numbers"),
        ("off", [4], "off must be some of the numbers 0 to 3, not [4]"),
        ("off", 1, "off must be some of the numbers 0 to 3, not 1"),
        ("off", [True], "off must be some of the numbers 0 to 3"),
        ("stride", 0, "stride must be a whole number from 1 to 3"),
        ("activation", "elu", "activation"),
    ],
)
def test_nonsense_is_refused_and_the_old_value_stays(trait: str, value: object, says: str) -> None:
    widget = ChannelStack()
    before = getattr(widget, trait)
    with pytest.raises(traitlets.TraitError) as refusal:
        setattr(widget, trait, value)
    assert says in str(refusal.value)
    assert getattr(widget, trait) == before


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"bias": [1]}, "one for each kernel"),
        ({"input": [[[1]]]}, "input has 1 channels"),
        ({"input": np.ones((3, 1, 1))}, "add padding or use a smaller kernel"),
    ],
)
def test_impossible_settings_give_one_clear_sentence(settings: dict, says: str) -> None:
    widget = ChannelStack(**settings)
    with pytest.raises(ValueError, match=says):
        _ = widget.output
    (frame,) = widget.frames()
    assert says in frame.caption


def test_repr_says_what_it_is() -> None:
    assert repr(ChannelStack(off={2, 0}, stride=[1, 2])) == (
        "ChannelStack(3 channels of 4 x 4, 2 kernels of 3 x 2 x 2, "
        "stride=[1, 2], padding=0, activation=relu, red and blue off)"
    )
