"""`export`: a CSV for each chapter, a row a student. What is not graded is empty, and never 0."""

import csv
from collections.abc import Iterator
from pathlib import Path

from .course import Chapter, Course, Refusal
from .examine import Result
from .grade import load


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


def export(course: Course) -> Iterator[Path]:
    """Write the tables and yield where they are."""
    for chapter, graded in results(course):
        path = course.folder / "grades" / f"{chapter.name}.csv"
        path.parent.mkdir(exist_ok=True)
        with open(path, "w", newline="", encoding="utf-8") as file:
            table = csv.writer(file)
            titles = [f"{item.title} ({item.points:g})" for item in chapter.items]
            table.writerow(["student", *titles, "total", "status", "reason", "notes"])
            for result in graded:
                points = {item.item: item.points for item in result.items}
                table.writerow(
                    [
                        plain(result.student),
                        *(number(points.get(item.name)) for item in chapter.items),
                        number(result.total),
                        result.status,
                        plain(result.reason),
                        plain("; ".join(result.notes)),
                    ]
                )
        yield path
