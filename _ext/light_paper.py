"""Prints a page in the light theme, whichever its reader has on the screen: paper is white."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sphinx.application import Sphinx

SCRIPT = """<script>{
const page = document.documentElement.dataset;
let theme;
addEventListener("beforeprint", () => { theme = page.theme; page.theme = "light"; });
addEventListener("afterprint", () => { page.theme = theme; });
}</script>
"""


def add_to_page(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any
) -> None:
    context["metatags"] = context.get("metatags", "") + SCRIPT


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("html-page-context", add_to_page)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
