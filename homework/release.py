"""`release`: chapters become assignments. We stage them, and nbgrader strips the solutions."""

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat

from _ext.publishing.outside import repository_url, site_url

from .course import BEGIN, END, ROOT, Chapter, Course, Refusal, grade_id, role
from .handout import PACKAGE, counted, first_cells

if TYPE_CHECKING:
    from traitlets.config import Config

CASES = Path(__file__).parent / "cases"
SECTION = re.compile(r"^# %% *(\S+)[^\n]*\n", re.MULTILINE)


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
    for cell in checks.values():
        cell.source = counted(cell.source, cell.metadata.nbgrader.points)
    book = site_url()
    link = rf"[\1]({book}chapters/\2.html)" if book else r"\1"
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = re.sub(r"\[([^\]]+)\]\(([\w-]+)\.ipynb(?:#[^)]*)?\)", link, cell.source)
    notebook.cells[1:1] = first_cells(notebook, points)
    notebook.metadata.pop("widgets", None)
    return notebook


def configuration(folder: Path) -> "Config":
    """What nbgrader is told; the same stands in the course's nbgrader_config.py."""
    from traitlets.config import Config

    config = Config()
    config.CourseDirectory.root = str(folder.resolve())
    config.ClearSolutions.code_stub = {"python": "...  # your answer"}
    return config


def schema() -> str | None:
    """The newest version of nbgrader's gradebook, as its program `alembic` would tell it.

    That program takes seconds to start, and a venv that is not activated hides it.
    """
    from alembic.script import ScriptDirectory
    from nbgrader.dbutil import ALEMBIC_DIR

    return ScriptDirectory(ALEMBIC_DIR).get_current_head()


def release(chapters: list[str], private: Path | None, folder: Path) -> list[Chapter]:
    """Write source/ and release/ of a course, the second by nbgrader."""
    for place, what in ((private, "Hidden tests"), (folder, "The course, which holds solutions,")):
        whole = Path(place or "/").resolve()
        if ROOT in (whole, *whole.parents):
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
    if repository_url():  # what Binder and nbgitpuller's hubs install for the students
        path = course.folder / "release" / "requirements.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"{PACKAGE} @ git+{repository_url()}\njupyterlab\n")
    import nbgrader.api  # a second, which no refusal waits for
    from nbgrader.apps import NbGraderAPI

    nbgrader.api.get_alembic_version = schema
    api = NbGraderAPI(config=configuration(course.folder))
    for name in staged:
        done = api.generate_assignment(name, force=True, create=True)
        if not done["success"]:
            said = [line for line in done.get("log", "").splitlines() if "ERROR" in line]
            raise Refusal(f"nbgrader did not take {name}: {(said or ['no reason given'])[-1]}")
    released = course.chapters()
    return [released[name] for name in staged]
