"""The print edition, as every Chromium prints it: it is whole and finds itself."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pikepdf
import pytest
from bs4 import BeautifulSoup, Tag
from fontTools.ttLib import TTFont
from matplotlib import get_data_path
from playwright.sync_api import Browser

from editions.book import SITE, the_book
from editions.paper import COLUMN, FIT, print_pages
from tests.browser.each_browser import each_browser

pytestmark = each_browser

BOOK = the_book()
FEW = ("intro", "chapters/stride", "chapters/pooling", "misconceptions", "concept-check")
FEW += ("widgets", "widgets/shape-tracer")
PRINTED = replace(BOOK, pages=tuple(page for page in BOOK.pages if page.name in FEW))


@pytest.fixture(scope="module")
def printed(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A few pages of the book: the PDF, and the document that Chromium printed."""
    target = tmp_path_factory.mktemp("pdf") / "few.pdf"
    return target, print_pages(browser, SITE, PRINTED, target)


@pytest.fixture(scope="module")
def pdf(printed: tuple[Path, Path]) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(printed[0]) as opened:
        yield opened


@pytest.fixture(scope="module")
def document(printed: tuple[Path, Path]) -> BeautifulSoup:
    return BeautifulSoup(printed[1].read_text("utf-8"), "html.parser")


def bookmarks(pdf: pikepdf.Pdf) -> list[tuple[str, int]]:
    """Return the title of each chapter in the PDF and the number of its page."""
    numbers = {page.objgen: number for number, page in enumerate(pdf.pages, 1)}
    with pdf.open_outline() as outline:
        return [(item.title, numbers[item.destination[0].objgen]) for item in outline.root]


def chapters(document: BeautifulSoup) -> dict[str, Tag]:
    return {article.h1.get_text(): article for article in document.select("article.level-1")}


def test_chapters_stand_in_their_order_under_bookmarks(pdf: pikepdf.Pdf) -> None:
    titles = [title for title, _ in bookmarks(pdf)]
    assert titles == [
        "Slide the Kernel",  # the title page
        "Contents",
        "Slide the Kernel",
        "Stride and dilation",
        "Pooling",
        "Common misconceptions",
        "Concept check",
        "The widgets",
    ]
    with pdf.open_outline() as outline:
        sections = [item.title for item in outline.root[3].children]
    assert sections[0] == "Predict first" and sections[-1] == "Solutions"
    assert pdf.docinfo.Title == BOOK.title and pdf.docinfo.Author == BOOK.author
    assert pdf.Root.Lang == "en" and pdf.Root.MarkInfo.Marked


def test_printed_page_numbers_are_true(pdf: pikepdf.Pdf, document: BeautifulSoup) -> None:
    numbers = {page.objgen: number for number, page in enumerate(pdf.pages, 1)}
    places = {unquote(name[1:]): numbers[place[0].objgen] for name, place in pdf.Root.Dests.items()}
    for title, number in bookmarks(pdf)[2:]:
        assert places[chapters(document)[title]["id"]] == number
    told = {place["data-of"]: int(place.get_text()) for place in document.select(".page-of")}
    assert len(told) > 30 and len(document.select(".answer")) > 30
    assert told == {key: places[key] for key in told}
    elsewhere = document.select("a.elsewhere")
    assert any("--" in link["href"] for link in elsewhere)  # to a section of another chapter
    for link in elsewhere:
        assert int(link["data-page"]) == places[link["href"][1:]]
    ids = {element["id"] for element in document.find_all(id=True)}
    inner = [link["href"][1:] for link in document.select("a[href^='#']")]
    assert set(inner) <= ids and set(inner) <= set(places)


def test_nothing_leads_out_of_the_pdf_to_this_machine(
    pdf: pikepdf.Pdf, document: BeautifulSoup
) -> None:
    links = [str(o.A.URI) for page in pdf.pages for o in page.get("/Annots", []) if "/A" in o]
    links = [link for link in links if not link.startswith("#")]
    assert not [link for link in links if not link.startswith(("https://", "http://"))]
    for stored in pdf.objects:
        if isinstance(stored, pikepdf.Stream):
            assert b"file:///" not in bytes(stored.read_bytes())[:2_000_000]
        else:
            assert "file:///" not in str(stored)
    assert not document.select(".headerlink, script, summary, details, button, .anywidget")


