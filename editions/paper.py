"""The print edition: the one document through headless Chromium, with the numbers of its pages."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

import matplotlib
import pikepdf
from playwright.sync_api import Browser, sync_playwright
from playwright.sync_api import Page as Tab

from cnnlib.teaching.animation import whole_or_nothing
from editions.book import Book, capital
from editions.one_page import one_page
from editions.soup import first
from programs.chromium import launch

COLUMN = 170 / 25.4 * 96  # the width of the text on paper, in pixels: A4 less its margins
MOST = 5  # prints until all numbers are right; two do as a rule
FACES = {  # matplotlib carries them, so that pages break alike on every machine
    "Print Serif": ("STIXGeneral", "STIXGeneralBol", "STIXGeneralItalic", "STIXGeneralBolIta"),
    "Print Sans": ("DejaVuSans", "DejaVuSans-Bold", "DejaVuSans-Oblique", "DejaVuSans-BoldOblique"),
    "Print Mono": (
        "DejaVuSansMono",
        "DejaVuSansMono-Bold",
        "DejaVuSansMono-Oblique",
        "DejaVuSansMono-BoldOblique",
    ),
}
FIT = """width => {
  document.body.style.width = width + "px";
  for (const formula of document.querySelectorAll(".formula > math, table")) {
    const room = formula.parentElement.clientWidth, wide = formula.scrollWidth;
    if (wide > room + 1) formula.style.fontSize = Math.floor(95 * room / wide) + "%";
  }
  document.body.style.width = "";
}"""
NUMBER = """pages => {
  for (const place of document.querySelectorAll(".page-of"))
    place.textContent = pages[place.dataset.of] ?? "000";
  for (const link of document.querySelectorAll("a.elsewhere"))
    link.dataset.page = pages[decodeURIComponent(link.hash.slice(1))] ?? "000";
}"""


def faces() -> str:
    """Return the style that names the fonts of the print edition."""
    fonts = Path(matplotlib.get_data_path(), "fonts", "ttf")
    looks = [(400, "normal"), (700, "normal"), (400, "italic"), (700, "italic")]
    return "".join(
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; font-style: {style}; '
        f'src: url("{(fonts / f"{file}.ttf").as_uri()}") }}\n'
        for family, files in FACES.items()
        for file, (weight, style) in zip(files, looks, strict=True)
    )


def write_pdf(site: Path, book: Book, target: Path) -> Path:
    """Print the whole book.

    Parameters
    ----------
    site : Path
        The built pages, ``_build/html``.
    book : Book
        What is printed, in its order.
    target : Path
        The PDF; it is replaced once the new one is whole. The document that Chromium prints stays
        in the folder ``print`` beside it.
    """
    with sync_playwright() as playwright:
        browser = launch(playwright)
        print_pages(browser, site, book, target)
        browser.close()
    return target


def print_pages(browser: Browser, site: Path, book: Book, target: Path) -> Path:
    """Print the pages of a book; return the document that was printed.

    Only a print tells on which pages things stand, so a second one gets the numbers of the first:
    and so on, until they are right.
    """
    folder = target.parent / "print"
    folder.mkdir(parents=True, exist_ok=True)
    document = one_page(site, book, folder)
    style = first(document, "style")
    style.string = f"{faces()}{style.string}"
    source = folder / f"{target.stem}.html"
    source.write_text(str(document), "utf-8")
    tab = browser.new_page()
    tab.set_default_timeout(0)  # hundreds of pages take their time
    tab.goto(source.as_uri(), wait_until="load")
    tab.emulate_media(media="print")
    tab.evaluate("document.fonts.ready")
    tab.evaluate(FIT, COLUMN)
    with whole_or_nothing(target) as part:
        numbers: dict[str, int] = {}
        for _ in range(MOST):
            tab.evaluate(NUMBER, numbers)
            paper(tab, part)
            if numbers == (numbers := places(part)):
                break
        else:
            raise RuntimeError(f"The page numbers still changed in print {MOST}.")
        finish(part, book)
    source.write_text(tab.content(), "utf-8")
    tab.close()
    return source


def paper(tab: Tab, part: Path) -> None:
    """Print: A4 as the style says, with bookmarks, and tags for those who hear the book."""
    tab.pdf(path=part, prefer_css_page_size=True, print_background=True, outline=True, tagged=True)


def places(pdf: Path) -> dict[str, int]:
    """Return the page of each place that a link leads to."""
    with pikepdf.open(pdf) as draft:
        numbers = {page.obj.objgen: number for number, page in enumerate(draft.pages, 1)}
        return {
            unquote(name.removeprefix("/")): numbers[place[0].objgen]
            for name, place in draft.Root.Dests.items()
        }


def finish(part: Path, book: Book) -> None:
    """Say in the file whose book it is, leave out when it was printed, and make it small."""
    with pikepdf.open(part, allow_overwriting_input=True) as pdf:
        pdf.docinfo = pdf.make_indirect(
            pikepdf.Dictionary(Title=book.title, Author=book.author, Subject=capital(book.subtitle))
        )
        pdf.save(part, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
