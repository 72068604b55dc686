"""Who loads a page again, or comes back to it, finds the line that they had left."""

from collections.abc import Callable

import pytest

from tests.pages.test_pages import BOOK

LINES = "[...document.querySelectorAll('article :is(p, h2, h3, pre):not(.anywidget *)')]"
ON_SCREEN = f"{LINES}.findIndex((line) => line.getBoundingClientRect().top > 150)"


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("how", ["reload", "go_back"])
def test_the_line_is_still_on_the_screen(how: str, width: int, visit: Callable) -> None:
    chapter = f"{BOOK.as_uri()}/chapters/mnist-cnn.html"
    page = visit(chapter, viewport={"width": width, "height": 844}).page
    for _ in range(14):
        page.mouse.wheel(0, 900)
        page.wait_for_timeout(60)
    line = page.evaluate(ON_SCREEN)
    left = page.evaluate("scrollY")
    assert line > 40 and left > 10_000
    if how == "go_back":
        page.goto(f"{BOOK.as_uri()}/notation.html")
    getattr(page, how)(wait_until="load")
    page.wait_for_function("scrollY > 10_000")
    page.wait_for_timeout(500)  # until the sections there are laid out
    now = page.evaluate(f"{LINES}[{line}].getBoundingClientRect().top")
    assert -100 < now < 600, f"line {line} stands at {now}"
