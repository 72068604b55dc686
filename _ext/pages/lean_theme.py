"""Pages that carry only what they use.

The theme and the extensions that Jupyter Book loads put all their scripts and style sheets on
every page. When the build has ended, each page is trimmed, the style sheets become one, and what
nothing refers to any more leaves _static. Every step leaves a finished page as it is, so that
builds in which only some pages are written work too.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from .lighter_pictures import with_lighter_pictures
from .one_stylesheet import SHEETS, Used, one_stylesheet
from .picture_sizes import sized
from .repairs import repaired
from .unused_files import remove_unused

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.util.typing import ExtensionMetadata

NEVER = "(?!)"
FOLDED = 'class="(toggle|[^"]* toggle|dropdown admonition|admonition[^"]* dropdown)[" ]'
# A script or link, known by its address or text, and what a page holds that has need of it.
NEEDS = (
    ("fontawesome|as=.script", NEVER),  # the icon font does; preloads only compete with the text
    ("thebe", "initThebe"),
    ("clipboard|copybutton", 'class="highlight'),
    ("togglebutton|toggleHint|toggleOpen", FOLDED),
    ("design-tabs", "sd-tab-set"),
    ("searchtools|language_data|searchindex", 'id="search-results"|search_as_you_type = true'),
    (r"book-math\.|Book Math", "<math"),
)
PATTERNS = [(re.compile(asset), re.compile(mark)) for asset, mark in NEEDS]
THEIRS = re.compile(f"(?:styles/theme.css|{'|'.join(SHEETS)})")
TAG = re.compile(r"[ \t]*(?:<script\b.*?</script>|<link\b[^>]*>)\n?", re.DOTALL)
LINK = re.compile(r'(="[./]*(_static/[^"?]+\.(?:css|js)))(?:\?[^"]*)?"')


def settings(app: Sphinx, config: Config) -> None:
    """No second search box, no place for advertisements, no Thebe unless the book launches it."""
    options = config.html_theme_options
    options.setdefault("navbar_persistent", [])
    options.setdefault("primary_sidebar_end", [])
    config.html_context.setdefault("default_mode", "auto")
    if not options.get("launch_buttons", {}).get("thebe"):
        for listeners in app.events.listeners.values():
            theirs = [each for each in listeners if each.handler.__module__ == "sphinx_thebe"]
            listeners[:] = [each for each in listeners if each not in theirs]


def trim(page: str, static: Path) -> str:
    """A page with only the scripts and sheets that it needs, and none that holds up its text."""
    seen: set[str] = set()

    def keep(found: re.Match[str]) -> str:
        tag = found[0]
        named = tag if tag.lstrip().startswith("<script>") else tag.split(">")[0]
        if any(asset.search(named) and not mark.search(page) for asset, mark in PATTERNS):
            return ""
        if "documentation_options.js" in named:
            tag = f"<script>{(static / 'documentation_options.js').read_text('utf-8')}</script>\n"
        elif 'rel="stylesheet"' in named and THEIRS.search(named):
            tag = re.sub(
                '.*href="(.*?_static/).*', r'<link rel="stylesheet" href="\1lean-theme.css" />', tag
            )
        elif " src=" in named and not re.search(" (async|defer|type)", named):
            tag = tag.replace("<script", "<script defer", 1)
        if tag in seen:
            return ""
        seen.add(tag)
        return tag

    head, body = page.split("</head>", 1)
    return f"{TAG.sub(keep, head)}</head>{body}"


def make_lean(app: Sphinx, exception: Exception | None) -> None:
    """Trim the site, once everything else is written."""
    if exception or app.builder.format != "html":
        return
    site, static = app.outdir, app.outdir / "_static"
    before = {
        file: file.read_text("utf-8")
        for file in site.rglob("*.html")
        if not file.relative_to(site).parts[0].startswith("_")
    }
    pages = {
        file: sized(with_lighter_pictures(repaired(trim(page, static)), file.parent), file.parent)
        for file, page in before.items()
        if "</head>" in page
    }
    front = site / f"{app.config.root_doc}.html"
    if front.parent == site:  # the address of the site is its front page, not a redirection to it
        pages[site / "index.html"] = pages[front]
    if (static / SHEETS[0]).exists():  # Sphinx has written pages, and laid its files out anew
        everything = "".join(pages.values())
        scripts = [
            file.read_text("utf-8") for file in static.rglob("*js") if file.name in everything
        ]
        sheet = one_stylesheet(static, Used(pages.values(), scripts))
        (static / "lean-theme.css").write_text(sheet, "utf-8")

    remove_unused(static, pages.values())

    @cache
    def version(name: str) -> str:
        return hashlib.sha256((site / name).read_bytes()).hexdigest()[:8]

    for file, page in pages.items():
        page = LINK.sub(lambda link: f'{link[1]}?v={version(link[2])}"', page)
        if page != before.get(file):
            file.write_text(page, "utf-8")


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("config-inited", settings)
    app.connect("build-finished", make_lean, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
