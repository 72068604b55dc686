"""The landing page: a live widget in the first screen, then the ways in and all chapters."""

import re
from collections.abc import Callable

import pytest

from tests.browser.each_browser import each_browser
from tests.places import BOOK, ROOT

CHAPTERS = re.findall(r"file: (chapters/\S+)", (ROOT / "_toc.yml").read_text(encoding="utf-8"))


@each_browser
@pytest.mark.parametrize("size", [(1280, 900), (390, 844)])
def test_a_live_widget_stands_in_the_first_screen(size: tuple[int, int], visit: Callable) -> None:
    width, height = size
    address = f"{BOOK.as_uri()}/index.html"
    page = visit(address, viewport={"width": width, "height": height}).page
    title, picture = page.locator(".cnn-title").first, page.locator(".cnn-stage").first
    picture.wait_for()
    upper, whole = title.bounding_box(), picture.bounding_box()
    assert upper["x"] >= 0 and upper["x"] + upper["width"] <= width
    assert whole["x"] >= 0 and whole["x"] + whole["width"] <= width
    assert 0 <= upper["y"] < whole["y"] and whole["y"] + whole["height"] / 2 <= height
    count = page.locator(".cnn-count").first
    before = count.inner_text()
    page.get_by_role("button", name="Step forward").first.click()
    assert count.inner_text() != before


def test_every_chapter_has_a_card_in_the_order_of_the_book(visit: Callable) -> None:
    page = visit(f"{BOOK.as_uri()}/index.html").page
    cards = page.locator(".chapter-grid a")
    targets = [card.get_attribute("href") for card in cards.all()]
    assert targets == [f"{chapter}.html" for chapter in CHAPTERS]
    for card in cards.all():
        assert card.locator("svg path").count() and "?" in card.inner_text()


def test_three_ways_lead_in(visit: Callable) -> None:
    page = visit(f"{BOOK.as_uri()}/index.html").page
    ways = page.locator(".ways a").all()
    assert [way.inner_text() for way in ways] == ["Read →", "Run →", "Teach →"]
    for way in ways:
        target, _, place = way.get_attribute("href").partition("#")
        text = (BOOK / (target or "index.html")).read_text(encoding="utf-8")
        assert not place or f'id="{place}"' in text
