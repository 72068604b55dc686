"""What the browser tests share: a real Chromium, a small web server, and a page that is watched.

>>> def test_a_page(visit, serve, built_book):           # doctest: +SKIP
...     seen = visit(serve(built_book) + "intro.html", viewport={"width": 390, "height": 844})
...     seen.page.get_by_role("button", name="Play").click()
...     assert not seen.errors and not seen.outside
"""

from __future__ import annotations

import gzip
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

ON_MACOS = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
NO_CHROMIUM = (
    "No Chromium was found, and the browser tests can't do without. Install one (on Debian: "
    "apt-get install chromium; on Ubuntu and macOS: Google Chrome, or .venv/bin/playwright install "
    "chromium), or let the environment variable CHROMIUM name its program."
)
QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def find_chromium(playwright: Playwright) -> str | None:
    """Return the Chromium to test with; where CHROMIUM is set that one and no other."""
    if "CHROMIUM" in os.environ:
        return shutil.which(os.environ["CHROMIUM"])
    candidates = ("chromium", "chromium-browser", "google-chrome", ON_MACOS)
    found = (shutil.which(name) for name in (*candidates, playwright.chromium.executable_path))
    return next(filter(None, found), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium for the whole run; without one the tests fail, they never skip."""
    with sync_playwright() as playwright:
        program = find_chromium(playwright)
        if program is None:
            pytest.fail(NO_CHROMIUM, pytrace=False)
        is_root = hasattr(os, "geteuid") and os.geteuid() == 0  # Chromium's sandbox refuses root
        args = [*QUIET, "--no-sandbox"] if is_root else QUIET
        chromium = playwright.chromium.launch(executable_path=program, args=args)
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


class GzipHandler(SimpleHTTPRequestHandler):
    """Serves text gzipped, as GitHub Pages does, so that weights and times are the real ones."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        file = path / "index.html" if path.is_dir() else path
        if not file.is_file():
            self.send_error(404)
            return
        body, kind = file.read_bytes(), self.guess_type(str(file))
        self.send_response(200)
        if any(word in kind for word in ("text", "javascript", "json", "svg")):
            body = gzip.compress(body)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[Path], str]]:
    """Serve a folder on localhost: ``serve(folder)`` is the address of its root, with a slash."""
    servers: list[ThreadingHTTPServer] = []

    def start(folder: Path) -> str:
        handler = partial(GzipHandler, directory=str(folder))
        servers.append(ThreadingHTTPServer(("127.0.0.1", 0), handler))
        threading.Thread(target=servers[-1].serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{servers[-1].server_port}/"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()
