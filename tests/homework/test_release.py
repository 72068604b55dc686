"""Every chapter can be handed out, and the book's own answers pass."""

import copy

import pytest
from IPython.core.inputtransformer2 import TransformerManager
from nbclient import NotebookClient

from homework.course import Chapter, Course
from homework.examine import Examiner
from homework.release import release, sections, stage
from homework.restore import restore
from homework.results import Result
from homework.sandbox import Limits
from tests.homework.sheet import ITEMS, Sheet
from tests.places import ROOT

CHAPTERS = sorted(path.stem for path in (ROOT / "chapters").glob("*.ipynb"))


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """All chapters, where the other files have one."""
    folder = tmp_path_factory.mktemp("course")
    release(CHAPTERS, None, folder)
    return Course(folder)


@pytest.fixture(scope="module")
def chapters(course: Course) -> dict[str, Chapter]:
    return course.chapters()


@pytest.mark.parametrize("name", CHAPTERS)
def test_every_chapter_can_be_handed_out(
    course: Course, chapters: dict[str, Chapter], name: str
) -> None:
    chapter = chapters[name]
    text = course.notebook("release", name).read_text(encoding="utf-8")
    assert len(chapter.items) >= 4 and sum(item.points for item in chapter.items) == 10
    assert "SOLUTION" not in text and '"outputs": [\n' not in text and "minutes: " in text
    assert sections(ROOT / "homework" / "cases", name, {item.name for item in chapter.items})
    for item in chapter.items:
        assert item.defines, f"{item.name}: the answer defines nothing that a check could call"


# All chapters were tried; these differ most, and `grade` itself tries the others before it begins.
@pytest.mark.parametrize("name", ["cross-correlation", "multi-channel-kernels", "backpropagation"])
def test_the_books_own_answers_pass_with_anyones_numbers(course: Course, name: str) -> None:
    examiner = Examiner(course.chapters()[name])
    examiner.prove(Limits(), sandboxed=True)
    cells = [dict(cell) for cell in examiner.chapter.source.cells]
    for student in ("ada", "alan"):
        work = restore(cells, examiner.chapter)
        result = examiner.examine(Result(student, name), work, Limits(), sandboxed=True)
        assert (result.total, result.status) == (10, "ok"), result


def test_no_network_is_trained_to_grade_the_digits(course: Course) -> None:
    chapter = course.chapters()["mnist-cnn"]
    below = "\n".join(chapter.below(item.check for item in chapter.items))
    assert "def build(" in below and " = fit(" not in below


def test_with_the_books_address_the_first_cell_fetches_cnnlib(monkeypatch) -> None:
    monkeypatch.setenv("GITHUB_REPOSITORY", "ada/book")
    notebook = stage("stride", None)
    setup = next(cell.source for cell in notebook.cells if cell.id == "student-id")
    assert "git+https://github.com/ada/book" in setup
    compile(TransformerManager().transform_cell(setup), "setup", "exec")
    text = "".join(cell.source for cell in notebook.cells)
    assert "https://ada.github.io/book/chapters/cross-correlation.html" in text
    assert ".ipynb)" not in text


def test_run_all_reaches_the_end_and_every_check_answers(sheet: Sheet) -> None:
    """All of it with no answers; then the exercises again, answered wrong, and then right."""
    whole = copy.deepcopy(sheet.notebook.cells)
    for name in ("places", "smallest", "spread", "unread"):
        sheet.write(name, f"def {name}(*_):\n    return 'seven'")
    wrong = copy.deepcopy(sheet.write("break", "hidden = 'seven'").exercises())
    right = sheet.solve().exercises()
    sheet.notebook.cells = [*whole, *wrong, *right]
    NotebookClient(sheet.notebook, timeout=300).execute()
    for begins, cells in {"Not attempted yet.": whole, "Not yet: ": wrong, "Right.": right}.items():
        checks = [c for c in cells if c.id in [f"ex-{item}-check" for item in ITEMS]]
        said = "".join(o.text for cell in checks for o in cell.outputs if o.output_type == "stream")
        assert said and all(line.startswith(begins) for line in said.splitlines()), said
        points = [cell.outputs[-1].data["text/plain"] for cell in checks]
        assert points == ["2.0" if begins == "Right." else "0.0"] * len(ITEMS)
