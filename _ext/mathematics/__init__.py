"""Formulas as MathML, in a font that is cut to what the book uses: no MathJax, no CDN."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import set_up

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def setup(app: Sphinx) -> ExtensionMetadata:
    return set_up(app, __name__, "formulas")
