"""The search of the book, from the disk and with no network."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.pages.test_pages import BOOK


@pytest.mark.parametrize(
    ("words", "page", "says"),
    [
        ("dilation", "chapters/stride.html", "Stride and dilation"),
        ("max pooling", "chapters/pooling.html", "Pooling"),
        ("receptive", "chapters/composing-a-network.html", "Composing a network"),
        ("zzyzx", None, None),
    ],
)
def test_search_from_the_disk(
    words: str, page: str | None, says: str | None, visit: Callable
) -> None:
    seen = visit(f"{BOOK.as_uri()}/intro.html", offline=True)
    seen.page.get_by_role("button", name="Search").first.click()
    box = seen.page.get_by_role("dialog").get_by_role("searchbox")
    box.fill(words)
    box.press("Enter")
    results = seen.page.locator("#search-results")
    if page is None:
        expect(results).to_contain_text("did not match any documents")
    else:
        found = results.locator(f"a[href^='{page}']").first
        expect(found).to_contain_text(says)
        if words == "receptive":  # another tab has taken the words that Sphinx had stored
            seen.page.evaluate("localStorage.clear()")
        found.click()
        expect(seen.page).to_have_url(re.compile(f"/{page}$"))
        expect(seen.page.locator("article h1")).to_contain_text(says)
        hit = seen.page.locator(".bd-article .highlighted").filter(visible=True).first
        expect(hit).to_be_in_viewport()
    assert not seen.errors and not seen.outside
