"""What scrolls sideways can be reached by keyboard, without a price on every change of the page.

The theme does this too, but it measures all code of the page again whenever anything on the page
changes, and lays the page out anew for each: a widget that moves costs a phone a second of work.
Its call goes, scroll_stops.js comes.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

SCRIPT = Path(__file__).with_suffix(".js")
CALL = re.compile(
    r'"complete"===document\.readyState\?(\w+)\(\):window\.addEventListener\("load",\1\)'
)


def write_script(app: Sphinx, exception: Exception | None) -> None:
    """Write the script, and take the theme's call out of the theme's script."""
    if exception or app.builder.format != "html":
        return
    static = Path(app.outdir, "_static")
    static.mkdir(exist_ok=True)
    (static / "scroll-stops.js").write_bytes(SCRIPT.read_bytes())
    theirs = static / "scripts" / "pydata-sphinx-theme.js"
    if theirs.exists():
        theirs.write_text(CALL.sub("0", theirs.read_text("utf-8")), "utf-8")


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_js_file("scroll-stops.js", loading_method="defer")
    app.connect("build-finished", write_script)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
