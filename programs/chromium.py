"""Find a Chromium; ``python -m programs.chromium`` installs one if none is there, and says which.

Any will do: the headless shell, a full Chromium, Google Chrome.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from playwright.sync_api import Browser, Playwright, sync_playwright

from programs.debian import install

SHELL = "chromium-headless-shell"
# The headless shell is the same engine with no window's interface: a third of the work.
NAMES = (
    SHELL,
    "chromium",
    "chromium-browser",
    "google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
NO_CHROMIUM = (
    "No Chromium was found, and neither the browser tests nor the PDF can do without. Install one "
    "(on Debian: apt-get install chromium-headless-shell; on Ubuntu and macOS: Google Chrome, or "
    ".venv/bin/playwright install chromium), or let the environment variable CHROMIUM name its "
    "program."
)
# Letters as wide as they are drawn. Only the headless shell knows this switch, and without it
# rounds each to whole pixels: lines break elsewhere than in a full Chromium, on paper too.
TRUE_WIDTHS = "--font-render-hinting=none"


def programs(playwright: Playwright) -> list[str]:
    """Return each Chromium of this machine once, the lightest first.

    Where the environment variable CHROMIUM is set it is that one and no other.
    """
    if named := os.environ.get("CHROMIUM"):
        if program := shutil.which(named):
            return [program]
        raise RuntimeError(f"CHROMIUM names {named}, and there is no such program.")
    found: dict[str, str] = {}
    for program in filter(None, map(shutil.which, (*NAMES, playwright.chromium.executable_path))):
        found.setdefault(os.path.realpath(program), program)  # one program may have several names
    return list(found.values())


def find(playwright: Playwright) -> str:
    """Return the Chromium to take; without one, a RuntimeError that says what to install."""
    for program in programs(playwright):
        return program
    raise RuntimeError(NO_CHROMIUM)


def launch(playwright: Playwright, program: str | None = None) -> Browser:
    """Start a Chromium without a window: this program, or the one that is found."""
    program = program or find(playwright)
    return playwright.chromium.launch(executable_path=program, args=[TRUE_WIDTHS])


def version(program: str) -> str:
    """Return what a program says of itself, such as ``Chromium 156.0.8078.114``."""
    return subprocess.run([program, "--version"], capture_output=True, text=True).stdout.strip()


def main() -> None:
    """Install Debian's headless shell if there is no Chromium; say in a line which is taken."""
    with sync_playwright() as playwright:
        try:
            if not programs(playwright):
                install(SHELL, NO_CHROMIUM)
            find(playwright)
            here = [f"{program} ({version(program)})" for program in programs(playwright)]
        except RuntimeError as error:
            sys.exit(str(error))
    print("Browser:", "; also here: ".join(here))


if __name__ == "__main__":
    main()
