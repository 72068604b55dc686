"""The cells that `release` adds to a chapter: what is to be done, who does it, what it earns."""

import math
import re

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell

from _ext.publishing.outside import config, repository_url
from _ext.publishing.self_contained import fetching

from .course import role

PACKAGE = config()["sphinx"]["config"]["launch_package"]
WORDS_A_MINUTE, MINUTES_A_CELL, MINUTES_AN_ITEM = 150, 0.5, 6
PLAIN_CHECK = re.compile(r"^from cnnlib\.teaching\.checking import check\n+", re.MULTILINE)
STUDENT = """\
import cnnlib

cnnlib.seed("your student id")  # your checks draw their own numbers from it"""


def minutes(notebook: nbformat.NotebookNode, items: int) -> int:
    """Estimate: 150 words a minute, half a minute a code cell, six an item; in fives, upwards."""
    words = sum(len(c.source.split()) for c in notebook.cells if c.cell_type == "markdown")
    cells = sum(c.cell_type == "code" and role(c) == "plain" for c in notebook.cells)
    whole = words / WORDS_A_MINUTE + cells * MINUTES_A_CELL + items * MINUTES_AN_ITEM
    return 5 * math.ceil(whole / 5)


def table(notebook: nbformat.NotebookNode, points: dict[str, float]) -> str:
    """The Markdown that says what is to be done, for how much, in what time."""
    rows = "\n".join(f"| {name} | {worth:g} |" for name, worth in points.items())
    return f"""\
### This chapter as homework

| exercise | points |
| --- | ---: |
{rows}
| **together** | **{sum(points.values()):g}** |

It takes about {minutes(notebook, len(points))} minutes: {WORDS_A_MINUTE} words and two code cells \
a minute, {MINUTES_AN_ITEM} minutes an exercise.

Write your student id into the next cell and run it. Answer where a cell says `...`, and run the \
check below it: it says *right*, *not yet* with a hint, or *not attempted*, and then the points. \
All checks of an exercise have equal shares of its points, if at least half of them are right, and \
there may be more checks than you see. Hand in this file, with your own cells if you added any. \
Changed checks do no harm and no good: the originals are run."""


def counted(source: str, points: float) -> str:
    """A check cell that ends in the points earned, which is what nbgrader takes for the mark.

    Examples
    --------
    >>> line = "from cnnlib.teaching.checking import check\\n\\n"
    >>> print(counted(line + "check(f, [1], 2, hint='more')", 3))
    from cnnlib.teaching.checking import Checks
    <BLANKLINE>
    check = Checks(points=3)
    check(f, [1], 2, hint='more')
    check.earned  # of 3 points
    """
    source = PLAIN_CHECK.sub("", source).strip()
    first = f"from cnnlib.teaching.checking import Checks\n\ncheck = Checks(points={points:g})"
    return f"{first}\n{source}\ncheck.earned  # of {points:g} points"


def first_cells(notebook: nbformat.NotebookNode, points: dict[str, float]) -> list:
    """What stands below the title: the table, and the cell that says whose work it is."""
    repository = repository_url()
    setup = [fetching(PACKAGE, repository)] * bool(repository) + [STUDENT]
    return [
        new_markdown_cell(table(notebook, points), id="handout"),
        new_code_cell("\n\n".join(setup), id="student-id"),
    ]
