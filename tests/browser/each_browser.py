"""For tests in which one Chromium could differ from another: on paper, on the console, in fonts.

``@each_browser`` runs a test with every Chromium of the machine, ``pytestmark = each_browser`` a
whole file. All other tests take the first.
"""

from collections.abc import Sequence
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from programs.chromium import programs

with sync_playwright() as playwright:
    PROGRAMS = programs(playwright) or [None]  # with None the test fails and says what to install
NAMES = [Path(program or "none").name for program in PROGRAMS]

# The scope is the file, or pytest would take files apart to start each program only once.
each_browser = pytest.mark.parametrize(
    "browser", PROGRAMS, ids=NAMES, indirect=True, scope="module"
)


def each_browser_for(
    argument: str, values: Sequence[str], few: Sequence[str]
) -> pytest.MarkDecorator:
    """Run a test for all values of an argument; with other Chromiums than the first for a few."""
    runs = [
        pytest.param(program, value, id=f"{value}-{name}")
        for program, name in zip(PROGRAMS, NAMES, strict=True)
        for value in (values if program == PROGRAMS[0] else few)
    ]
    return pytest.mark.parametrize(
        ("browser", argument), runs, indirect=["browser"], scope="module"
    )
