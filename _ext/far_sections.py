"""Tells a page, before it is laid out, whether its reader has been there before.

Sections far from the screen are not laid out before they come near (book.css). But their height is
a guess, so who comes back to a page, or loads it again, would be put some screens away from the
line that they had left. For them all is laid out at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sphinx.application import Sphinx

SCRIPT = """<script>if (performance.getEntriesByType("navigation")[0]?.type !== "navigate")
document.documentElement.classList.add("seen-before")</script>
"""


def add_to_page(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any
) -> None:
    context["metatags"] = context.get("metatags", "") + SCRIPT


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("html-page-context", add_to_page)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
