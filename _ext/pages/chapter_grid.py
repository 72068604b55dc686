"""The chapters as a grid of cards: a small picture, the title, the question it opens with.

``{chapter-grid}`` on a page shows the chapters in the order of _toc.yml, each with its part. A
card's question is the first bold text of the chapter. Its picture stands in chapter_pictures.toml
in letters, one a cell, so that it can be read there and takes both themes' colours.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)
PICTURES = Path(__file__).with_name("chapter_pictures.toml")
CELLS = {  # a letter -> the class of its cell; a capital is a lit one
    "b": "input", "B": "input lit", "k": "kernel", "K": "kernel lit", "g": "output",
    "G": "output lit", "v": "gradient", "V": "gradient lit", "p": "pad", ".": "todo",
}  # fmt: skip


def drawing(rows: Sequence[str], frames: Sequence[Sequence[float]] = ()) -> str:
    """Return the SVG of cells that are 10 units wide; any other letter is written as it is.

    Examples
    --------
    >>> drawing(["bB"])  # doctest: +ELLIPSIS
    '<svg viewBox="-2 -2 23 14" ... class="input" d="M1 1h7v7h-7z"/>...d="M11 1h7v7h-7z"/></svg>'
    """
    wide, high = 10 * max(map(len, rows)), 10 * len(rows)
    paths: dict[str, str] = defaultdict(str)
    text = ""
    for y, row in enumerate(rows):
        for x, letter in enumerate(row):
            if letter in CELLS:
                paths[CELLS[letter]] += f"M{10 * x + 1} {10 * y + 1}h7v7h-7z"
            elif letter != " ":
                text += f'<text x="{10 * x + 4.5}" y="{10 * y + 8}">{escape(letter)}</text>'
    marks = "".join(f'<path class="{name}" d="{path}"/>' for name, path in paths.items())
    for r, c, rows_, columns in frames:
        place = f'x="{10 * c - 0.5}" y="{10 * r - 0.5}" width="{10 * columns}"'
        marks += f'<rect class="frame" {place} height="{10 * rows_}" rx="2.5"/>'
    box, size = f"-2 -2 {wide + 3} {high + 4}", f'width="{2 * wide + 6}" height="{2 * high + 8}"'
    return f'<svg viewBox="{box}" {size} aria-hidden="true">{marks}{text}</svg>'


class ChapterGrid(nodes.General, nodes.Element):
    """Where the grid is to stand, until all titles are known."""


class ChapterGridDirective(SphinxDirective):
    def run(self) -> list[nodes.Node]:
        self.env.note_dependency(str(PICTURES))
        return [ChapterGrid()]


def card(app: Sphinx, page: str, name: str, part: str, picture: dict[str, Any]) -> str:
    """Return the card of one chapter."""
    title = app.env.titles[name].astext()
    bold = next(iter(app.env.get_doctree(name).findall(nodes.strong)), None)
    parts = bold.children if bold else []
    question = "".join(  # code is not broken at its spaces
        part.astext().replace(" ", "\N{NO-BREAK SPACE}" if isinstance(part, nodes.literal) else " ")
        for part in parts
    )
    drawn = drawing(picture["rows"].splitlines(), picture.get("frames", []))
    return (
        f'<li><a href="{app.builder.get_relative_uri(page, name)}">'
        f'<span class="chapter-picture">{drawn}</span>'
        f'<span class="chapter-part">{escape(part)}</span> <strong>{escape(title)}</strong> '
        f"<span>{escape(question)}</span></a></li>\n"
    )


def fill(app: Sphinx, doctree: nodes.document, page: str) -> None:
    """Exchange the place of a grid for its cards."""
    pictures = tomllib.loads(PICTURES.read_text("utf-8"))
    for place in list(doctree.findall(ChapterGrid)):
        cards = ""
        for part in app.config.external_site_map.root.subtrees:
            for name in [str(name) for name in part.items if str(name).startswith("chapters/")]:
                if name in pictures:
                    cards += card(app, page, name, part.caption, pictures[name])
                else:
                    logger.warning(f"{PICTURES.name} has no picture for {name}", location=place)
        grid = f'<ol class="chapter-grid">\n{cards}</ol>\n'
        place.replace_self(nodes.raw("", grid, format="html"))


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_node(ChapterGrid)
    app.add_directive("chapter-grid", ChapterGridDirective)
    app.connect("doctree-resolved", fill)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
