"""A course folder, laid out as nbgrader lays it out, and the items of its chapters."""

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import nbformat

from .slicing import needed

ROOT = Path(__file__).parent.parent
BEGIN, END = "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"


class Refusal(Exception):
    """One sentence that says what is wrong and what to do."""


def role(cell: Mapping[str, Any]) -> str:
    """answer, check, manual or plain: what nbgrader's metadata make of a cell."""
    marks = cell.get("metadata", {}).get("nbgrader", {})
    if not isinstance(marks, dict):
        return "plain"
    if marks.get("task") or (marks.get("grade") and marks.get("solution")):
        return "manual"
    if marks.get("grade"):
        return "check"
    return "answer" if marks.get("solution") else "plain"


def grade_id(cell: Mapping[str, Any]) -> str:
    """The name that nbgrader knows a cell by; empty where there is none."""
    marks = cell.get("metadata", {}).get("nbgrader", {})
    return str(marks.get("grade_id", "")) if isinstance(marks, dict) else ""


def split_hidden(source: str) -> tuple[str, str]:
    """The part of a check cell that students see, and the hidden part.

    Examples
    --------
    >>> split_hidden(f"a\\n{BEGIN}\\nb\\n{END}")
    ('a', 'b')
    """
    seen: list[str] = []
    hidden: list[str] = []
    inside = False
    for line in source.splitlines():
        if line.strip() in (BEGIN, END):
            inside = line.strip() == BEGIN
        else:
            (hidden if inside else seen).append(line)
    return "\n".join(seen), "\n".join(hidden)


@dataclass
class Item:
    """An exercise with points: the cells that answer it, and the cell that checks them."""

    name: str  # the grade_id of its check
    points: float
    answers: dict[str, str]  # grade_id → the book's own solution
    check: str  # empty where a person grades

    @cached_property
    def title(self) -> str:
        return self.name.removesuffix("-check")

    @cached_property
    def defines(self) -> dict[str, bool]:
        """The names that the answer has to define → whether it is a function."""
        found = {}
        for source in self.answers.values():
            for node in ast.parse(source).body:
                if isinstance(node, ast.FunctionDef):
                    found[node.name] = True
                elif isinstance(node, ast.Assign):
                    found |= {t.id: False for t in node.targets if isinstance(t, ast.Name)}
        return found


class Chapter:
    """A chapter as it stands in a course: the source with solutions, and what students got."""

    def __init__(self, source: Path, release: Path) -> None:
        self.name = source.stem
        self.bytes = source.read_bytes()
        self.source = nbformat.reads(self.bytes.decode(), as_version=4)
        self.release = nbformat.read(release, as_version=4)
        self.code = [c for c in self.source.cells if c.cell_type == "code"]
        plain = [c for c in self.code if role(c) == "plain" and c.id != "student-id"]
        self.plain = ["import cnnlib", *(cell.source for cell in plain)]
        self.lean = True  # until it turns out that names do not tell all

    def below(self, code: Iterable[str]) -> list[str]:
        """What has to run before some code: the statements that it leans on, or all of them."""
        return needed(self.plain, code) if self.lean else self.plain

    @cached_property
    def items(self) -> list[Item]:
        items, answers = [], {}
        for cell in self.source.cells:
            kind = role(cell)
            if kind == "answer":
                answers[grade_id(cell)] = cell.source
            elif kind in ("check", "manual"):
                points = float(cell.metadata.nbgrader.get("points", 0))
                check = cell.source if kind == "check" else ""
                answers |= {} if kind == "check" else {grade_id(cell): ""}
                items.append(Item(grade_id(cell), points, answers, check))
                answers = {}
        return items


class Course:
    """The folder that `release` makes and the other commands work in."""

    def __init__(self, folder: Path) -> None:
        self.folder = Path(folder)

    def notebook(self, kind: str, chapter: str) -> Path:
        return self.folder / kind / chapter / f"{chapter}.ipynb"

    def submitted(self, student: str, chapter: str) -> Path:
        return self.folder / "submitted" / student / chapter / f"{chapter}.ipynb"

    def results(self, chapter: str) -> Path:
        return self.folder / "results" / chapter

    def chapters(self) -> dict[str, Chapter]:
        """The released chapters by name; a Refusal where there is none."""
        names = sorted(path.stem for path in self.folder.glob("release/*/*.ipynb"))
        if not names:
            raise Refusal(
                f"{self.folder} holds no released chapter: "
                f"run `python -m homework release CHAPTER --out {self.folder}` first."
            )
        paths = {n: [self.notebook(kind, n) for kind in ("source", "release")] for n in names}
        return {name: Chapter(*both) for name, both in paths.items()}
