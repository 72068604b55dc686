"""Cached outputs never outlive the code that made them.

jupyter-cache knows a notebook by its cells alone: when a package that the cells import changes,
it goes on serving the old outputs. So when anything changes that the notebooks run on, the cache is
cleared and every executed page is read again.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.util import logging

from .digest import digest

if TYPE_CHECKING:
    from myst_nb.sphinx_ import SphinxEnvType
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)


def clear_stale_cache(app: Sphinx) -> None:
    """Clear the execution cache unless it was filled by the code as it is now."""
    if not app.config.execution_dependencies:
        return
    env: SphinxEnvType = app.env
    cache = Path(env.mystnb_config.execution_cache_path)
    mark = cache / "made-with.sha256"  # in the cache itself, so that one can't outlive the other
    env.execution_digest_now = digest(app)
    if mark.exists() and mark.read_text() == env.execution_digest_now:
        return
    if (cache / "global.db").exists():  # that is how jupyter-cache marks a folder as its own
        logger.info("The code under the notebooks changed: clearing the execution cache.")
        shutil.rmtree(cache)
    cache.mkdir(parents=True, exist_ok=True)
    mark.write_text(env.execution_digest_now)


def reread_stale_pages(
    app: Sphinx, env: SphinxEnvType, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Have all executed pages read again where the code changed since they were read."""
    now = getattr(env, "execution_digest_now", None)
    if now == getattr(env, "execution_digest", None):
        return []
    env.execution_digest = now
    return [page for page, data in getattr(env, "nb_metadata", {}).items() if "exec_data" in data]


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("myst_nb")
    app.add_config_value("execution_dependencies", [], "", [list])
    app.connect("builder-inited", clear_stale_cache, priority=900)  # after MyST-NB's settings
    app.connect("env-get-outdated", reread_stale_pages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
