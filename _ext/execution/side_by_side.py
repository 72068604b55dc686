"""Run notebooks side by side, each in a kernel of its own, and put their outputs into the cache.

A kernel is a process. One thread with an event loop talks to all of them, and it alone writes to
the cache, which is a SQLite database. It is not the main thread: that one waits, so that Ctrl-C
comes to it and ends all kernels. (In the main thread nbclient would take the signal, for the kernel
that started last.)
"""

from __future__ import annotations

import asyncio
import os
import signal
import tempfile
import time
from collections import deque
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn
from myst_nb.core.config import NbParserConfig
from nbclient import NotebookClient
from nbclient.exceptions import CellControlSignal
from nbclient.util import ensure_async

from .progress import Progress
from .waiting import Notebook

GIGABYTES_EACH = 2  # twice what a chapter takes


def room() -> int:
    """Return how many kernels the machine has room for, by its cores and its memory."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return max(1, min(cores or 1, int(memory / GIGABYTES_EACH)))


def run(
    notebooks: Iterable[Notebook], config: NbParserConfig, at_once: int, progress: Progress
) -> list[str]:
    """Run the notebooks, beginning in this order; where one fails the others go on.

    Returns
    -------
    list of str
        For each that failed: its file, the cell and the error.
    """
    running = _Run(notebooks, config, progress)
    with ThreadPoolExecutor(1) as thread:  # leaving it waits until no kernel runs
        try:
            return thread.submit(asyncio.run, running.all(at_once)).result()
        except KeyboardInterrupt:
            running.stopped = True
            raise


class _Run:
    def __init__(
        self, notebooks: Iterable[Notebook], config: NbParserConfig, progress: Progress
    ) -> None:
        self.queue = deque(notebooks)
        self.config, self.progress = config, progress
        self.clients: set[NotebookClient] = set()  # those whose kernels are up
        self.errors: list[str] = []
        self.stopped = False  # set from another thread

    async def all(self, at_once: int) -> list[str]:
        """Run ``at_once`` notebooks at any time, until none is left or it is stopped."""
        self.cache = get_cache(self.config.execution_cache_path)
        async with asyncio.TaskGroup() as group:
            watching = group.create_task(self._watch())
            await asyncio.gather(*(self._one_after_another() for _ in range(at_once)))
            watching.cancel()
        return self.errors

    async def _watch(self) -> None:
        while True:
            self.progress.draw()
            await asyncio.sleep(0.5)
            if self.stopped:
                self.queue.clear()
                for client in self.clients.copy():
                    if client.km:
                        with suppress(RuntimeError):  # it has just ended by itself
                            await ensure_async(client.km.signal_kernel(signal.SIGKILL))

    async def _one_after_another(self) -> None:
        while self.queue:
            notebook = self.queue.popleft()
            self.progress.start(notebook.page)
            began = time.perf_counter()
            error = await self._error_of(notebook)
            seconds = time.perf_counter() - began
            if self.stopped:
                return
            if error:
                self.errors.append(error)
            else:
                self._keep(notebook, seconds)
            self.progress.end(notebook.page, seconds, failed=error is not None)

    def _keep(self, notebook: Notebook, seconds: float) -> None:
        data = {"execution_seconds": seconds}
        bundle = CacheBundleIn(notebook.node, str(notebook.path), data=data)
        self.cache.cache_notebook_bundle(bundle, check_validity=False, overwrite=True)

    async def _error_of(self, notebook: Notebook) -> str | None:
        """Run a notebook as MyST-NB would; return what went wrong, and where."""
        own = notebook.node.metadata.get("execution", {})
        begun: list[int] = []
        client: NotebookClient = NotebookClient(
            notebook.node,
            timeout=own.get("timeout", self.config.execution_timeout),
            allow_errors=own.get("allow_errors", self.config.execution_allow_errors),
            record_timing=False,
            coalesce_streams=self.config.merge_streams,  # MyST-NB would break lines between pieces
            resources={"metadata": {"path": str(notebook.path.parent)}},
            on_notebook_start=lambda notebook: self.clients.add(client),
            on_cell_start=lambda cell, cell_index: begun.append(cell_index),
        )
        with tempfile.TemporaryFile("w+", errors="replace") as said:  # not into the progress
            try:
                await client.async_execute(stdout=said, stderr=said)
            except CellControlSignal as error:  # the cell raised, or took too long
                return f"{notebook.place(begun)}\n{error}".rstrip()
            except Exception as error:  # the kernel died, or never came: what did it say?
                said.seek(0)
                return f"{notebook.place(begun)}\n{error}\n{said.read()}".rstrip()
            finally:
                self.clients.discard(client)
        return None
