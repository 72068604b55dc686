"""`export`: a CSV for each chapter, a row a student. What is not graded is empty, and never 0."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from .course import Chapter, Course, Refusal
from .results import Result, load, write


def results(course: Course) -> Iterator[tuple[Chapter, list[Result]]]:
    """The chapters that have been graded, with their results in the order of students."""
    found = False
    for name, chapter in course.chapters().items():
        loaded = [load(path) for path in sorted(course.results(name).glob("*.json"))]
        graded = [result for result in loaded if result is not None]
        if graded:
            found = True
            yield chapter, graded
    if not found:
        raise Refusal("Nothing is graded yet: run `python -m homework grade FOLDER` first.")


def plain(text: str) -> str:
    """Text that a spreadsheet takes for text, and not for a formula.

    Examples
    --------
    >>> plain("=1+1"), plain("Ada")
    ("'=1+1", 'Ada')
    """
    text = " ".join(text.split())
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text


def number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def table(chapter: Chapter, graded: list[Result]) -> str:
    """The table of one chapter."""
    text = io.StringIO()
    rows = csv.writer(text)
    titles = [f"{item.title} ({item.points:g})" for item in chapter.items]
    rows.writerow(["student", *titles, "total", "status", "reason", "notes"])
    for result in graded:
        points = {item.item: item.points for item in result.items}
        row = [plain(result.student), *(number(points.get(item.name)) for item in chapter.items)]
        row += [number(result.total), result.status]
        rows.writerow([*row, plain(result.reason), plain("; ".join(result.notes))])
    return text.getvalue()


def export(course: Course) -> Iterator[Path]:
    """Write the tables and yield where they are."""
    for chapter, graded in results(course):
        path = course.folder / "grades" / f"{chapter.name}.csv"
        write(path, table(chapter, graded))
        yield path
