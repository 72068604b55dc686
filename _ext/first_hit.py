"""Takes who comes from the search to the first place on the page that they searched for.

Sphinx marks all of them, but leaves its reader at the top: a chapter is thirty screens long.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sphinx.application import Sphinx

# Sphinx marks them in a timer of its own, ten milliseconds after the page is there.
SCRIPT = """<script>addEventListener("load", () => setTimeout(() => {
if (location.hash || performance.getEntriesByType("navigation")[0]?.type !== "navigate") return;
const hits = [...document.querySelectorAll(".bd-article .highlighted")];
hits.find((hit) => hit.getClientRects().length)?.scrollIntoView({ block: "center" });
}, 100));</script>
"""


def add_to_page(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any
) -> None:
    context["metatags"] = context.get("metatags", "") + SCRIPT


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("html-page-context", add_to_page)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
