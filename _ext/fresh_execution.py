"""Cached outputs never outlive the code that made them.

jupyter-cache knows a notebook by its cells alone: when a package that the cells import changes,
it goes on serving the old outputs. ``execution_dependencies`` names what the notebooks run on, as
files or folders relative to the source folder. When any of it changes, the execution cache is
cleared and every executed page is read again. In folders, modules and styles for the browser are
left out: they change no output (live_widgets brings their text fresh into the pages).
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import ConfigError
from sphinx.util import logging

logger = logging.getLogger(__name__)

FOR_BROWSERS = {".mjs", ".js", ".css"}


def digest(app: Sphinx) -> str:
    """Return one digest of all that the notebooks run on."""
    total = hashlib.sha256()
    for name in app.config.execution_dependencies:
        path = Path(app.srcdir, name)
        if not path.exists():
            raise ConfigError(f"execution_dependencies: there is no {name} in {app.srcdir}")
        for file in [path] if path.is_file() else _sources(path):
            content = hashlib.sha256(file.read_bytes()).hexdigest()
            total.update(f"{file.relative_to(app.srcdir).as_posix()} {content}\n".encode())
    return total.hexdigest()


def _sources(folder: Path) -> Iterator[Path]:
    for file in sorted(folder.rglob("*")):
        hidden = any(part.startswith((".", "__pycache__")) for part in file.parts[-2:])
        if file.is_file() and not hidden and file.suffix not in FOR_BROWSERS:
            yield file


def clear_stale_cache(app: Sphinx) -> None:
    """Clear the execution cache unless it was filled by the code as it is now."""
    if not app.config.execution_dependencies:
        return
    cache = Path(app.env.mystnb_config.execution_cache_path)
    mark = cache / "made-with.sha256"  # in the cache itself, so that one can't outlive the other
    app.env.execution_digest_now = digest(app)
    if mark.exists() and mark.read_text() == app.env.execution_digest_now:
        return
    if (cache / "global.db").exists():  # that is how jupyter-cache marks a folder as its own
        logger.info("The code under the notebooks changed: clearing the execution cache.")
        shutil.rmtree(cache)
    cache.mkdir(parents=True, exist_ok=True)
    mark.write_text(app.env.execution_digest_now)


def reread_stale_pages(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Have all executed pages read again where the code changed since they were read."""
    now = getattr(env, "execution_digest_now", None)
    if now == getattr(env, "execution_digest", None):
        return []
    env.execution_digest = now
    return [page for page, data in getattr(env, "nb_metadata", {}).items() if "exec_data" in data]


def setup(app: Sphinx) -> dict[str, Any]:
    app.setup_extension("myst_nb")
    app.add_config_value("execution_dependencies", [], "", [list])
    app.connect("builder-inited", clear_stale_cache, priority=900)  # after MyST-NB's settings
    app.connect("env-get-outdated", reread_stale_pages)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
