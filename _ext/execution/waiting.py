"""Which notebooks wait to be run: those among the pages whose outputs are not in the cache.

They are read as MyST-NB reads them, by its own reader, so that what is cached is what it looks for.
Anything special is left to MyST-NB, which runs it when it reads the page.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from jupyter_cache import get_cache
from myst_nb.core.read import create_nb_reader
from sphinx.errors import SphinxError

if TYPE_CHECKING:
    from jupyter_cache.base import JupyterCacheAbstract
    from myst_nb.sphinx_ import SphinxEnvType
    from nbformat import NotebookNode


@dataclass
class Notebook:
    """A notebook to run: the page it is for, its file and its cells."""

    page: str
    path: Path
    node: NotebookNode

    def amount(self) -> int:
        """Return how much code it has, in characters."""
        return sum(len(cell.source) for cell in self.node.cells if cell.cell_type == "code")

    def place(self, begun: list[int]) -> str:
        """Return where it came to: the file, and the last cell of those that were begun."""
        if not begun:
            return f"{self.path}: before the first cell"
        if lines := self.node.metadata.get("source_map"):  # written by MyST-NB's reader
            return f"{self.path}:{lines[begun[-1]] + 1}: the cell that begins here"
        number = sum(self.node.cells[index].cell_type == "code" for index in begun)
        return f"{self.path}: code cell {number}, {self.node.cells[begun[-1]].get('id')!r}"


def waiting(env: SphinxEnvType, pages: Iterable[str]) -> list[Notebook]:
    """Return the notebooks that have to run, the one with most code first.

    How long a notebook takes is not known before it has run. The amount of code says it well
    enough, and what takes longest should not start last.
    """
    config = env.mystnb_config
    if config.execution_mode != "cache" or config.execution_in_temp or config.kernel_rgx_aliases:
        return []
    cache = get_cache(config.execution_cache_path)
    found = [notebook for page in pages if (notebook := _notebook(env, page))]
    missing = [notebook for notebook in found if not _cached(cache, notebook.node)]
    return sorted(missing, key=Notebook.amount, reverse=True)


def _notebook(env: SphinxEnvType, page: str) -> Notebook | None:
    path = Path(env.doc2path(page))
    config = env.mystnb_config
    text = path.read_text(encoding="utf-8-sig")
    reader = create_nb_reader(str(path), env.myst_config, config, text)
    if reader is None or any(path.match(pattern) for pattern in config.execution_excludepatterns):
        return None
    try:
        node = reader.read(text)
    except Exception as error:
        raise SphinxError(f"{path}: {error}") from error
    return None if config.metadata_key in node.metadata else Notebook(page, path, node)


def _cached(cache: JupyterCacheAbstract, node: NotebookNode) -> bool:
    """Tell whether outputs are there, whole: a build may have been killed while writing them."""
    try:
        cache.get_cache_bundle(cache.match_cache_notebook(node).pk)
    except (KeyError, ValueError):
        return False
    return True
