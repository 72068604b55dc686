"""One line that says which notebooks run, which are done, and how long each takes.

On a terminal it is rewritten in place; elsewhere each notebook that is done has a short line.
"""

from __future__ import annotations

import shutil
import sys
import time
from typing import TextIO

CLEAR = "\r\x1b[K"


def clock(seconds: float) -> str:
    """Return minutes and seconds: 1:05."""
    minutes, seconds = divmod(round(seconds), 60)
    return f"{minutes}:{seconds:02}"


class Progress:
    """What is known of a run of ``total`` notebooks: since when each runs, and which are done."""

    def __init__(self, total: int, out: TextIO | None = None) -> None:
        self.total, self.out = total, out or sys.stdout
        self.began = time.perf_counter()
        self.running: dict[str, float] = {}
        self.done: list[str] = []
        self.failed = 0
        self.in_place = self.out.isatty()

    def start(self, page: str) -> None:
        """Note that a notebook begins."""
        self.running[page] = time.perf_counter()
        self.draw()

    def end(self, page: str, seconds: float, failed: bool) -> None:
        """Note that a notebook is done; where one failed, say so at once."""
        del self.running[page]
        self.done.append(f"{page} {clock(seconds)}")
        self.failed += failed
        if failed or not self.in_place:
            self._say(f"{len(self.done)}/{self.total} {self.done[-1]}{' failed' * failed}")
        self.draw()

    def close(self) -> None:
        """Leave one line that says what was done."""
        took = clock(time.perf_counter() - self.began)
        then = f", {self.failed} failed." if self.failed else ". Now the pages."
        self._say(f"Notebooks run: {len(self.done)} in {took}{then}")

    def draw(self) -> None:
        """Write the line anew, where it can be."""
        if self.in_place:
            width = shutil.get_terminal_size().columns - 1
            self.out.write(CLEAR + self.line(time.perf_counter())[:width])
            self.out.flush()

    def line(self, now: float) -> str:
        """Return the line as it is at this time."""
        running = [f"{page} {clock(now - began)}" for page, began in self.running.items()]
        parts = [f"Notebooks: {len(self.done)} of {self.total} in {clock(now - self.began)}"]
        for what, pages in (("running", running), ("done", self.done[::-1])):
            parts += [f"{what}: {', '.join(pages)}"] if pages else []
        return " · ".join(parts)

    def _say(self, text: str) -> None:
        self.out.write(f"{CLEAR if self.in_place else ''}{text}\n")
        self.out.flush()
