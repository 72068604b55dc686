"""A budget for what a reader's phone must fetch to read a chapter."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser

from .test_pages import BOOK, CHAPTERS
from .weight import weigh

BUDGET = 500_000  # bytes over the wire, gzipped, with the pictures that load at once


@pytest.mark.parametrize("path", ["intro.html", *CHAPTERS])
def test_a_page_keeps_to_its_budget(path: str, browser: Browser, serve: Callable) -> None:
    weights = weigh(browser, serve(BOOK) + path)
    assert weights["document"] > 5_000 and weights["script"] > 50_000  # it has come
    assert sum(weights.values()) <= BUDGET, weights
