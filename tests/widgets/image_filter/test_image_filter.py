"""The Python side of the image filter: torch's output, refusals, frames, the photograph."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
import traitlets

from cnnlib.teaching.animation import still
from cnnlib.widgets import ImageFilter
from cnnlib.widgets.image_filter.image_filter import FILE, PRESETS


def torchs(widget: ImageFilter) -> np.ndarray:
    x = torch.tensor(widget.photograph)[None, None]
    w = torch.tensor(widget.kernel, dtype=torch.float64)[None, None]
    kh, kw = w.shape[2:]
    sides = ((kw - 1) // 2, kw // 2, (kh - 1) // 2, kh // 2)  # an odd one last
    mode = "replicate" if widget.padding == "replicate" else "constant"
    return (F.conv2d(F.pad(x, sides, mode=mode), w)[0, 0] / widget.divisor).numpy()


def test_the_photograph_is_small_whole_and_grey() -> None:
    photograph = ImageFilter().photograph
    assert photograph.shape == (256, 256) and photograph.dtype == np.float64
    assert FILE.stat().st_size <= 25_000
    assert (photograph % 2 == 0).all() and photograph.min() == 2 and photograph.max() == 254
    with pytest.raises(ValueError, match="read-only"):
        photograph[0, 0] = 1  # all widgets share it


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset["name"])
def test_output_is_torchs_for_every_preset(preset: dict) -> None:
    widget = ImageFilter.preset(preset["name"])
    assert isinstance(widget.output, np.ndarray) and widget.output.dtype == np.float64
    assert np.allclose(widget.output, torchs(widget), rtol=1e-13, atol=1e-11)
    assert widget.title == preset["question"] and len(PRESETS) >= 4


def test_output_is_torchs_for_generated_settings() -> None:
    rng = np.random.default_rng(5)
    for _ in range(20):
        kernel = rng.normal(size=rng.integers(1, 8, size=2)).round(2)
        padding = str(rng.choice(["replicate", "zeros"]))
        widget = ImageFilter(kernel=kernel, divisor=int(rng.integers(1, 99)), padding=padding)
        assert widget.output.shape == (256, 256)  # the size is kept, by even kernels too
        assert np.allclose(widget.output, torchs(widget), rtol=1e-12, atol=1e-10)


@pytest.mark.parametrize(
    ("trait", "value", "says"),
    [
        ("kernel", np.zeros((8, 3)), "from 1x1 to 7x7, not 8x3"),
        ("kernel", [["<script>"]], "kernel must be a matrix of finite numbers"),
        ("kernel", [[np.inf]], "infinity or NaN"),
        ("divisor", 0, "divisor"),
        ("divisor", 1.5, "divisor"),
        ("padding", "reflect", "padding"),
        ("display", "loud", "display"),
        ("pixel", (0, 256), "pixel must be a whole number from 0 to 255"),
        ("step", 32, "step"),
        ("_photograph", b"", "_photograph"),
    ],
)
def test_nonsense_is_refused_and_the_old_value_stays(trait: str, value: object, says: str) -> None:
    widget = ImageFilter()
    before = getattr(widget, trait)
    with pytest.raises(traitlets.TraitError) as refusal:
        setattr(widget, trait, value)
    assert says in str(refusal.value)
    assert getattr(widget, trait) == before


def test_frames_hold_the_numbers_of_the_output() -> None:
    widget = ImageFilter.preset("Edges with their sign")
    frames = widget.frames()
    assert len(frames) == 32
    for band, frame in enumerate(frames):
        picture, kernel, output = (np.array(panel.values, dtype=float) for panel in frame.panels)
        assert np.array_equal(picture, widget.photograph) and np.array_equal(kernel, widget.kernel)
        there = output[: 8 * (band + 1)]
        assert np.array_equal(there, widget.output[: 8 * (band + 1)])
        assert np.isnan(output[8 * (band + 1) :]).all()
    assert frames[10].caption == (
        "y[80, 206] = (−206 + 0 + 228 − 412 + 0 + 460 − 206 + 0 + 230) / 2 = 47"
    )
    absolute = ImageFilter(kernel=[[-1, 1]], display="absolute").frames()[-1]
    assert np.min(absolute.panels[2].values) == 0
    assert still(frames).startswith(b"\x89PNG")


def test_repr_says_what_is_seen() -> None:
    told = repr(ImageFilter.preset("Blur with a box", pixel=(80, 206)))
    assert told.startswith("ImageFilter(photograph of a man at a camera, 256x256; kernel [[1, 1")
    assert "divided by 25" in told and "at row 80, column 206 186 becomes" in told
