"""Notebooks run side by side before any page is read, and never lie about old code.

MyST-NB runs a notebook when Sphinx reads its page, one after another. Here all notebooks among the
pages to be read, whose outputs are not in the cache yet, are run first, as many at once as the
machine has room for. They land in the same cache, in which MyST-NB then finds them.
"""

from __future__ import annotations

import sys
from typing import Any

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from .progress import Progress
from .side_by_side import room, run
from .stale import clear_stale_cache, reread_stale_pages
from .waiting import waiting


def execute_ahead(app: Sphinx, env: BuildEnvironment, pages: list[str]) -> None:
    """Run the notebooks among the pages; where a cell fails, say so and end the build."""
    notebooks = waiting(env, pages)
    if not notebooks:
        return
    at_once = min(room(), len(notebooks))
    progress = Progress(len(notebooks))
    errors = run(notebooks, env.mystnb_config, at_once, progress)
    progress.close()
    if errors:
        print(*errors, sep="\n\n", file=sys.stderr)
        sys.exit(1)


def setup(app: Sphinx) -> dict[str, Any]:
    app.setup_extension("myst_nb")
    app.add_config_value("execution_dependencies", [], "", [list])
    app.connect("builder-inited", clear_stale_cache, priority=900)  # after MyST-NB's settings
    app.connect("env-get-outdated", reread_stale_pages)
    app.connect("env-before-read-docs", execute_ahead)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
