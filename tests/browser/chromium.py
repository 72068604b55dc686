"""Find the Chromium that the tests drive; `python -m tests.browser.chromium` installs Debian's."""

from __future__ import annotations

import os
import shutil

from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.debian import install

SHELL = "chromium-headless-shell"
ON_MACOS = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
NO_CHROMIUM = (
    "No Chromium was found, and the browser tests can't do without. Install one (on Debian: "
    "apt-get install chromium-headless-shell; on Ubuntu and macOS: Google Chrome, or "
    ".venv/bin/playwright install chromium), or let the environment variable CHROMIUM name its "
    "program."
)
QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def find(playwright: Playwright) -> str | None:
    """Return the Chromium to test with; where CHROMIUM is set that one and no other."""
    if "CHROMIUM" in os.environ:
        return shutil.which(os.environ["CHROMIUM"])
    # The headless shell is the same engine with no window's interface: a third of the work.
    candidates = (SHELL, "chromium", "chromium-browser", "google-chrome")
    found = (
        shutil.which(name) for name in (*candidates, ON_MACOS, playwright.chromium.executable_path)
    )
    return next(filter(None, found), None)


def launch(playwright: Playwright) -> Browser:
    """Start a headless Chromium; without one, a RuntimeError that says what to install."""
    program = find(playwright)
    if program is None:
        raise RuntimeError(NO_CHROMIUM)
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0  # Chromium's sandbox refuses root
    args = [*QUIET, "--no-sandbox"] if is_root else QUIET
    return playwright.chromium.launch(executable_path=program, args=args)


if __name__ == "__main__":
    with sync_playwright() as playwright:
        program = find(playwright)
    if program is None:
        install(SHELL, NO_CHROMIUM)
