"""The parts of the road: names of LMSs, refusals, hand grading, the notebook that students get."""

import copy
import doctest
import importlib
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest
from IPython.core.inputtransformer2 import TransformerManager
from nbclient import NotebookClient

import cnnlib.teaching.seeding
from homework.__main__ import main
from homework.collect import collect
from homework.course import Chapter, Course, Refusal
from homework.examine import Examiner
from homework.release import release, sections, stage
from homework.restore import restore
from homework.results import Result
from homework.sandbox import Limits
from homework.slicing import needed
from tests.homework.students import HOMEWORK, ITEMS, ROOT, SPY, Sheet, run, solutions

CHAPTERS = sorted(path.stem for path in (ROOT / "chapters").glob("*.ipynb"))
MODULES = ("course", "export", "handout", "names", "results", "slicing", "inside.wire")


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """All chapters, where the other files have one."""
    folder = tmp_path_factory.mktemp("course")
    release(CHAPTERS, None, folder)
    return Course(folder)


@pytest.fixture(scope="module")
def chapters(course: Course) -> dict[str, Chapter]:
    return course.chapters()


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings(name: str) -> None:
    found = doctest.testmod(importlib.import_module(f"homework.{name}"))
    assert found.attempted and not found.failed


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


def test_each_student_has_numbers_of_their_own() -> None:
    drawn = {}
    for student in ("ada", "alan", "ada"):
        cnnlib.seed(student)
        numbers = cnnlib.teaching.seeding.numbers("places").integers(1000, size=8).tolist()
        assert drawn.setdefault(student, numbers) == numbers
    assert drawn["ada"] != drawn["alan"]
    code = "from cnnlib.teaching.seeding import *; seed('ada'); draw = numbers('places').integers"
    code += "; print(draw(1000, size=8).tolist())"
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(other.stdout) == drawn["ada"], "another process draws other numbers"
    with pytest.raises(TypeError, match="with quotes"):
        cnnlib.seed(4711)


