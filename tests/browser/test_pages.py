"""Every built page: no outside request, no console error, no sideways scroll; http and file."""

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

ROOT = Path(__file__).parents[2]
BOOK = ROOT / "_build" / "html"
CHAPTERS = sorted(f"chapters/{path.stem}.html" for path in (ROOT / "chapters").glob("*.ipynb"))
BACK = [f"{page}.html" for page in ("misconceptions", "concept-check", "widgets", "notation")]
PAGES = ["intro.html", "search.html", *BACK, *CHAPTERS]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("road", ["http", "file"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_quiet_and_fits(
    path: str, road: str, width: int, scheme: str, visit: Callable, serve: Callable
) -> None:
    base = serve(BOOK) if road == "http" else f"{BOOK.as_uri()}/"
    viewport = {"width": width, "height": 900}
    seen = visit(base + path, viewport=viewport, color_scheme=scheme)
    page = seen.page
    assert page.evaluate("document.documentElement.dataset.theme") == scheme
    for place in page.locator(".anywidget").all():
        place.locator("[data-cnn-widget]").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert not seen.outside
    assert not seen.errors


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(path: str, scheme: str, visit: Callable) -> None:
    page = visit(f"{BOOK.as_uri()}/{path}", color_scheme=scheme).page
    for place in page.locator(".anywidget").all():
        place.locator("[data-cnn-widget]").wait_for()
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


@pytest.mark.parametrize("path", CHAPTERS)
def test_every_widget_of_a_chapter_lives(path: str, visit: Callable) -> None:
    page = visit(f"{BOOK.as_uri()}/{path}").page
    places = page.locator(".anywidget").all()
    assert len(places) >= 2
    for place in places:
        place.locator("[data-cnn-widget]").wait_for()
    assert page.locator(".anywidget-failed").count() == 0


def test_the_final_chapter_shows_its_accuracy(visit: Callable) -> None:
    page = visit(f"{BOOK.as_uri()}/chapters/mnist-cnn.html").page
    line = page.get_by_text("of 10,000 test digits are right").last.inner_text()
    shown = float(line.split("this run")[1].split("%")[0])
    assert 98.3 <= shown <= 99.0
    assert page.get_by_text("published 98.73 %").count()
    assert page.get_by_role("img", name="The first three test digits").count() == 1
