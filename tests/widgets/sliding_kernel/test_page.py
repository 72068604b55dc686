"""The sliding kernel on its page: mouse, keyboard, settings, links, with no kernel behind it."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.acts import check_that_cells_refuse_nonsense, check_that_links_are_refused
from tests.browser.widget_page import both_roads, grid, link, numbers, place_of

NAME = "SlidingKernel"


@both_roads
def test_mouse(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    assert numbers(widget, "Output") == ["19", "", "", ""]
    widget.get_by_role("button", name="Step forward").click()
    assert numbers(widget, "Output") == ["19", "25", "", ""]
    grid(widget, "Output").get_by_role("gridcell").nth(3).click()
    assert numbers(widget, "Output") == ["19", "25", "37", "43"]
    expect(widget.locator(".cnn-sum")).to_have_text("4·0 + 5·1 + 7·2 + 8·3 = 43")
    grid(widget, "Kernel").get_by_role("gridcell").first.click()
    widget.page.keyboard.type("-1")
    widget.page.keyboard.press("Enter")
    assert numbers(widget, "Output") == ["19", "24", "34", "39"]
    widget.get_by_label("Step", exact=True).fill("1")
    expect(widget.locator(".cnn-sum")).to_have_text("1·(−1) + 2·1 + 4·2 + 5·3 = 24")
    expect(widget.locator("code")).to_contain_text("(x[0:2, 1:3] * w).sum()   # y[0, 1] is 24")
    widget.get_by_role("button", name="Reset").click()
    assert numbers(widget, "Kernel") == ["0", "1", "2", "3"]


def test_dragging_the_frame(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    handle = widget.locator(".cnn-input .cnn-handle").bounding_box()
    cell = grid(widget, "Input").get_by_role("gridcell").first.bounding_box()
    mouse = widget.page.mouse
    x, y = handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + cell["width"], y + cell["height"], steps=5)
    mouse.up()
    expect(widget.locator(".cnn-count")).to_have_text("4 of 4")
    assert numbers(widget, "Output") == ["19", "25", "37", "43"]


def test_keyboard_alone(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    page = widget.page
    press = page.keyboard.press
    widget.get_by_label("Step", exact=True).fill("0")
    widget.get_by_role("button", name="Predict").focus()
    press("Tab")  # the input: one stop for the whole matrix
    assert page.evaluate("document.activeElement.closest('[role=grid]').ariaLabel").startswith(
        "Input"
    )
    for key in ("ArrowRight", "ArrowDown"):
        press(key)
    assert page.evaluate(
        "[document.activeElement.dataset.r, document.activeElement.dataset.c]"
    ) == ["1", "1"]
    press("5")
    press("Escape")  # the old number stays
    before = numbers(widget, "Input")
    press("F2")
    page.keyboard.type("5")
    press("Enter")
    after = numbers(widget, "Input")
    changed = [i for i, (old, new) in enumerate(zip(before, after, strict=True)) if old != new]
    assert [after[i] for i in changed] == ["5"] and page.evaluate(
        "document.activeElement.role"
    ) == "gridcell"
    press("Tab")  # the kernel
    press("Tab")  # the output
    press("ArrowRight")
    press("Enter")
    expect(widget.locator(".cnn-count")).to_contain_text("2 of")


def test_stride_padding_and_impossible_settings(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    sliders = {
        name: widget.get_by_role("slider", name=name) for name in ("Stride", "Padding", "Dilation")
    }
    sliders["Padding"].fill("1")
    expect(widget.get_by_role("grid", name="Output, 4 by 4")).to_be_visible()
    expect(widget.locator(".cnn-views")).to_contain_text("⌊(3 + 2·1 − 2) / 1⌋ + 1 = 4")
    sliders["Stride"].fill("3")
    expect(widget.locator(".cnn-views")).to_contain_text("⌊(3 + 2·1 − 2) / 3⌋ + 1 = 2")
    expect(widget.locator("code")).to_contain_text("stride=3, padding=1")
    sliders["Padding"].fill("0")
    expect(widget.locator(".cnn-views")).to_contain_text("The floor drops the last row and column.")
    sliders["Dilation"].fill("3")
    expect(widget.locator(".cnn-problem")).to_contain_text(
        "The kernel spans 4 × 4 cells and does not fit into the 3 × 3 input"
    )
    sliders["Padding"].fill("1")
    expect(widget.locator(".cnn-problem")).to_have_count(0)


def test_cells_that_are_never_read_are_marked(open_widget: Callable) -> None:
    widget = link(open_widget(NAME), "input=1,2,3,4,5&kernel=1&stride=2")
    assert grid(widget, "Input").locator(".unread").all_inner_texts() == ["2", "4"]
    widget.get_by_role("slider", name="Stride").fill("3")
    assert grid(widget, "Input").locator(".unread").all_inner_texts() == ["2", "3", "5"]


def test_what_is_no_number_is_refused_and_the_old_one_stays(open_widget: Callable) -> None:
    check_that_cells_refuse_nonsense(open_widget(NAME), "Input")


def test_play_runs_to_the_end_and_stops(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    widget.get_by_label("Speed").select_option("4")
    widget.get_by_role("button", name="Play").click()
    expect(widget.get_by_role("button", name="Pause")).to_be_visible()
    expect(widget.locator(".cnn-count")).to_have_text("4 of 4")
    expect(widget.get_by_role("button", name="Play")).to_be_visible()
    expect(widget.locator(".cnn-heard")).to_contain_text("Step 4 of 4")  # spoken when it stops


def test_hovering_one_side_lights_up_the_other(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    grid(widget, "Input").get_by_role("gridcell").nth(4).hover()  # the middle: read from everywhere
    assert grid(widget, "Output").locator(".partner").count() == 4
    grid(widget, "Input").get_by_role("gridcell").first.hover()  # a corner: read once
    assert grid(widget, "Output").locator(".partner").count() == 1
    assert grid(widget, "Kernel").locator(".partner").count() == 1


@both_roads
def test_the_address_keeps_the_state(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    widget.get_by_role("slider", name="Stride").fill("2")
    widget.get_by_role("slider", name="Padding").fill("1")
    widget.get_by_role("button", name="Step forward").click()
    widget.get_by_role("button", name="Copy link").click()
    url = widget.page.url
    assert f"#{NAME}-{place_of(widget)}?" in url
    again = widget.page.context.new_page()
    again.goto(url)
    linked = again.locator(f"[data-cnn-widget={NAME}]").first
    expect(linked.locator("code")).to_contain_text("stride=2, padding=1")
    expect(linked.locator(".cnn-count")).to_have_text("2 of 4")


def test_a_bad_address_is_refused(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    bad = ("stride=99", "input=<script>", "kernel=1,2;3", "padding=%", "step=1,2", "kernel=1e400")
    check_that_links_are_refused(widget, *bad)
    assert numbers(widget, "Input") == list("012345678")


def test_huge_numbers_are_shown(open_widget: Callable) -> None:
    widget = link(open_widget(NAME), "input=1e150,-1e308&kernel=1e150&step=1")
    assert numbers(widget, "Input") == ["1e+150", "−1e+308"]
    assert numbers(widget, "Output") == ["1e+300", "−∞"]


def test_a_link_closes_a_cell_that_is_being_edited(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    grid(widget, "Kernel").get_by_role("gridcell").last.click()
    widget.page.keyboard.type("77")
    link(widget, "input=5&kernel=1")  # the cell that was being edited is gone
    assert numbers(widget, "Kernel") == ["1"] and numbers(widget, "Output") == ["5"]
