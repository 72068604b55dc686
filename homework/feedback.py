"""`feedback`: an HTML page a student, with the answers, the points and the hints."""

from html import escape
from pathlib import Path

from .course import Course
from .export import number, results
from .results import MANUAL, Grade, Result, write

PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ max-width: 46rem; margin: 2rem auto; padding: 0 1rem; line-height: 1.5; }}
body {{ font-family: system-ui, sans-serif; color: #1f2328; background: #fff; }}
pre {{ background: #f2f4f7; padding: .75rem; overflow: auto; max-height: 30rem; }}
@media (prefers-color-scheme: dark) {{
  body {{ color: #e6e6e6; background: #14181e; }}
  pre {{ background: #20262e; }}
}}
</style>
<h1>{title}</h1>
<p>{summary}</p>
{items}
</html>
"""


def section(item: Grade) -> str:
    """One exercise: what was said to the answer, and the answer."""
    name = escape(item.item.removesuffix("-check"))
    worth = item.verdict if item.points is None else f"{item.points:g} of {item.of:g} points"
    said = [line for line in dict.fromkeys(item.said) if line != "Right."] or [item.verdict]
    if item.points is None:
        said = [f"{MANUAL.capitalize()}."]
    lines = "".join(f"<li>{escape(line)}</li>" for line in said)
    answer = f"<pre>{escape(item.answer)}</pre>" if item.answer else ""
    return f"<h2>{name}: {escape(worth)}</h2>\n<ul>{lines}</ul>\n{answer}"


def page(result: Result) -> str:
    """The page of one student and chapter."""
    if result.status == "not_graded":
        summary = f"Not graded: {result.reason}. This is not a mark of 0."
    elif result.total is None:
        summary = f"Not complete yet: {result.reason}."
    else:
        whole = sum(item.of for item in result.items)
        summary = f"{number(result.total)} of {whole:g} points."
    summary += "".join(f" Note: {note}." for note in result.notes)
    items = "\n".join(map(section, result.items))
    title = escape(f"{result.chapter}: {result.student}")
    return PAGE.format(title=title, summary=escape(summary), items=items)


def feedback(course: Course) -> int:
    """Write feedback/STUDENT/CHAPTER/CHAPTER.html, as nbgrader does; return how many."""
    count = 0
    for chapter, graded in results(course):
        for result in graded:
            place = Path(course.folder, "feedback", result.student, chapter.name)
            write(place / f"{chapter.name}.html", page(result))
            count += 1
    return count
