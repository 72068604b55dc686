"""The pooling window on the built page: mouse, keyboard, predictions, links, with no kernel."""

from collections.abc import Callable

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from playwright.sync_api import expect

from cnnlib.widgets import PoolingWindow
from tests.browser.acts import (
    answer,
    check_that_cells_refuse_nonsense,
    check_that_links_are_refused,
    choose,
    scrolled,
)
from tests.browser.widget_page import PHONE, both_roads, grid, numbers

NAME = "PoolingWindow"


@both_roads
def test_steps_by_mouse(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    line = widget.locator(".cnn-sum")
    expect(line).to_have_text("max(1, 3, 4, 2) = 4")
    handle = widget.locator(".cnn-handle").bounding_box()
    cell = grid(widget, "Input").get_by_role("gridcell").first.bounding_box()
    mouse, x, y = widget.page.mouse, handle["x"] + 5, handle["y"] + 5
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + 2 * cell["width"], y, steps=4)
    mouse.up()
    expect(widget.locator(".cnn-count")).to_have_text("2 of 4")
    assert numbers(widget, "Output") == ["4", "2", "", ""]
    grid(widget, "Output").get_by_role("gridcell").nth(3).click()
    expect(line).to_have_text("max(7, 0, 6, 9) = 9")
    expect(widget.locator(".winner")).to_have_attribute("data-r", "3")
    widget.get_by_role("button", name="Step back").click()
    expect(line).to_have_text("max(5, 5, 1, 5) = 5")
    widget.get_by_label("Pooling", exact=True).select_option("average")
    expect(line).to_have_text("(1 + 3 + 4 + 2) / 4 = 2.5")
    widget.get_by_role("button", name="Reset").click()
    expect(line).to_have_text("max(1, 3, 4, 2) = 4")


