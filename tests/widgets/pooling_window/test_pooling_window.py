"""The Python side of the pooling window: torch's output, refusals, pictures of the same."""

import numpy as np
import pytest
import traitlets

from cnnlib.widgets import PoolingWindow
from tests.widgets.pooling_window import cases

NAMES = [preset["name"] for preset in PoolingWindow.PRESETS]


def torchs(widget: PoolingWindow) -> np.ndarray | None:
    """Return what torch makes of the widget's traits; None where it refuses."""
    state = {name: getattr(widget, name) for name in widget.settings()}
    answer = cases.expected({"args": [state]})
    return answer and answer["value"]


@pytest.mark.parametrize("name", NAMES)
def test_output_and_pictures_are_torchs_for_every_preset(name: str) -> None:
    widget = PoolingWindow.preset(name)
    expected = torchs(widget)
    np.testing.assert_array_equal(widget.output, expected)
    frames = widget.frames()
    assert len(frames) == expected.size
    assert frames[-1].panels[1].values == expected.tolist()
    for frame, value in zip(frames, expected.ravel(), strict=True):
        assert float(frame.caption.split()[-1].replace("−", "-")) == pytest.approx(value, rel=1e-5)


def test_output_is_torchs_for_generated_settings() -> None:
    rng, refused = np.random.default_rng(5), 0
    for _ in range(300):
        state = cases.draw(rng)["args"][0]
        widget = PoolingWindow(**state)
        expected, frames = torchs(widget), widget.frames()
        if expected is None:
            refused += 1
            with pytest.raises(ValueError, match=r"padding|window|kernel"):
                _ = widget.output
            assert len(frames) == 1 and frames[0].caption
            continue
        np.testing.assert_allclose(widget.output, expected, rtol=1e-12, atol=1e-12)
        shown = np.array(frames[-1].panels[1].values, dtype=float)
        np.testing.assert_array_equal(shown, widget.output)  # None, where NaN
    assert 20 < refused < 150


def test_pictures_mark_padding_overhang_and_the_numbers_that_count() -> None:
    widget = PoolingWindow(kernel_size=3, stride=2, padding=1, ceil_mode=True)
    first, last = widget.frames()[0], widget.frames()[-1]
    assert first.panels[0].values[1] == [-np.inf, 1, 3, 2, 1, -np.inf, None]
    assert first.panels[0].padding == ((1, 2), (1, 2)) and first.panels[0].window == (0, 0, 3, 3)
    assert first.caption == "max(−∞, −∞, −∞, −∞, 1, 3, −∞, 4, 2) = 4"
    assert last.caption == "max(9, −∞, −∞, −∞) = 9"
    widget = PoolingWindow(input=[[3, 4], [0, 0]], kind="lp")
    assert widget.frames()[0].caption == "√(3² + 4² + 0² + 0²) = 5"
    widget = PoolingWindow(kind="average", kernel_size=3, padding=1, count_include_pad=False)
    assert widget.frames()[0].caption == "(1 + 3 + 4 + 2) / 4 = 2.5"
    assert PoolingWindow(kind="global max").frames()[0].caption.endswith("5, 6, 9) = 9")


@pytest.mark.parametrize(
    ("trait", "value", "says"),
    [
        ("input", np.zeros((13, 2)), "from 1x1 to 12x12, not 13x2"),
        ("input", [["<script>"]], "input must be a matrix of finite numbers"),
        ("kind", "median", "'max', 'average'"),
        ("kernel_size", 0, "kernel_size must be a whole number from 1 to 6"),
        ("kernel_size", "window", "kernel_size must be a whole number"),
        ("stride", None, "or 'window'"),
        ("stride", "kernel", "or 'window'"),
        ("padding", 4, "padding must be a whole number from 0 to 3"),
        ("dilation", 1.5, "dilation must be a whole number from 1 to 3"),
        ("ceil_mode", "yes", "ceil_mode"),
        ("norm_type", 5, "norm_type"),
    ],
)
def test_nonsense_is_refused_and_the_old_value_stays(trait: str, value: object, says: str) -> None:
    widget = PoolingWindow()
    before = getattr(widget, trait)
    with pytest.raises(traitlets.TraitError) as refusal:
        setattr(widget, trait, value)
    assert says in str(refusal.value)
    assert getattr(widget, trait) == before


def test_impossible_settings_are_told_with_numbers_and_remedy() -> None:
    with pytest.raises(ValueError, match="padding 2 is more than half the kernel 2x2"):
        _ = PoolingWindow(padding=2).output
    frame = PoolingWindow(kernel_size=5).frames()[0]
    assert "5x5" in frame.caption and frame.panels[0].name == "Input 4 × 4"


def test_repr_is_an_alternative_text() -> None:
    assert repr(PoolingWindow(kind="lp", norm_type=3)) == (
        "PoolingWindow(4 × 4 input, kind='lp', norm_type=3, kernel_size=2, stride='window', "
        "ceil_mode=False)"
    )
