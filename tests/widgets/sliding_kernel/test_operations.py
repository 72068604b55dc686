"""The sliding kernel's rarer settings: sizes, borders, convolution, stamps, visits."""

import re
from collections.abc import Callable

import numpy as np
import pytest
import scipy.signal
import torch
import torch.nn.functional as F
from playwright.sync_api import Locator, expect

from cnnlib.widgets.sliding_kernel.sliding_kernel import PRESETS
from tests.browser.acts import check_that_links_are_refused, choose
from tests.browser.widget_page import PHONE, grid, link, numbers, place_of

NAMES = [preset["name"] for preset in PRESETS]


@pytest.fixture
def opened(open_widget: Callable) -> Callable[..., Locator]:
    """Open the widget, perhaps at a preset, with all settings in sight."""

    def start(preset: str | None = None, **options: object) -> Locator:
        widget = open_widget("SlidingKernel", **options)
        widget.locator("summary").click()
        if preset:
            choose(widget, preset)
        return widget

    return start


def matrix(widget: Locator, name: str) -> np.ndarray:
    shape = [int(n) for n in re.findall(r"\d+", grid(widget, name).get_attribute("aria-label"))[:2]]
    return np.array([float(n.replace("−", "-")) for n in numbers(widget, name)]).reshape(shape)


def test_the_code_that_is_shown_gives_the_numbers_that_are_shown(opened: Callable) -> None:
    widget = opened()
    for preset in NAMES:
        choose(widget, preset)
        widget.get_by_label("Count visits").set_checked(False)
        last = widget.get_by_label("Step", exact=True).get_attribute("max")
        widget.get_by_label("Step", exact=True).fill(last)
        code = widget.locator("code").inner_text()
        settings = next(p for p in PRESETS if p["name"] == preset)
        x, w = (np.array(settings[key], dtype=float) for key in ("input", "kernel"))
        tensors = {"x": torch.tensor(x), "w": torch.tensor(w), "F": F}
        arrays = {"x": x, "w": w, "np": np, "scipy": scipy}
        for line in code.split("\n"):  # torch's lines, then NumPy's
            exec(line, tensors if "F." in line else arrays)
        shown = matrix(widget, "Output")
        assert np.allclose(tensors["y"], shown), (preset, code)
        if "y" in arrays:
            assert np.allclose(arrays["y"], shown), (preset, code)
        for call, told in re.findall(r"^(\(.*\)\.sum\(\)).* is (\S+)$", code, re.MULTILINE):
            assert eval(call, arrays) == float(told.replace("−", "-")), code


def test_convolution_shows_the_turned_kernel(opened: Callable) -> None:
    widget = opened()
    widget.get_by_role("button", name="Convolution").click()
    assert numbers(widget, "Kernel") == ["0", "1", "2", "3"]
    assert numbers(widget, "Turned") == ["3", "2", "1", "0"]
    expect(widget.locator(".cnn-sum")).to_have_text("0·3 + 1·2 + 3·1 + 4·0 = 5")
    expect(widget.locator("code")).to_contain_text("w.flip(0, 1)")
    expect(widget.locator(".cnn-legend")).to_contain_text("Torch’s conv2d, in spite of its name")
    grid(widget, "Kernel").get_by_role("gridcell").first.hover()  # 0 is last when turned
    assert grid(widget, "Turned").locator(".partner").inner_text() == "0"
    assert grid(widget, "Input").locator(".partner span").inner_text() == "4"


def test_borders(opened: Callable) -> None:
    widget = opened()
    holds = widget.get_by_label("Padding holds")
    for mode, corner in [("reflect", "4"), ("replicate", "0"), ("circular", "8")]:
        holds.select_option(mode)  # the padding becomes 1, or nothing would show
        assert numbers(widget, "Input")[0] == corner
        expect(widget.locator("code")).to_contain_text(f'mode="{mode}"')
    assert grid(widget, "Input").locator(".pad").count() == 16
    widget.get_by_role("slider", name="Padding").fill("4")
    expect(widget.locator(".cnn-problem")).to_contain_text("goes round the 3 × 3 input more than")
    grid(widget, "Input").get_by_role("gridcell").first.click()  # still the input’s first cell
    widget.page.keyboard.type("7")
    widget.page.keyboard.press("Enter")
    assert numbers(widget, "Input")[0] == "7"
    widget.get_by_label("Padding “same”").check()
    expect(widget.get_by_role("grid", name="Output, 3 by 3")).to_be_visible()
    expect(widget.locator(".cnn-legend")).to_contain_text("the odd one comes last, as in torch")
    expect(widget.locator("summary")).to_contain_text("padding same, circular")
    widget.get_by_role("slider", name="Stride").fill("2")
    expect(widget.locator(".cnn-problem")).to_contain_text("torch refuses stride 2")
    widget.get_by_label("Padding “same”").uncheck()
    expect(widget.get_by_role("slider", name="Padding")).to_have_value("4")


def test_sizes_change_with_the_keyboard_alone(opened: Callable) -> None:
    widget = opened()
    press = widget.page.keyboard.press
    widget.get_by_role("button", name="Add a column of the input").focus()
    press("Enter")
    press("Space")
    assert matrix(widget, "Input").shape == (3, 5)
    widget.get_by_role("button", name="Remove a row of the kernel").press("Enter")
    expect(widget.get_by_role("grid", name="Output, 3 by 4")).to_be_visible()
    expect(widget.locator(".cnn-sum")).to_have_text("0·0 + 1·1 = 1")
    press("Enter")  # a kernel of no rows is not to be had
    assert matrix(widget, "Kernel").shape == (1, 2)


