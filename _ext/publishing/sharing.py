"""What search engines and shared links show of a page: description, title, picture, address.

Every page gets a description and the tags of OpenGraph. Where the address of the site is known
(address.py), it gets its canonical address and a picture too, and the site a sitemap.
"""

from __future__ import annotations

import re
import textwrap
from functools import partial
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from math_core import LatexError

from ..mathematics.mathml import mathml, text_of
from .address import site_url
from .cards import SIZE, draw_card, draw_logo

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.util.typing import ExtensionMetadata

MOST = 160  # characters of a description that search engines show
LEAST = 60  # fewer say too little
ICON = "apple-touch-icon.png"
Cards = dict[str, tuple[str, str | None]]  # of the pages that are written: card → title, picture


def settings(app: Sphinx, config: Config) -> None:
    """Sphinx writes the canonical address of each page from this."""
    config.html_baseurl = site_url(config)


def plain(paragraph: nodes.Element) -> str:
    """The text of a paragraph, its formulas as they read."""

    def text(node: nodes.Node) -> str:
        if not isinstance(node, nodes.math):
            return node.astext()
        try:
            return text_of(mathml(node.astext(), False))
        except LatexError:
            return node.astext()

    return " ".join("".join(map(text, paragraph.children)).split())


def cut(text: str) -> str:
    """The whole sentences that fit into a description; if they say too little, whole words.

    >>> cut("One sentence. " * 20).count("One sentence.")
    11
    >>> len(cut("no end " * 40)) <= MOST, cut("no end " * 40)[-2:]
    (True, ' …')
    """
    ends = [end.end() for end in re.finditer(r"[.?!](?=\s|$)", text) if LEAST <= end.end() <= MOST]
    return text[: ends[-1]] if ends else textwrap.shorten(text, MOST, placeholder=" …")


def address(app: Sphinx, page: str) -> str:
    """The address of a page; the front page's is the site's."""
    return site_url(app.config) + (
        "" if page == app.config.root_doc else app.builder.get_target_uri(page)
    )


def describe(
    cards: Cards, app: Sphinx, page: str, template: str, context: dict[str, Any], tree: Any
) -> None:
    """Give a page its description and the tags of OpenGraph; note what its card shows."""
    if app.builder.format != "html":
        return
    metatags = context.get("metatags", "")
    title = re.sub("<[^>]*>", "", context.get("title") or page)  # its characters are escaped
    own = re.search(
        r'<meta content="([^"]*)" name="description"|name="description" content="([^"]*)"', metatags
    )
    paragraphs = tree.findall(nodes.paragraph) if tree else []
    first = (plain(each) for each in paragraphs if isinstance(each.parent, nodes.section))
    text = next(first, None)
    text = escape(cut(text)) if text else f"{title}: {escape(app.config.html_title)}"
    if own:
        text = own[1] or own[2]
    tags = {} if own else {'name="description"': text}
    if tree is not None:
        site = escape(app.config.html_title)
        tags |= {
            'property="og:title"': title,
            'property="og:description"': text,
            'property="og:type"': "website" if page == app.config.root_doc else "article",
            'property="og:site_name"': site,
            'name="twitter:card"': "summary_large_image" if site_url(app.config) else "summary",
        }
    if tree is not None and site_url(app.config):
        context["pageurl"] = address(app, page)
        card = f"_images/card-{page.replace('/', '-')}.png"
        pictures = (Path(node["uri"]) for node in tree.findall(nodes.image))  # as it was written
        picture = next((each.name for each in pictures if each.suffix == ".png"), None)
        cards[card] = (title, picture)
        tags |= {
            'property="og:url"': context["pageurl"],
            'property="og:image"': site_url(app.config) + card,
            'property="og:image:width"': SIZE[0],
            'property="og:image:height"': SIZE[1],
            'property="og:image:alt"': f"{title}: {site}",
        }
    metatags += "".join(f'<meta {name} content="{value}" />\n' for name, value in tags.items())
    icon = context["pathto"](f"_static/{ICON}", 1)
    context["metatags"] = f'{metatags}<link rel="apple-touch-icon" href="{icon}" />\n'


def write_files(cards: Cards, app: Sphinx, exception: Exception | None) -> None:
    """Write the icon, the cards, robots.txt and the sitemap."""
    if exception or app.builder.format != "html":
        return
    logo = Path(app.confdir, app.config.html_static_path[0], "favicon.svg")
    if logo.exists():
        draw_logo(logo, 180, margin=18).save(app.outdir / "_static" / ICON)
    images = Path(app.outdir, "_images")
    for card, (title, picture) in cards.items():
        images.mkdir(exist_ok=True)
        below = images / picture if picture else None
        draw_card(app.config.html_title, title, logo, below).save(app.outdir / card, optimize=True)
    robots = "User-agent: *\nAllow: /\n"
    sitemap = app.outdir / "sitemap.xml"
    sitemap.unlink(missing_ok=True)
    if site_url(app.config):
        robots += f"Sitemap: {site_url(app.config)}sitemap.xml\n"
        pages = (address(app, page) for page in sorted(app.env.found_docs))
        lines = "".join(f"<url><loc>{escape(page)}</loc></url>\n" for page in pages)
        space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        sitemap.write_text(
            f'<?xml version="1.0" encoding="utf-8"?>\n<urlset {space}>\n{lines}</urlset>\n', "utf-8"
        )
    (app.outdir / "robots.txt").write_text(robots, "utf-8")


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("config-inited", settings)
    cards: Cards = {}
    app.connect("html-page-context", partial(describe, cards))
    app.connect("build-finished", partial(write_files, cards))
    return {"parallel_read_safe": True, "parallel_write_safe": False}