def test_keyboard_alone(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    page = widget.page
    widget.get_by_role("button", name="Predict").focus()
    for key in ("Tab", "ArrowRight", "8", "Enter"):  # the input is one stop
        page.keyboard.press(key)
    expect(widget.locator(".cnn-sum")).to_have_text("max(1, 8, 4, 2) = 8")
    expect(widget.locator(".cnn-heard")).to_contain_text("Step 1 of 4: output row 1, column 1: max")
    for key in ("Tab", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    expect(widget.locator(".cnn-count")).to_have_text("3 of 4")
    widget.get_by_label("Stride as the window").focus()
    page.keyboard.press("Space")
    widget.get_by_role("slider", name="Stride").focus()
    page.keyboard.press("ArrowLeft")
    expect(widget.locator("code")).to_contain_text("F.max_pool2d(x[None], 2, stride=1)[0]")
    assert len(numbers(widget, "Output")) == 9


def test_every_preset_ends_in_torchs_output_and_its_code_runs(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    for preset in PoolingWindow.PRESETS:
        choose(widget, preset["name"])
        expect(widget.locator(".cnn-title")).to_have_text(preset["question"])
        output = PoolingWindow.preset(preset["name"]).output
        widget.get_by_label("Step", exact=True).fill(str(output.size - 1))
        shown = [float(text.replace("−", "-")) for text in numbers(widget, "Output")]
        np.testing.assert_allclose(shown, output.ravel(), rtol=0.01)
        x = np.array(PoolingWindow.preset(preset["name"]).input, dtype=float)
        torchs, numpys = {"F": F, "x": torch.tensor(x)}, {"np": np, "x": x}
        first, *before, last = widget.locator("code").inner_text().split("\n")
        exec(first, torchs)
        np.testing.assert_array_equal(torchs["y"].numpy(), output)
        exec("\n".join(before), numpys)
        assert eval(last, numpys) == pytest.approx(output[-1, -1], rel=1e-12)


def test_prediction_names_the_mistake(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    widget.get_by_role("button", name="Predict").click()
    assert grid(widget, "Output").count() == 0  # its size is the question
    verdict = answer(widget, Channels="1", Rows="2", Columns="2")
    expect(verdict).to_contain_text("Not 1 channel. Pooling does not add channels up")
    expect(answer(widget, Channels="8", Rows="3")).to_contain_text("Not 3 rows. You left out the")
    expect(answer(widget, Rows="2")).to_contain_text("Yes: 8 × 2 × 2")
    assert widget.locator(".winner").count() == 0
    expect(answer(widget, Your="2.5")).to_contain_text("That is the mean of the window.")
    expect(answer(widget, Your="9")).to_contain_text("No cell of the window holds 9")
    for right in ("4", "2"):
        expect(answer(widget, Your=right)).to_contain_text(f"Yes: {right}")
    verdict = answer(widget, Your="5", Row="3", Column="2")  # 5, 5 in the third row
    expect(verdict).to_contain_text("Not 2 as its column. That is the last of the equal ones.")
    expect(answer(widget, Column="1")).to_contain_text("Yes: 5, from row 3, column 1.")
    choose(widget, "Negative numbers, padded")
    widget.get_by_role("button", name="Show me").click()
    expect(answer(widget, Your="0")).to_contain_text("Padding never wins: it counts as −∞")
    choose(widget, "Does padding count?")
    widget.get_by_role("button", name="Show me").click()
    expect(answer(widget, Your="1")).to_contain_text("Not 1.")
    expect(answer(widget, Your="4")).to_contain_text("That is the sum.")
    expect(answer(widget, Your="0.44")).to_contain_text("Yes: 0.444444")


def test_what_is_dropped_hangs_over_or_does_not_fit_is_said(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    choose(widget, "The dropped row")
    expect(widget.locator(".unread")).to_have_count(9)
    expect(widget.get_by_text("The last row and column are dropped")).to_be_visible()
    expect(widget.get_by_text("The floor drops the last row and column.")).to_be_visible()
    widget.get_by_label("Round up").check()
    expect(widget.locator(".beyond")).to_have_count(11)
    expect(widget.locator(".cnn-views")).to_contain_text("⌈(5 + 2·0 − 2) / 2⌉ + 1 = 3")
    widget.get_by_role("slider", name="Padding").fill("2")
    expect(widget.locator(".cnn-problem")).to_contain_text("Padding 2 is more than half the window")
    widget.get_by_role("slider", name="Padding").fill("0")
    widget.get_by_label("Round up").uncheck()
    widget.get_by_role("slider", name="Window").fill("6")
    expect(widget.locator(".cnn-problem")).to_contain_text("The window spans 6 × 6 cells")
    widget.get_by_label("Pooling", exact=True).select_option("global max")
    expect(widget.locator(".cnn-problem")).to_have_count(0)
    expect(widget.get_by_role("slider", name="Window")).to_be_hidden()


def test_pointing_at_one_side_lights_the_other(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    choose(widget, "Windows that overlap")
    grid(widget, "Input").get_by_role("gridcell").nth(12).hover()  # the 9 is in every window
    expect(grid(widget, "Output").locator(".partner")).to_have_count(4)
    grid(widget, "Output").get_by_role("gridcell").first.hover()
    expect(grid(widget, "Input").locator(".partner")).to_have_count(9)


def test_a_link_carries_the_state_and_a_bad_one_is_refused(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    choose(widget, "Does padding count?")
    widget.get_by_label("Padding counts").uncheck()
    widget.get_by_role("button", name="Step forward").click()
    widget.get_by_role("button", name="Copy link").click()
    link = widget.page.url[widget.page.url.index("#") :]
    again = open_widget(NAME, link)
    expect(again.locator(".cnn-count")).to_have_text("2 of 16")
    expect(again.locator("code")).to_contain_text("count_include_pad=False")
    bad = ("stride=7", "kind=<img src=x onerror=alert(1)>", "input=1,2;3", "ceil_mode=yes")
    check_that_links_are_refused(again, *bad)
    expect(again.locator(".cnn-count")).to_have_text("2 of 16")


def test_on_a_phone_nothing_scrolls_sideways(open_widget: Callable) -> None:
    widget = open_widget(NAME, **PHONE)
    choose(widget, "The same, rounded up")
    widget.get_by_role("button", name="Step forward").tap()
    expect(widget.locator(".cnn-count")).to_have_text("2 of 9")
    widget.get_by_label("Stride as the window").uncheck()
    for name, value in (("Window", "6"), ("Padding", "3"), ("Dilation", "2"), ("Stride", "6")):
        widget.get_by_role("slider", name=name).fill(value)
    assert widget.page.evaluate("document.documentElement.scrollWidth") == 390


def test_what_is_no_number_is_refused(open_widget: Callable) -> None:
    check_that_cells_refuse_nonsense(open_widget(NAME), "Input")


def test_controls_keep_clear_of_each_other_and_code_fits(open_widget: Callable) -> None:
    widget = open_widget(NAME, viewport={"width": 720, "height": 900})  # a card of 688 px
    shown = [
        control for control in widget.locator(".cnn-settings > *").all() if control.is_visible()
    ]
    overlap = "e => e.scrollWidth > e.clientWidth"
    assert len(shown) == 8 and not any(control.evaluate(overlap) for control in shown)
    phone = open_widget(NAME, **PHONE)
    for preset in PoolingWindow.PRESETS:
        for page in (widget, phone):
            choose(page, preset["name"])
            assert scrolled(page) == []
