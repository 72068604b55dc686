"""The notebooks of a book run before Sphinx reads a page, side by side.

MyST-NB runs a notebook when its page is read, one after another. Here those among the pages to be
read whose outputs are not in the cache run first, as many at once as the machine has room for.
What they put out lands in the same cache, where MyST-NB finds it.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from .progress import Progress
from .side_by_side import room, run
from .waiting import waiting

if TYPE_CHECKING:
    from myst_nb.sphinx_ import SphinxEnvType
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def run_ahead(app: Sphinx, env: SphinxEnvType, pages: list[str]) -> None:
    """Run the notebooks among the pages; where a cell fails, say so and end the build."""
    notebooks = waiting(env, pages)
    if not notebooks:
        return
    progress = Progress(len(notebooks))
    errors = run(notebooks, env.mystnb_config, room(), progress)
    progress.close()
    if errors:
        print(*errors, sep="\n\n", file=sys.stderr)
        sys.exit(1)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("myst_nb")
    app.connect("env-before-read-docs", run_ahead)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
