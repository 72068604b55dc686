"""Sliding kernels in chapters, where several stand on a page: touch, and links to one of them."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.widget_page import FOLLOW, PHONE, both_roads, grid

NAME = "SlidingKernel"
PAGES = ["chapters/cross-correlation.html", "chapters/stride.html"]


@pytest.mark.parametrize("path", PAGES)
def test_touch_on_a_phone(open_widget: Callable, path: str) -> None:
    widget = open_widget(NAME, page=path, **PHONE)
    page = widget.page
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    steps = int(widget.locator(".cnn-count").inner_text().split(" of ")[1])
    widget.get_by_label("Step", exact=True).fill("0")
    for label in ("Step forward", "Step forward", "Step back"):
        widget.get_by_role("button", name=label).tap()
    expect(widget.locator(".cnn-count")).to_have_text(f"2 of {steps}")
    first = grid(widget, "Kernel").get_by_role("gridcell").first
    first.tap()
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    expect(first).to_have_text("7")
    expect(widget.locator(".cnn-count")).to_have_text(f"2 of {steps}")
    widget.get_by_role("slider", name="Padding").fill("4")
    assert page.evaluate("document.documentElement.scrollWidth") == 390


@both_roads
def test_a_link_changes_the_widget_that_it_names(open_widget: Callable) -> None:
    page = open_widget(NAME, f"#{NAME}-3?stride=3", page=PAGES[0]).page
    expect(page.locator("[data-cnn-widget]")).to_have_count(4)
    named = {3}  # as the page came; then by links on the page
    for place in (3, 1, 4, 2):
        if place not in named:
            page.evaluate(FOLLOW, f"#{NAME}-{place}?stride=3")
        named.add(place)
        for index, live in enumerate(page.locator("[data-cnn-widget]").all(), 1):
            stride = live.get_by_role("slider", name="Stride")
            expect(stride).to_have_value("3" if index in named else "1")
