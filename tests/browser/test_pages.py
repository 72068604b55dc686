"""Every built page: no outside request, no console error, no sideways scroll, nothing for axe."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

ROOT = Path(__file__).parents[2]
BOOK = ROOT / "_build" / "html"
LISTED = re.findall(r"file: (\S+)", (ROOT / "_toc.yml").read_text(encoding="utf-8"))
PAGES = [f"{page}.html" for page in ["intro", "search", *LISTED]]
CHAPTERS = [page for page in PAGES if page.startswith("chapters/")]
ROADS = [  # each scheme, width and theme with each of the others
    ("http", 390, "light"),
    ("http", 1280, "dark"),
    ("file", 390, "dark"),
    ("file", 1280, "light"),
]
SIDEWAYS = """() => [...document.querySelectorAll(".bd-article *")].filter((e) => {
  const { overflowX, clipPath } = getComputedStyle(e);
  const cut = e.clientWidth > 0 && e.scrollWidth > e.clientWidth + 2;
  return cut && /auto|scroll|hidden/.test(overflowX) && clipPath === "none";
}).map((e) => e.textContent.trim().slice(0, 60))"""

ONE_OF_EACH = """() => { // a chapter has thousands of coloured words of code, of a dozen kinds
  const longest = new Map(); // axe passes over short words
  const words = [...document.querySelectorAll("pre span:not(.wide-line, :has(*))")].map((word) => {
    const { color, backgroundColor, fontWeight, fontSize } = getComputedStyle(word);
    const ground = word.closest("pre").parentElement.className;
    const kind = [color, backgroundColor, fontWeight, fontSize, ground].join();
    const length = word.textContent.length;
    if (length > (longest.get(kind)?.textContent.length ?? 0)) longest.set(kind, word);
    return word;
  });
  const kept = new Set(longest.values());
  for (const word of words) if (!kept.has(word)) word.replaceWith(...word.childNodes);
}"""
READ_TO_THE_END = """async () => {
  while (scrollY + innerHeight < document.documentElement.scrollHeight - 1) {
    scrollBy({ top: innerHeight / 2, behavior: "instant" });
    await new Promise((painted) => requestAnimationFrame(() => setTimeout(painted)));
  }
}"""

FOCUS_IS_SEEN = """() => {
  const button = document.activeElement.closest(".bd-header-article button");
  if (!button) return null;
  const { outlineStyle, boxShadow } = getComputedStyle(button);
  return outlineStyle !== "none" || boxShadow !== "none";
}"""


def show_all(page: Page) -> None:
    """Have sections laid out and widgets built that are far from the screen."""
    page.add_style_tag(content="section { content-visibility: visible !important }")
    page.keyboard.press("Shift")


@pytest.mark.parametrize(("road", "width", "theme"), ROADS)
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_quiet_accessible_and_fits(
    path: str, road: str, width: int, theme: str, visit: Callable, serve: Callable
) -> None:
    base = serve(BOOK) if road == "http" else f"{BOOK.as_uri()}/"
    viewport = {"width": width, "height": 900}
    seen = visit(base + path, viewport=viewport, color_scheme=theme)
    page = seen.page
    assert page.evaluate("document.documentElement.dataset.theme") == theme
    show_all(page)
    for place in page.locator(".anywidget").all():
        place.locator("[data-cnn-widget]").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.evaluate(SIDEWAYS) == []  # no code, table or formula is cut, on a phone too
    assert not seen.outside
    assert not seen.errors
    if road == "file":  # both themes, both widths; axe's own errors on the console do not count
        page.evaluate(ONE_OF_EACH)
        results = Axe().run(page, options={"resultTypes": ["violations"]})
        assert results.violations_count == 0, results.generate_report()


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


@pytest.mark.parametrize("path", CHAPTERS)
def test_every_widget_of_a_chapter_lives(path: str, visit: Callable) -> None:
    page = visit(f"{BOOK.as_uri()}/{path}", viewport={"width": 412, "height": 823}).page
    # What is not laid out yet must not lie over the links at the page's end.
    results = Axe().run(page, options={"runOnly": ["target-size"]})
    assert results.violations_count == 0, results.generate_report()
    places = page.locator(".anywidget").all()
    assert len(places) >= 2
    assert page.locator("[data-cnn-widget]").count() < len(places)  # the last ones are far away
    page.evaluate(READ_TO_THE_END)
    for place in places:
        place.locator("[data-cnn-widget]").wait_for()
    assert page.locator(".anywidget-failed").count() == 0


def test_the_final_chapter_shows_its_accuracy(visit: Callable) -> None:
    page = visit(f"{BOOK.as_uri()}/chapters/mnist-cnn.html").page
    line = page.get_by_text("of 10,000 test digits are right").last.text_content()
    shown = float(line.split("this run")[1].split("%")[0])
    assert 98.3 <= shown <= 99.0
    assert page.get_by_text("published 98.73 %").count()
    assert page.get_by_role("img", name="The first three test digits").count() == 1
