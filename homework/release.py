"""`release`: chapters become assignments. We stage them, and nbgrader strips the solutions."""

import ast
import math
import os
import re
import sys
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell

from publish.address import repository_url, site_url

from .course import BEGIN, END, ROOT, Chapter, Course, Refusal, grade_id, role

CASES = Path(__file__).parent / "cases"
WORDS_A_MINUTE, MINUTES_A_CELL, MINUTES_AN_ITEM = 150, 0.5, 6
SECTION = re.compile(r"^# %% *(\S+)[^\n]*\n", re.MULTILINE)
STUDENT = """\
import cnnlib

cnnlib.seed("your student id")  # your checks draw their own numbers from it"""
COLAB = """\
try:
    import cnnlib
except ImportError:  # Colab fetches the book's package once
    %pip install -q "cnnlib[torch] @ git+{repository}"
"""


def sections(folder: Path | None, chapter: str, known: set[str]) -> dict[str, str]:
    """Read more tests for a chapter: `# %% GRADE_ID`, then code that calls `check`."""
    path = Path(folder or "") / f"{chapter}.py"
    if folder is None or not path.exists():
        return {}
    _, *parts = SECTION.split(path.read_text(encoding="utf-8"))
    found = {name: code.strip() for name, code in zip(parts[::2], parts[1::2], strict=True)}
    for name, code in found.items():
        if name not in known:
            raise Refusal(f"{path}: {chapter} has no check {name}; it has {sorted(known)}.")
        try:
            ast.parse(code)
        except SyntaxError as error:
            raise Refusal(f"{path}: the part {name} is no Python: {error.msg}.") from None
    if not found:
        raise Refusal(f"{path} has no part: begin each with a line `# %% GRADE_ID`.")
    return found


def minutes(notebook: nbformat.NotebookNode, items: int) -> int:
    """Estimate: 150 words a minute, half a minute a code cell, six an item; in fives, upwards."""
    words = sum(len(c.source.split()) for c in notebook.cells if c.cell_type == "markdown")
    cells = sum(c.cell_type == "code" and role(c) == "plain" for c in notebook.cells)
    whole = words / WORDS_A_MINUTE + cells * MINUTES_A_CELL + items * MINUTES_AN_ITEM
    return 5 * math.ceil(whole / 5)


def handout(notebook: nbformat.NotebookNode, points: dict[str, float]) -> str:
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
check below it: it says *right*, *not yet* with a hint, or *not attempted*. An exercise counts if \
all its checks say right, and there may be more checks than you see. Hand in this file, with your \
own cells if you added any. Changed checks do no harm and no good: the originals are run."""


def address(key: str) -> str:
    """The book's address or its repository's, from the one place that has it."""
    return {"baseurl": site_url, "repository_url": repository_url}[key]().rstrip("/")


def stage(chapter: str, private: Path | None) -> nbformat.NotebookNode:
    """A chapter with points table, personal cases and hidden tests, solutions still in it."""
    path = ROOT / "chapters" / f"{chapter}.ipynb"
    if not path.exists():
        names = ", ".join(sorted(p.stem for p in path.parent.glob("*.ipynb")))
        raise Refusal(f"There is no chapter {chapter}; there are {names}.")
    notebook = nbformat.read(path, as_version=4)
    checks = {grade_id(c): c for c in notebook.cells if role(c) == "check"}
    points = {
        grade_id(c).removesuffix("-check"): c.metadata.nbgrader.points
        for c in notebook.cells
        if role(c) in ("check", "manual")
    }
    if sum(points.values()) != 10 or len(points) < 4:
        raise Refusal(
            f"{chapter} has {len(points)} graded items with {sum(points.values()):g} points: "
            "give its check cells nbgrader metadata, at least 4 items and 10 points together."
        )
    for name, code in sections(CASES, chapter, set(checks)).items():
        checks[name].source += f"\n\n{code}"
    for name, code in sections(private, chapter, set(checks)).items():
        checks[name].source += f"\n{BEGIN}\n{code}\n{END}"
    book, repository = address("baseurl"), address("repository_url")
    link = rf"[\1]({book}/chapters/\2.html)" if book else r"\1"
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = re.sub(r"\[([^\]]+)\]\(([\w-]+)\.ipynb(?:#[^)]*)?\)", link, cell.source)
    setup = COLAB.format(repository=repository) + STUDENT if repository else STUDENT
    notebook.cells[1:1] = [
        new_markdown_cell(handout(notebook, points), id="handout"),
        new_code_cell(setup, id="student-id"),
    ]
    notebook.metadata.pop("widgets", None)
    return notebook


def configuration(folder: Path) -> "Config":  # noqa: F821 (nbgrader is imported late)
    """What nbgrader is told; the same stands in the course's nbgrader_config.py."""
    from traitlets.config import Config

    config = Config()
    config.CourseDirectory.root = str(folder.resolve())
    config.ClearSolutions.code_stub = {"python": "...  # your answer"}
    return config


def release(chapters: list[str], private: Path | None, folder: Path) -> list[Chapter]:
    """Write source/ and release/ of a course, the second by nbgrader."""
    from nbgrader.apps import NbGraderAPI

    for place, what in ((private, "Hidden tests"), (folder, "The course, which holds solutions,")):
        if place is not None and ROOT in Path(place).resolve().parents:
            raise Refusal(f"{what} would stand in the public repository: choose a place outside.")
    if private is not None and not Path(private).is_dir():
        raise Refusal(f"There is no folder {private} with hidden tests.")
    staged = {name: stage(name, private) for name in chapters}  # all of them, before any is written
    course = Course(folder)
    for name, notebook in staged.items():
        path = course.notebook("source", name)
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, path)
    (course.folder / "nbgrader_config.py").write_text(
        'c = get_config()\nc.ClearSolutions.code_stub = {"python": "...  # your answer"}\n'
    )
    # nbgrader calls the program alembic by name, which a venv that is not activated hides from it
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    if address("repository_url"):  # what Binder and nbgitpuller's hubs install for the students
        path = course.folder / "release" / "requirements.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"cnnlib[torch] @ git+{address('repository_url')}\njupyterlab\n")
    api = NbGraderAPI(config=configuration(course.folder))
    for name in staged:
        done = api.generate_assignment(name, force=True, create=True)
        if not done["success"]:
            said = [line for line in done.get("log", "").splitlines() if "ERROR" in line]
            raise Refusal(f"nbgrader did not take {name}: {(said or ['no reason given'])[-1]}")
    return [course.chapters()[name] for name in staged]
