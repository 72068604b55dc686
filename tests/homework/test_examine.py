"""What a person has to settle or to grade, and checks that the book itself does not pass."""

from pathlib import Path

import nbformat
import pytest

from homework.course import Chapter, Course, Refusal
from homework.examine import Examiner
from homework.restore import restore
from homework.results import Result
from homework.sandbox import Limits
from tests.homework.sheet import Sheet, solutions


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