def test_stamps(opened: Callable) -> None:
    widget = opened("Transposed: stamps overlap")
    forward = widget.get_by_role("button", name="Step forward")
    assert numbers(widget, "Output")[12] == "1" and numbers(widget, "Output")[13] == ""
    forward.click()
    expect(widget.locator(".cnn-sum")).to_have_text("y[1, 2] = 1·2 + 2·2 = 6")
    assert grid(widget, "Output").locator(".on").count() == 9
    expect(widget.locator(".cnn-heard")).to_contain_text("input row 1, column 2 stamps 2 times")
    grid(widget, "Output").get_by_role("gridcell").nth(12).click()  # complete with the last stamp
    expect(widget.locator(".cnn-count")).to_have_text("4 of 4")
    expect(widget.locator(".cnn-sum")).to_have_text("y[2, 2] = 1·1 + 2·1 + 3·1 + 4·1 = 10")
    grid(widget, "Output").get_by_role("gridcell").nth(2).hover()  # where the upper two overlap
    assert grid(widget, "Input").locator(".partner").all_inner_texts() == ["1", "2"]
    expect(widget.locator(".cnn-views")).to_contain_text("(2 − 1)·2 − 2·0 + (3 − 1) + 1 = 5")
    widget.get_by_role("slider", name="Padding", exact=True).fill("1")
    assert grid(widget, "Output").locator(".pad").count() == 16
    expect(widget.locator(".cnn-views")).to_contain_text("(2 − 1)·2 − 2·1 + (3 − 1) + 1 = 3")
    widget.get_by_role("slider", name="Output padding").fill("2")
    expect(widget.locator(".cnn-problem")).to_contain_text("must be smaller than the stride 2")
    widget.get_by_role("slider", name="Output padding").fill("1")
    expect(widget.get_by_role("grid", name="Output, 4 by 4")).to_be_visible()
    widget.get_by_label("Padding “same”").check()
    expect(widget.locator(".cnn-problem")).to_contain_text("takes no padding “same”")


def test_a_large_output_padding_does_not_come_back(opened: Callable) -> None:
    widget = link(opened(), "operation=transposed&dilation=2&output_padding=1")
    expect(widget.locator(".cnn-views")).to_contain_text("makes 4 × 4 of it, not 3 × 3")
    link(widget, "operation=transposed&stride=2")
    expect(widget.locator(".cnn-views")).to_contain_text("makes 3 × 3 of it again")


def test_visits(opened: Callable) -> None:
    widget = opened("Corners are visited least")
    row = [1, 2, 3, 2, 1]
    assert np.array_equal(matrix(widget, "Input"), np.outer(row, row))
    expect(widget.locator(".cnn-legend")).to_contain_text("from 1 to 9")
    assert "9, read 1 time" in grid(widget, "Input").get_by_role("gridcell").first.get_attribute(
        "aria-label"
    )
    widget.get_by_label("Count visits").uncheck()
    assert numbers(widget, "Input")[0] == "9"
    expect(widget.get_by_label("Preset")).to_have_value(
        str(NAMES.index("Corners are visited least"))
    )
    choose(widget, "Transposed: stamps overlap")
    widget.get_by_label("Count visits").check()
    assert numbers(widget, "Output")[:5] == ["1", "1", "2", "1", "1"]


def test_a_link_carries_all_of_it(opened: Callable) -> None:
    widget = opened("Transposed: stamps overlap")
    widget.get_by_label("Count visits").check()
    widget.get_by_role("slider", name="Output padding").fill("1")
    widget.get_by_role("button", name="Copy link").click()
    again = opened(hash="#" + widget.page.url.split("#")[1])
    expect(again.locator("summary")).to_contain_text("transposed, output padding 1, visits counted")
    refused = opened(hash=f"#SlidingKernel-{place_of(widget)}?operation=magic")
    expect(refused.get_by_role("alert")).to_contain_text("the page’s own numbers stay")
    check_that_links_are_refused(refused, "padding=full", "padding_mode=<b>", "output_padding=9")
    assert numbers(refused, "Output") == ["19", "", "", ""]


def test_nothing_sticks_out_of_a_phone(opened: Callable) -> None:
    widget = opened(**PHONE)
    for preset in NAMES[5:]:
        choose(widget, preset)
        assert widget.page.evaluate("document.documentElement.scrollWidth") == 390, preset
        assert sticking_out(widget) == [], preset


def sticking_out(widget: Locator) -> list[str]:
    """Return the grids that reach beyond the stage on either side."""
    return widget.evaluate("""w => {
      const { left, right } = w.querySelector(".cnn-stage").getBoundingClientRect();
      return [...w.querySelectorAll("[role=grid]")].filter((grid) => {
        const box = grid.getBoundingClientRect();
        return box.width && (box.left < left - 4 || box.right > right + 4);
      }).map((grid) => grid.ariaLabel);
    }""")


def test_no_operation_is_cut_where_letters_are_wide_or_the_screen_is_narrow(
    opened: Callable,
) -> None:
    widget = opened(viewport={"width": 320, "height": 700})
    choice = widget.locator(".cnn-choice", has_text="Transposed")
    assert choice.evaluate("e => e.scrollWidth - e.clientWidth") == 0
