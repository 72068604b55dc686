"""A chapter read to its end on a phone: every widget lives, and the budget for its weight holds.

A wide screen gets the same files.
"""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.weight import weighing
from tests.pages.axe import violations
from tests.pages.test_pages import BOOK, CHAPTERS

BUDGET = 500_000  # bytes over the wire, gzipped, with all pictures down to the end
# As fast as a reader may scroll, and at the end the whole page has been on the screen.
READ_TO_THE_END = """async () => {
  while (scrollY + innerHeight < document.documentElement.scrollHeight - 1) {
    scrollBy({ top: innerHeight / 2, behavior: "instant" });
    await new Promise((painted) => requestAnimationFrame(() => setTimeout(painted)));
  }
}"""
PICTURES_ARE_THERE = "[...document.images].every((i) => i.complete || !i.checkVisibility())"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """The screen that Lighthouse takes for a phone's, and nothing in the cache."""
    context = browser.new_context(viewport={"width": 412, "height": 823})
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("path", ["intro.html", *CHAPTERS])
def test_a_page_is_read_to_its_end(path: str, page: Page, serve: Callable) -> None:
    weigh = weighing(page)
    page.goto(serve(BOOK) + path, wait_until="load")
    places = page.locator(".anywidget").all()
    built = page.locator("[data-cnn-widget]")
    if path in CHAPTERS:
        # What is not laid out yet must not lie over the links at the page's end.
        assert not (found := violations(page, runOnly=["target-size"])), found
        assert len(places) >= 2 and built.count() < len(places)  # the last ones are far away
    page.evaluate(READ_TO_THE_END)
    for place in places:
        place.locator("[data-cnn-widget]").wait_for()
    assert page.locator(".anywidget-failed").count() == 0

    page.wait_for_function(PICTURES_ARE_THERE)
    weights = weigh()
    assert weights["document"] > 5_000 and weights["script"] > 50_000  # it has come
    if path == "chapters/multi-channel-kernels.html":  # its photographs stand far below
        assert weights["image"] > 50_000
    assert sum(weights.values()) <= BUDGET, weights