def archive(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as file:
        for name, content in files.items():
            file.writestr(name, content)
    return path


@pytest.mark.parametrize(
    "names",
    [
        ["Ada L_1_assignsubmission_file_/stride.ipynb", "Al T_2_assignsubmission_file/a b.ipynb"],
        ["adal_1_77_stride.ipynb", "alt_LATE_2_78_stride-2.ipynb"],
        ["submitted/ada/stride/stride.ipynb", "submitted/alan/stride/stride.ipynb"],
        ["download/class/ada.ipynb", "download/class/alan (1).ipynb"],
    ],
    ids=("Moodle", "Canvas", "nbgrader", "plain"),
)
@pytest.mark.parametrize("zipped", (True, False))
def test_names_of_every_lms(
    tmp_path: Path, stride: Chapter, sheet: Sheet, names: list[str], zipped: bool
) -> None:
    (content,) = sheet.solve().files().values()
    place = archive(tmp_path / "all.zip", dict.fromkeys(names, content))
    if not zipped:
        with zipfile.ZipFile(place) as file:
            file.extractall(tmp_path / "all")
        place = tmp_path / "all"
    found = collect(place, {"stride": stride})
    assert [s.student[:2].lower() for s in found] == ["ad", "al"]
    assert all(s.chapter == "stride" and s.cells and not s.problem for s in found), found


def test_of_several_attempts_the_last_that_can_be_read_counts(
    tmp_path: Path, stride: Chapter, sheet: Sheet
) -> None:
    first = sheet.files()["stride.ipynb"]
    second = sheet.solve().files()["stride.ipynb"]
    files = {"a_1_7_stride.ipynb": first, "a_1_9_stride-2.ipynb": b"{"}
    files["a_1_8_stride-1.ipynb"] = second
    (found,) = collect(archive(tmp_path / "all.zip", files), {"stride": stride})
    assert found.read() == second and "more than once" in " ".join(found.notes)


def test_a_zip_writes_nothing_outside(tmp_path: Path, course: Course, sheet: Sheet) -> None:
    (content,) = sheet.files().values()
    names = ["../../evil/stride.ipynb", "/etc/evil.ipynb", "..\\..\\x.ipynb"]
    found = collect(archive(tmp_path / "all.zip", dict.fromkeys(names, content)), course.chapters())
    for submission in found:
        path = course.submitted(submission.student, submission.chapter).resolve()
        assert (course.folder / "submitted").resolve() in path.parents


def test_refusals_are_one_sentence(
    tmp_path: Path, course: Course, capsys: pytest.CaptureFixture
) -> None:
    folder = course.folder
    bomb = archive(tmp_path / "bomb.zip", {f"{i}.ipynb": b"" for i in range(20_001)})
    (tmp_path / "stride.py").write_text("# %% stride-nothing-check\ncheck(1)")
    cases = [
        (("release", "strides", "--out", tmp_path / "c"), "There is no chapter strides"),
        (("release", "stride", "--out", ROOT / "course"), "public repository"),
        (("release", "stride", "--private", tmp_path, "--out", tmp_path / "c"), "has no check"),
        (("grade", tmp_path / "nowhere", "--course", folder), "There is no"),
        (("grade", __file__, "--course", folder), "neither a folder nor a zip"),
        (("grade", bomb, "--course", folder), "unpack it by hand"),
        (("grade", tmp_path, "--course", tmp_path / "empty"), "no released chapter"),
        (("export", "--course", folder), "Nothing is graded yet"),
    ]
    for words, said in cases:
        with pytest.raises(SystemExit) as refused:
            main([str(word) for word in words])
        assert said in refused.value.code and "\n" not in refused.value.code
    main([])
    assert "From clone to grades" in capsys.readouterr().out
    done = run("release", "strides", "--out", tmp_path / "c")
    assert done.returncode == 1 and done.stderr.startswith("There is no chapter"), done


def test_without_bubblewrap_it_refuses_and_no_sandbox_protects_from_nothing(
    tmp_path: Path, course: Course, sheet: Sheet
) -> None:
    """The spy that finds nothing in the sandbox finds things here: it is the sandbox that helps."""
    spy = SPY.format(wanted=[str(ROOT / "README.md")]).replace('("/", "/proc/1/root")', "()")
    sheet.solve().write("smallest", spy)
    place = archive(tmp_path / "all.zip", {"spy.ipynb": sheet.files()["stride.ipynb"]})
    words = [*HOMEWORK, "grade", str(place), "--course", str(course.folder), "--time-limit", "30"]
    options = {"cwd": ROOT, "capture_output": True, "text": True}
    refused = subprocess.run(words, env=os.environ | {"PATH": str(tmp_path)}, **options)
    assert refused.returncode == 1 and "apt-get install bubblewrap" in refused.stderr
    assert not course.results("stride").exists()
    done = subprocess.run([*words, "--no-sandbox"], **options)
    assert done.returncode == 0 and "WARNING: no sandbox" in done.stderr
    said = (course.results("stride") / "spy.json").read_text()
    assert "RuntimeError: found " in said and "found 0" not in said


def test_two_different_answers_are_for_a_person_to_settle(stride: Chapter, sheet: Sheet) -> None:
    sheet.solve().insert("smallest", "def smallest(m, k, s):\n    return m")
    cells = [dict(cell) for cell in nbformat.from_dict(sheet.notebook).cells]
    work = restore(cells, stride)
    result = Examiner(stride).examine(Result("ada", "stride"), work, Limits(), sandboxed=True)
    assert result.status == "needs_manual" and "stride-smallest" in result.reason
    assert result.total == 10, "the last answer was the right one"


def test_an_answer_in_words_is_for_a_person_to_grade(course: Course, tmp_path: Path) -> None:
    marks = {"grade": True, "solution": True, "locked": False, "task": False, "points": 3}
    marks |= {"grade_id": "stride-words", "schema_version": 3}
    paths = []
    for kind in ("source", "release"):
        notebook = nbformat.read(course.notebook(kind, "stride"), as_version=4)
        words = nbformat.v4.new_markdown_cell("", id="words", metadata={"nbgrader": marks})
        notebook.cells.append(words)
        paths.append(tmp_path / kind / "stride.ipynb")
        paths[-1].parent.mkdir()
        nbformat.write(notebook, paths[-1])
    chapter = Chapter(*paths)
    sheet = Sheet(paths[1], solutions()).solve()
    sheet.notebook.cells[-1].source = "Because the jumps come out even."
    work = restore([dict(cell) for cell in sheet.notebook.cells], chapter)
    result = Examiner(chapter).examine(Result("ada", "stride"), work, Limits(), sandboxed=True)
    assert (result.status, result.total) == ("needs_manual", None)
    assert result.items[-1].answer == "Because the jumps come out even."


def test_checks_that_the_book_itself_does_not_pass_are_refused(course: Course) -> None:
    chapter = course.chapters()["stride"]
    chapter.plain = chapter.below(item.check for item in chapter.items)  # no torch, no widgets
    examiner = Examiner(chapter)
    chapter.items[0].check += '\ncheck(places, [5, 2, 1, 1], 99, hint="wrong")'
    with pytest.raises(Refusal, match="own solution does not pass"):
        examiner.prove(Limits(), sandboxed=True)
    assert not chapter.lean, "it was tried with all of the chapter, too"


def test_only_what_answers_lean_on_is_run() -> None:
    cells = ["import numpy as np\ntotal = 0", "for i in range(3):\n    total += i\nprint(total)"]
    cells += ["def f(x):\n    return x + total", "while True:\n    pass", "import torch"]
    chosen = needed(cells, ["y = f(1)"])
    assert [line.split()[0] for line in chosen] == ["total", "for", "def"]


def test_the_wire_takes_no_objects() -> None:
    from homework.inside.wire import Opaque, decode, encode

    class Sly(float):
        __reduce__ = property(lambda self: 1 / 0)

    assert isinstance(decode(encode(Sly(3))), Opaque)
    for bad in ({"array": ["O", [1], "AAAA"]}, {"array": ["<f8", [10**9], ""]}, {"what": 1}, {}):
        with pytest.raises((ValueError, TypeError)):
            decode(bad)
    with pytest.raises(ValueError, match="deep"):
        decode(json.loads("[" * 99 + "]" * 99))


def test_no_network_is_trained_to_grade_the_digits(course: Course) -> None:
    chapter = course.chapters()["mnist-cnn"]
    below = "\n".join(chapter.below(item.check for item in chapter.items))
    assert "def build(" in below and " = fit(" not in below
