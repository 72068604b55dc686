"""The gradient slide at its limits: links, phones, nonsense, a result that shrinks."""

from collections.abc import Callable

from playwright.sync_api import expect

from cnnlib.widgets import GradientSlide
from tests.browser.acts import (
    check_that_cells_refuse_nonsense,
    check_that_links_are_refused,
    choose,
    press,
    scrolled,
)
from tests.browser.widget_page import PHONE, grid, link, numbers, place_of

NAME = "GradientSlide"
RESULT = "Gradient of the (input|kernel)"


def test_a_link_carries_the_state_and_a_bad_one_is_refused(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    choose(widget, "Zeros between")
    press(widget, "Read as", "windows")
    widget.get_by_role("button", name="Step forward").click()
    widget.get_by_role("button", name="Copy link").click()
    again = open_widget(NAME, widget.page.url[widget.page.url.index("#") :])
    expect(again.locator(".cnn-count")).to_have_text("2 of 25")
    expect(again.locator("code")).to_contain_text("dxp[r*2:r*2+3, c*2:c*2+3] += g[r, c] * w")
    bad = ("stride=4", "of=<img src=x onerror=alert(1)>", "gradient=1,2;3", "padding=1,2,3")
    check_that_links_are_refused(again, *bad)
    expect(again.locator(".cnn-count")).to_have_text("2 of 25")


def test_on_a_phone_nothing_scrolls_sideways(open_widget: Callable) -> None:
    widget = open_widget(NAME, "", **PHONE)
    widget.get_by_role("button", name="Step forward").tap()
    expect(widget.locator(".cnn-count")).to_have_text("2 of 9")
    large = (
        "input=" + ";".join([",".join("9" * 12)] * 12) + "&kernel=" + ";".join(["1,1,1,1,1"] * 5)
    )
    widget = open_widget(NAME, f"#{NAME}-{place_of(widget)}?{large}&padding=2", **PHONE)
    expect(widget.locator(".cnn-count")).to_have_text("1 of 144")
    press(widget, "Gradient of", "kernel")
    assert widget.page.evaluate("document.documentElement.scrollWidth") == 390


def test_what_is_no_number_is_refused(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    for name in ("Gradient of the output", "Kernel", "Input"):
        check_that_cells_refuse_nonsense(widget, name)


def test_code_fits(open_widget: Callable) -> None:
    wide, phone = (
        open_widget(NAME, viewport={"width": 720, "height": 900}),
        open_widget(NAME, **PHONE),
    )
    for preset in GradientSlide.PRESETS:
        for page in (wide, phone):
            choose(page, preset["name"])
            assert scrolled(page) == []
    choose(wide, "Zeros between")  # all three abreast, though g has seven columns
    tops = [grid(wide, name).bounding_box() for name in ("Gradient of the o", "Gradient of the i")]
    assert tops[1]["x"] > tops[0]["x"] + tops[0]["width"]


def test_the_result_shrinks_under_the_pointer(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    grid(widget, RESULT).get_by_role("gridcell").last.hover()
    link(widget, "input=1,2;3,4")  # at the end of the test no error was logged
    assert len(numbers(widget, RESULT)) == 4
