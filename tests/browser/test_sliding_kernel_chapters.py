"""Sliding kernels in chapters, where several stand on a page: touch, and links to one of them."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.widget_page import BOOK, PHONE, grid

PAGES = ["chapters/cross-correlation.html", "chapters/stride.html"]


@pytest.fixture(params=["http", "file"])
def open_page(
    request: pytest.FixtureRequest, visit: Callable, serve: Callable
) -> Iterator[Callable]:
    """Open a built page from a web server or from the disk; at the end it must have been quiet."""
    assert (BOOK / "index.html").exists(), "there is no built book: run `make book` first"
    base = serve(BOOK) if request.param == "http" else f"{BOOK.as_uri()}/"
    visits = []

    def start(path: str, **options: object) -> Locator:
        visits.append(visit(base + path, **options))
        widget = visits[-1].page.locator("[data-cnn-widget=SlidingKernel]").first
        widget.wait_for()
        widget.scroll_into_view_if_needed()
        return widget

    yield start
    for seen in visits:
        assert not seen.errors and not seen.outside


@pytest.mark.parametrize("path", PAGES)
def test_touch_on_a_phone(open_page: Callable, path: str) -> None:
    widget = open_page(path, **PHONE)
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


@pytest.mark.parametrize("place", [1, 2, 3, 4])
def test_a_link_changes_the_widget_that_it_names(open_page: Callable, place: int) -> None:
    widget = open_page(f"{PAGES[0]}#SlidingKernel-{place}?stride=3")
    page = widget.page
    for index, live in enumerate(page.locator("[data-cnn-widget]").all(), 1):
        stride = live.get_by_role("slider", name="Stride")
        expect(stride).to_have_value("3" if index == place else "1")
