"""The few lines of script that stand in each page's head, since they must come before the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

# Sections far from the screen are not laid out before they come near (book.css). But their height
# is a guess, so who comes back to a page, or loads it again, would be put some screens away from
# the line that they had left. For them all is laid out at once.
SEEN_BEFORE = """<script>if (performance.getEntriesByType("navigation")[0]?.type !== "navigate")
document.documentElement.classList.add("seen-before")</script>
"""

# Who comes from the search is taken to the first place that they searched for: a chapter is thirty
# screens long. Sphinx marks the places in a timer of its own, ten milliseconds after the page is
# there.
FIRST_HIT = """<script>addEventListener("load", () => setTimeout(() => {
if (location.hash || performance.getEntriesByType("navigation")[0]?.type !== "navigate") return;
const hits = [...document.querySelectorAll(".bd-article .highlighted")];
hits.find((hit) => hit.getClientRects().length)?.scrollIntoView({ block: "center" });
}, 100));</script>
"""

# Sphinx hands the words of a search over in a storage, which the first result that is opened
# empties, and which another tab may see late. So the link carries them, too: Sphinx reads both.
WORDS_ALONG = """<script>
for (const kind of ["click", "auxclick"]) addEventListener(kind, (event) => {
const link = event.target.closest("#search-results a");
if (!link) return;
const address = new URL(link.href);
address.searchParams.set("highlight", new URLSearchParams(location.search).get("q") ?? "");
link.href = address;
}, true);</script>
"""

# A page is printed in the light theme, whichever its reader has on the screen: paper is white.
LIGHT_PAPER = """<script>{
const page = document.documentElement.dataset;
let theme;
addEventListener("beforeprint", () => { theme = page.theme; page.theme = "light"; });
addEventListener("afterprint", () => { page.theme = theme; });
}</script>
"""


def add_to_page(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any
) -> None:
    scripts = [SEEN_BEFORE, FIRST_HIT, LIGHT_PAPER, *[WORDS_ALONG] * (page == "search")]
    context["metatags"] = "".join([context.get("metatags", ""), *scripts])


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("html-page-context", add_to_page)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
