"""Long lines of code can wrap on a phone, with what follows set in under what it belongs to.

Each line that is wider than a phone becomes a span that knows its own indentation; the style sheet
does the rest. A chain of calls may break before its dots, save the first. Shorter lines stay as
Pygments writes them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from pygments.formatters import HtmlFormatter
from sphinx.application import Sphinx
from sphinx.highlighting import PygmentsBridge
from sphinx.util.typing import ExtensionMetadata

WIDE = 40  # columns that a phone of 390 px shows
TAG = re.compile("<[^>]*>")
DOT = r'<span class="o">\.</span>'
CHAINED = re.compile(rf'({DOT}<span class="\w+">\w+</span>|\)</span>)(?={DOT})')


class WrappingFormatter(HtmlFormatter):
    """Pygments' own formatter, but that wide lines are marked."""

    def wrap(self, source: Iterator[tuple[int, str]]) -> Iterator[tuple[int, str]]:
        return super().wrap(map(self.mark, source))

    @staticmethod
    def mark(piece: tuple[int, str]) -> tuple[int, str]:
        """Return a piece of the page; a wide line is in a span, its line break outside."""
        is_line, html = piece
        text = unescape(TAG.sub("", html)).rstrip("\n")
        if not is_line or len(text) <= WIDE:
            return piece
        indent = len(text) - len(text.lstrip())
        line = CHAINED.sub(r"\1<wbr>", html.removesuffix("\n"))
        return is_line, f'<span class="wide-line" style="--in: {indent}">{line}</span>\n'


def setup(app: Sphinx) -> ExtensionMetadata:
    PygmentsBridge.html_formatter = WrappingFormatter
    return {"parallel_read_safe": True, "parallel_write_safe": True}
