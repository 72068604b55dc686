"""A released notebook as a student fills it in, and what commands and tests need around it."""

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat

from tests.places import ROOT

HOMEWORK = [sys.executable, "-m", "homework"]
ITEMS = ("places", "smallest", "spread", "unread", "break")  # 2 points each
SLOW = re.compile(r"import torch|\bplt\.")  # in cells that take seconds; no exercise needs them


def run(*words: object) -> subprocess.CompletedProcess:
    return subprocess.run([*HOMEWORK, *map(str, words)], cwd=ROOT, capture_output=True, text=True)


def solutions() -> dict[str, str]:
    """The book's own answers, without the marks that tell where they begin and end."""
    cells = nbformat.read(ROOT / "chapters" / "stride.ipynb", as_version=4).cells
    answers = {c.id[3:-7]: c.source for c in cells if re.fullmatch("ex-.*-answer", c.id)}
    mark = re.compile(r"^ *### (BEGIN|END) SOLUTION\n?", re.MULTILINE)
    return {item: mark.sub("", source) for item, source in answers.items()}


class Sheet:
    """A released notebook to be filled in."""

    def __init__(self, release: Path, solutions: dict[str, str]) -> None:
        self.notebook = nbformat.read(release, as_version=4)
        self.solutions = solutions
        self.name = "stride.ipynb"

    def cell(self, item: str, part: str = "answer") -> nbformat.NotebookNode:
        return next(c for c in self.notebook.cells if c.id == f"ex-{item}-{part}")

    def checks(self) -> list[nbformat.NotebookNode]:
        return [self.cell(item, "check") for item in ITEMS]

    def exercises(self) -> list[nbformat.NotebookNode]:
        return [self.cell(item, part) for item in ITEMS for part in ("answer", "check")]

    def solve(self, *items: str) -> "Sheet":
        for item in items or ITEMS:
            self.cell(item).source = self.solutions[item]
        return self

    def write(self, item: str, source: str) -> "Sheet":
        self.cell(item).source = source
        return self

    def insert(self, item: str, source: str) -> "Sheet":
        place = self.notebook.cells.index(self.cell(item))
        self.notebook.cells.insert(place, nbformat.v4.new_code_cell(source, id=f"own-{item}"))
        return self

    def files(self) -> dict[str, bytes]:
        return {self.name: nbformat.writes(self.notebook).encode()}


def archive(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as file:
        for name, content in files.items():
            file.writestr(name, content)
    return path
