"""Every built page: no outside request, no console error, no sideways scroll, nothing for axe."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.each_browser import each_browser, each_browser_for
from tests.pages.axe import violations
from tests.places import BOOK, ROOT

LISTED = re.findall(r"file: (\S+)", (ROOT / "_toc.yml").read_text(encoding="utf-8"))
PAGES = [f"{page}.html" for page in ["intro", "search", *LISTED]]
CHAPTERS = [page for page in PAGES if page.startswith("chapters/")]
LOOKS = {  # each pair of a scheme, a width and a theme once
    "http": [(390, "light"), (1280, "dark")],
    "file": [(1280, "light"), (390, "dark")],
}
# axe sees every page in both themes, from files. What stands around a page is the same on all of
# them, so that for the other two looks, and for other browsers, these are enough.
AROUND = ("intro.html", "search.html", "chapters/stride.html")
SIDEWAYS = """() => [...document.querySelectorAll(".bd-article *")].filter((e) => {
  const { overflowX, clipPath } = getComputedStyle(e);
  const cut = e.clientWidth > 0 && e.scrollWidth > e.clientWidth + 2;
  return cut && /auto|scroll|hidden/.test(overflowX) && clipPath === "none";
}).map((e) => e.textContent.trim().slice(0, 60))"""

FOCUS_IS_SEEN = """() => {
  const button = document.activeElement.closest(".bd-header-article button");
  if (!button) return null;
  const { outlineStyle, boxShadow } = getComputedStyle(button);
  return outlineStyle !== "none" || boxShadow !== "none";
}"""


def show_all(page: Page) -> None:
    """Unfold what is folded, have sections laid out and widgets built far from the screen."""
    page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    page.add_style_tag(content="section { content-visibility: visible !important }")
    page.keyboard.press("Shift")


def give(page: Page, width: int, theme: str) -> None:
    """Turn the phone, or go from day to night."""
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=theme)
    page.wait_for_function("theme => document.documentElement.dataset.theme === theme", arg=theme)


@pytest.mark.parametrize("scheme", LOOKS)
@each_browser_for("path", PAGES, few=AROUND)
def test_a_page_is_quiet_accessible_and_fits(
    path: str, scheme: str, visit: Callable, serve: Callable
) -> None:
    base = serve(BOOK) if scheme == "http" else f"{BOOK.as_uri()}/"
    width, theme = LOOKS[scheme][0]
    seen = visit(base + path, viewport={"width": width, "height": 900}, color_scheme=theme)
    page = seen.page
    assert page.evaluate("document.documentElement.dataset.theme") == theme
    show_all(page)
    for place in page.locator(".anywidget").all():
        place.locator("[data-cnn-widget]").wait_for()
    for number, (width, theme) in enumerate(LOOKS[scheme]):
        if number:
            give(page, width, theme)
        page.wait_for_function("document.getAnimations().length === 0")  # nothing fades
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert page.evaluate(SIDEWAYS) == []  # no code, table or formula is cut, on a phone too
        assert not seen.outside
        assert not seen.errors
        if scheme == "file" or path in AROUND:
            assert not (found := violations(page)), found


@pytest.mark.parametrize("without", ["scripts", "screen"])
@pytest.mark.parametrize("path", [p for p in PAGES if p.startswith(("chapters/", "widgets/"))])
def test_pictures_stand_in_for_widgets(path: str, without: str, visit: Callable) -> None:
    page = visit(f"{BOOK.as_uri()}/{path}", java_script_enabled=without != "scripts").page
    if without == "screen":
        show_all(page)
        page.locator("[data-cnn-widget]").last.wait_for()
        page.pdf()  # as print does, it fetches the pictures that the screen did not need
        page.emulate_media(media="print")
    places = page.locator(".anywidget").all()
    assert places
    for place in places:
        picture = place.get_by_role("img").first
        assert picture.is_visible() and len(picture.get_attribute("alt")) > 20
        assert picture.evaluate("image => image.complete && image.naturalWidth > 600")
        assert not place.locator("[data-cnn-widget]").is_visible()


def test_a_button_of_the_header_shows_that_the_keys_are_on_it(visit: Callable) -> None:
    page = visit(f"{BOOK.as_uri()}/intro.html", viewport={"width": 390, "height": 844}).page
    seen = []
    for _ in range(12):
        page.keyboard.press("Tab")
        seen.append(page.evaluate(FOCUS_IS_SEEN))
    assert seen.count(None) < 8 and False not in seen


@each_browser
def test_paper_is_light_and_the_screen_stays_dark(visit: Callable) -> None:
    page = visit(f"{BOOK.as_uri()}/chapters/stride.html", color_scheme="dark").page
    theme = "document.documentElement.dataset.theme"
    page.evaluate(f"addEventListener('beforeprint', () => {{ window.printed = {theme} }})")
    page.pdf()
    assert (page.evaluate("printed"), page.evaluate(theme)) == ("light", "dark")


def test_a_key_inside_a_widget_builds_those_that_the_next_keys_may_reach(visit: Callable) -> None:
    page = visit(f"{BOOK.as_uri()}/chapters/stride.html").page
    page.get_by_role("button", name="Step forward").first.click()
    places, built = page.locator(".anywidget"), page.locator("[data-cnn-widget]")
    assert built.count() < places.count()
    page.keyboard.press("Tab")
    expect(built).to_have_count(places.count())


def test_the_final_chapter_shows_its_accuracy(visit: Callable) -> None:
    page = visit(f"{BOOK.as_uri()}/chapters/mnist-cnn.html").page
    line = page.get_by_text("of 10,000 test digits are right").last.text_content()
    shown = float(line.split("this run")[1].split("%")[0])
    assert 98.3 <= shown <= 99.0
    assert page.get_by_text("published 98.73 %").count()
    assert page.get_by_role("img", name="The first three test digits").count() == 1
