"""The first pages of the print edition: its title, what is different on paper, its contents."""

from __future__ import annotations

from copy import copy

from bs4 import Tag

from editions.book import Book, Page, capital
from editions.soup import first, parsed

TITLE_PAGE = """<header class="title-page">
<h1>{title}</h1>
<p class="subtitle">{subtitle}</p>
<p class="author">{author}</p>
<div class="cover"></div>
<div class="colophon">
<p>Version {version}, {released}. Print edition.</p>
<p>On the book's pages the widgets move and answer. Here a filmstrip stands for each: its steps from
left to right, then down. Where the page asks before it shows, the question stands in the text,
and the filmstrip with the solutions.</p>
<p>Solutions stand at the end of their chapter. Code that the pages fold away, most of it to draw a
figure, is left out here.</p>
<p>Text under CC BY 4.0, code under the MIT licence.</p>
</div>
</header>"""


def page_number(key: str) -> Tag:
    """Return the place for the number of the page on which `key` stands."""
    return parsed(f'<span class="page-of" data-of="{key}">000</span>')


def title_page(book: Book, opening: Tag) -> Tag:
    """Return the title page, with the first filmstrip of the first page."""
    page = parsed(TITLE_PAGE.format(**vars(book) | {"subtitle": capital(book.subtitle)}))
    if strip := opening.select_one(".anywidget-still img"):
        picture = copy(strip)
        picture["alt"] = ""
        first(page, ".cover").append(picture)
    return page


def contents(pages: tuple[Page, ...], titles: list[str]) -> Tag:
    """Return the table of contents: parts, chapters, pages below them, each with its page."""
    nav = parsed('<nav class="toc"><h1>Contents</h1></nav>')
    for page, title in zip(pages, titles, strict=True):
        if page.part:
            part = parsed('<p class="part"></p>')
            part.string = page.part
            nav.append(part)
        line = parsed(f'<p class="line-{page.level}"><a href="#{page.key}"><span></span></a></p>')
        first(line, "span").string = title
        link = first(line, "a")
        link.append(parsed('<span class="leader"></span>'))
        link.append(page_number(page.key))
        nav.append(line)
    return nav