def test_every_widget_has_its_filmstrip(pdf: pikepdf.Pdf, document: BeautifulSoup) -> None:
    begins = bookmarks(pdf)[2:]
    ends = [number for _, number in begins[1:]] + [len(pdf.pages) + 1]
    for (title, first), end in zip(begins, ends, strict=True):
        articles = [chapters(document)[title]]
        if title == "The widgets":
            articles += document.select("article.level-2")
        count = 0
        for article in articles:
            name = next(page.name for page in PRINTED.pages if page.key == article["id"])
            site = BeautifulSoup((SITE / f"{name}.html").read_text("utf-8"), "html.parser")
            widgets = len(site.select(".bd-article .anywidget"))
            assert len(article.select("figure.strip")) == widgets
            assert len(article.select(".anywidget-still img")) == widgets
            count += len(article.select("img"))
        drawn = sum(len(page.images) for page in pdf.pages[first - 1 : end - 1])
        assert drawn >= count


def test_a_question_does_not_tell_its_answer(document: BeautifulSoup) -> None:
    questions = document.select("#chapters-stride .question")
    assert len(questions) == 2
    for question in questions:
        assert "Output" not in question.img["alt"] and "Input" in question.img["alt"]
        assert "stride 2" in question.get_text(" ")
        assert question.find_next(class_="see").a["href"].startswith("#chapters-stride--answer-")
    assert "### BEGIN SOLUTION" not in document.get_text()
    exercises = document.find(id="chapters-stride--exercises")
    assert "def spread(w, d)" not in exercises.get_text()
    assert "def spread(w, d)" in document.select("#chapters-stride .answers")[0].get_text()


def test_pages_are_a4_and_nothing_is_cut_at_the_margin(
    pdf: pikepdf.Pdf, printed: tuple[Path, Path], browser: Browser
) -> None:
    for page in pdf.pages:
        assert [round(float(side)) for side in page.mediabox] == [0, 0, 595, 842]
    tab = browser.new_page(viewport={"width": round(COLUMN), "height": 971})
    tab.goto(printed[1].as_uri())
    tab.emulate_media(media="print")
    tab.evaluate(FIT, COLUMN)
    out = tab.evaluate(
        """width => [...document.body.querySelectorAll("*")]
             .filter(e => e.getBoundingClientRect().right > width + 1)
             .map(e => e.tagName + ": " + e.textContent.slice(0, 60))""",
        COLUMN,
    )
    tab.close()
    assert out == []


def test_letters_are_as_wide_as_their_font_says(
    printed: tuple[Path, Path], browser: Browser
) -> None:
    tab = browser.new_page()
    tab.goto(printed[1].as_uri())
    letters = tab.locator("code > .pre", has_text="groups=channels)").first
    wide = letters.evaluate(
        "e => e.getBoundingClientRect().width / parseFloat(getComputedStyle(e).fontSize)"
    )
    tab.close()
    with TTFont(Path(get_data_path(), "fonts", "ttf", "DejaVuSansMono.ttf")) as font:
        em = font["hmtx"]["a"][0] / font["head"].unitsPerEm
    assert wide == pytest.approx(len("groups=channels)") * em, rel=0.002)  # lines break alike


def test_fonts_are_in_the_file(pdf: pikepdf.Pdf) -> None:
    fonts = [f for f in pdf.objects if isinstance(f, pikepdf.Dictionary) and "/FontName" in f]
    assert len(fonts) > 4
    assert all({"/FontFile", "/FontFile2", "/FontFile3"} & set(font.keys()) for font in fonts)
    names = " ".join(str(font.FontName) for font in fonts)
    assert "STIXGeneral-Bold" in names and "DejaVuSansMono" in names
    assert "OTS-derived-font" in names  # the formulas' font, cut to the book's characters: no name
    assert "Math" not in names  # and none of the machine's stands in for it
