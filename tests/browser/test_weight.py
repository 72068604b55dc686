"""A budget for what a reader's phone must fetch to read a chapter."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser

from .test_pages import BOOK, CHAPTERS
from .weight import weigh

BUDGET = 500_000  # bytes over the wire, gzipped, with all pictures down to the end


@pytest.mark.parametrize("path", ["intro.html", *CHAPTERS])
def test_a_page_keeps_to_its_budget(path: str, browser: Browser, serve: Callable) -> None:
    weights = weigh(browser, serve(BOOK) + path, to_the_end=True)
    assert weights["document"] > 5_000 and weights["script"] > 50_000  # it has come
    if path == "chapters/multi-channel-kernels.html":  # its photographs stand far below
        assert weights["image"] > 50_000
    assert sum(weights.values()) <= BUDGET, weights
