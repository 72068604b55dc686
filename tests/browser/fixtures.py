"""What the browser tests share: a real Chromium, a small web server, and a page that is watched.

A test reads::

    def test_a_page(visit, serve, built_book):
        seen = visit(serve(built_book) + "intro.html", viewport={"width": 390, "height": 844})
        seen.page.get_by_role("button", name="Play").click()
        assert not seen.errors and not seen.outside
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from programs.chromium import launch
from tests.browser.server import serving


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(request: pytest.FixtureRequest, playwright: Playwright) -> Iterator[Browser]:
    """A Chromium without a window; where there is none the tests fail, they never skip."""
    try:
        chromium = launch(playwright, getattr(request, "param", None))
    except RuntimeError as error:
        pytest.fail(str(error), pytrace=False)
    yield chromium
    chromium.close()


@dataclass
class Visit:
    """A page, and what happened on it since it was opened."""

    page: Page
    url: str
    errors: list[str] = field(default_factory=list)  # console errors and uncaught exceptions
    requests: list[str] = field(default_factory=list)

    @property
    def outside(self) -> list[str]:
        """The requests that left the site."""
        home = urlsplit(self.url)[:2]
        inside = ("data:", "blob:")
        return [r for r in self.requests if not r.startswith(inside) and urlsplit(r)[:2] != home]


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Visit]]:
    """Open a URL in a fresh context: ``visit(url, **options of browser.new_context)``.

    ``block`` is the pattern of addresses that are not to be had.
    """
    contexts = []

    def open_page(url: str, block: str | None = None, **options: object) -> Visit:
        contexts.append(browser.new_context(**options))
        if block:
            contexts[-1].route(block, lambda route: route.abort())
        page = contexts[-1].new_page()
        page.set_default_timeout(10_000)
        seen = Visit(page, url)
        page.on("console", lambda m: seen.errors.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: seen.errors.append(str(error)))
        page.on("request", lambda request: seen.requests.append(request.url))
        page.goto(url, wait_until="load")
        return seen

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[Path], str]]:
    """Serve a folder on localhost: ``serve(folder)`` is the address of its root, with a slash."""
    with ExitStack() as servers:
        yield cache(lambda folder: servers.enter_context(serving(folder)))
