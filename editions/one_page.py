"""All pages of the site as one document for paper: their text without the site round it."""

from __future__ import annotations

import os
import posixpath
from pathlib import Path
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag

from editions.answers import gather_answers
from editions.book import Book, Page
from editions.front import contents, title_page
from editions.soup import add_class, first
from editions.strips import print_strips

# Of the page and not of the book; and code that only draws a figure, which the page folds away.
UNPRINTED = (
    ".headerlink, .online-only, script, noscript, style, .anywidget-sorry, svg.sd-octicon, "
    ".tag_hide-input > details, .tag_hide-output > details"
)
LONG = 12  # lines of code; more may be parted by the end of a page
SHEETS = ("lean-theme.css", "book-math.css", "book.css")


def one_page(site: Path, book: Book, folder: Path) -> BeautifulSoup:
    """Return the document; it is to be saved in `folder`, from where it finds the site's files.

    Parameters
    ----------
    site : Path
        The built pages, ``_build/html``.
    book : Book
        Its title, its pages and their order.
    folder : Path
        Where the document will stand.
    """
    up = Path(os.path.relpath(site, folder)).as_posix()
    css = (Path(__file__).parent / "print.css").read_text("utf-8")
    links = "".join(f'<link rel="stylesheet" href="{up}/_static/{name}">' for name in SHEETS)
    whole = BeautifulSoup(
        f'<!doctype html><html lang="{book.language}" data-theme="light" data-mode="light"><head>'
        f'<meta charset="utf-8"><title></title>{links}<style></style></head><body></body></html>',
        "html.parser",
    )
    first(whole, "title").string = book.title
    body, style = first(whole, "body"), first(whole, "style")
    articles = [article_of(site, page, book.pages) for page in book.pages]
    for article in articles:
        for image in article.find_all("img"):
            if not urlsplit(str(image["src"])).scheme:
                image["src"] = f"{up}/{image['src']}"
    titles = [first(article, "h1").get_text() for article in articles]
    body.append(title_page(book, articles[0]))
    body.append(contents(book.pages, titles))
    for page, article in zip(book.pages, articles, strict=True):
        if page.level == 1:
            foot = page.key
        else:
            lower_headings(article)
        article["style"] = f"page: {foot}"  # the @page rule of its chapter
        body.append(article)
    feet = (
        f"@page {page.key} {{ @bottom-left {{ content: {quoted(title)} }} }}"
        for page, title in zip(book.pages, titles, strict=True)
        if page.level == 1
    )
    style.string = css + "\n".join(feet)
    return whole


def article_of(site: Path, page: Page, pages: tuple[Page, ...]) -> Tag:
    """Return the text of a page, its links and anchors renamed to be unique in the book."""
    soup = BeautifulSoup((site / f"{page.name}.html").read_text("utf-8"), "html.parser")
    article = first(soup, "article.bd-article")
    print_strips(soup, article, (site / page.name).parent)
    for element in article.select(UNPRINTED):
        element.decompose()
    for element in article.find_all(id=True):
        element["id"] = f"{page.key}--{element['id']}"
    keys = {f"{each.name}.html": each.key for each in pages}
    for link in article.find_all("a", href=True):
        relink(link, page, keys)
    for image in article.find_all("img"):
        image["src"] = from_the_root(page, str(image["src"]))
        del image["loading"]  # what is not in sight is wanted too
    for code in article.find_all("pre"):
        if code.get_text().count("\n") > LONG:
            code["class"] = "long"
    gather_answers(soup, article, page.key)
    article["id"] = page.key
    article["class"] = f"bd-article bd-content level-{page.level}"
    return article


def from_the_root(page: Page, address: str) -> str:
    """Return an address on a page as one that starts at the root of the site."""
    if urlsplit(address).scheme:
        return address
    return posixpath.normpath(posixpath.join(posixpath.dirname(page.name), address))


def relink(link: Tag, page: Page, keys: dict[str, str]) -> None:
    """Let a link lead to its place in the one document; one to another file is only its text."""
    parts = urlsplit(str(link["href"]))
    if parts.scheme or parts.netloc:
        return
    own = f"{page.name}.html"
    target = from_the_root(page, parts.path) if parts.path else own
    if target not in keys:
        del link["href"]  # the element stays: a card of the landing page is laid out by it
        return
    link["href"] = f"#{keys[target]}--{parts.fragment}" if parts.fragment else f"#{keys[target]}"
    if target != own:
        add_class(link, "elsewhere")


def lower_headings(article: Tag) -> None:
    """Make the headings of a page below a chapter one level smaller."""
    for level in (5, 4, 3, 2, 1):
        for heading in article.find_all(f"h{level}"):
            heading.name = f"h{level + 1}"


def quoted(text: str) -> str:
    """Return a text as a string of CSS."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
