"""What makes a page of the book: what stands on it, how it reads, and that it is light."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import set_up

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def setup(app: Sphinx) -> ExtensionMetadata:
    # What is written first; lean_theme trims it when the build has ended.
    return set_up(
        app,
        __name__,
        "chapter_grid",
        "cell_anchors",
        "solutions",
        "code_lines",
        "unbroken",
        "scroll_stops",
        "head_scripts",
        "lean_theme",
    )
