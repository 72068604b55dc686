"""The Python side of SlidingVector: its output is NumPy's and torch's, and nonsense is refused."""

import numpy as np
import pytest
import torch
import traitlets
from scipy import signal as scipy_signal

from cnnlib.widgets import SlidingVector
from cnnlib.widgets.sliding_vector.sliding_vector import PRESETS

OPERATIONS, MODES = ("correlation", "convolution"), ("valid", "same", "full")


def theirs(widget: SlidingVector) -> np.ndarray:
    operate = np.convolve if widget.operation == "convolution" else np.correlate
    return operate(np.array(widget.signal, float), np.array(widget.kernel, float), widget.mode)


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset["name"])
def test_every_preset_gives_numpys_output(preset: dict) -> None:
    widget = SlidingVector.preset(preset["name"])
    assert widget.output.dtype == np.float64 and np.array_equal(widget.output, theirs(widget))
    assert widget.title == preset["question"]


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("mode", MODES)
def test_output_is_numpys_and_torchs_for_all_lengths(operation: str, mode: str) -> None:
    rng = np.random.default_rng(4)
    for n, k in np.ndindex(12, 12):
        x, w = rng.integers(-9, 10, n + 1), rng.integers(-9, 10, k + 1)
        widget = SlidingVector(signal=x, kernel=w, operation=operation, mode=mode)
        assert np.array_equal(widget.output, theirs(widget))
        if mode == "full":  # as SciPy's and torch's, for the places are the same for all
            operate = {"correlation": scipy_signal.correlate, "convolution": scipy_signal.convolve}
            assert np.allclose(widget.output, operate[operation](x, w, method="direct"))
            tensors = [torch.tensor(v, dtype=torch.float64) for v in (x, w)]
            turned = tensors[1].flip(0) if operation == "convolution" else tensors[1]
            conv = torch.nn.functional.conv1d(tensors[0][None], turned[None, None], padding=k)
            assert np.array_equal(widget.output, conv[0].numpy())


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("lengths", [(5, 3), (5, 2), (3, 4), (4, 4), (1, 1)])
def test_frames_show_the_same_numbers(operation: str, mode: str, lengths: tuple[int, int]) -> None:
    rng = np.random.default_rng(5)
    x, w = (rng.integers(-9, 10, n) for n in lengths)
    widget = SlidingVector(signal=x, kernel=w, operation=operation, mode=mode)
    frames = widget.frames()
    assert len(frames) == len(widget.output)
    for t, frame in enumerate(frames):
        signal, kernel, output = frame.panels
        (before, after), cells = signal.padding[1], signal.values[0]
        assert cells[before : len(cells) - after] == x.tolist()
        lit = [cells[c] for _, c in signal.lit]
        assert np.dot(lit, kernel.values[0]) == widget.output[t] == output.values[0][t]
        assert output.values[0][t + 1 :] == [None] * (len(frames) - t - 1)
        assert frame.caption.endswith(f"= {widget.output[t]:g}".replace("-", "−"))


def test_a_caption_reads_as_the_widget_does() -> None:
    widget = SlidingVector(signal=[0, 1, -3], kernel=[2, -1], mode="valid")
    assert widget.frames()[1].caption == "1·2 + (−3)·(−1) = 5"


@pytest.mark.parametrize(
    ("trait", "value", "says"),
    [
        ("signal", np.zeros(13), "signal must be a list of 1 to 12 finite numbers, not 13"),
        ("signal", [], "signal must be a list of 1 to 12 finite numbers"),
        ("signal", [1, float("inf")], "infinity or NaN"),
        ("signal", [[1, 2], [3]], "signal must be a list of 1 to 12 finite numbers"),
        ("signal", ["<script>"], "signal must be a list of 1 to 12 finite numbers"),
        ("signal", 3, "not int 3"),
        ("kernel", np.eye(2), "kernel must be a list of 1 to 12 finite numbers"),
        ("operation", "blur", "operation"),
        ("mode", "half", "mode"),
        ("step", -1, "step"),
    ],
)
def test_nonsense_is_refused_and_the_old_value_stays(trait: str, value: object, says: str) -> None:
    widget = SlidingVector()
    before = getattr(widget, trait)
    with pytest.raises(traitlets.TraitError) as refusal:
        setattr(widget, trait, value)
    assert says in str(refusal.value)
    assert getattr(widget, trait) == before


def test_repr_says_what_it_is() -> None:
    widget = SlidingVector.preset("A single 1")
    assert repr(widget) == "SlidingVector(signal of 7, kernel of 3, convolution, mode same)"
