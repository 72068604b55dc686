"""Cheats one by one: none gains a point, tells a hidden test, or stops the grader."""

import os
from pathlib import Path

import pytest

import cnnlib
from homework.course import Course
from homework.examine import Examiner
from homework.restore import restore
from homework.results import Result, load, save
from homework.sandbox import Limits
from tests.homework import cheats
from tests.homework.sheet import Sheet, solutions


@pytest.fixture(scope="module")
def examiner(course: Course) -> Examiner:
    return Examiner(course.chapters()["stride"])


def examine(examiner: Examiner, course: Course, limits: Limits | None = None, **codes) -> Result:
    """Grade the book's own answers, but for some."""
    sheet = Sheet(course.notebook("release", "stride"), solutions()).solve()
    for item, code in codes.items():
        sheet.write(item, code)
    work = restore([dict(cell) for cell in sheet.notebook.cells], examiner.chapter)
    limits = limits or Limits(seconds=5)
    return examiner.examine(Result("ada", "stride"), work, limits, sandboxed=True)


def points(result: Result) -> dict[str, float]:
    return {item.item.split("-")[1]: item.points for item in result.items}


ALL = {"places": 2, "smallest": 2, "spread": 2, "unread": 2, "break": 2}


def test_no_type_can_lie(examiner: Examiner, course: Course) -> None:
    result = examine(examiner, course, places=cheats.LIES, smallest=cheats.LIES_IN_NUMPY)
    assert points(result) == ALL | {"places": 0, "smallest": 0}, result.items[:2]
    assert "Right." not in result.items[0].said + result.items[1].said


@pytest.mark.parametrize("name", ["PATCHED_WIRE", "CLOSED", "OUTLIVES", "HALVES", "DEEP", "DEEPER"])
def test_who_breaks_the_process_loses_that_answer_alone(
    examiner: Examiner, course: Course, name: str, tmp_path: Path
) -> None:
    result = examine(examiner, course, smallest=getattr(cheats, name))
    assert points(result) == ALL | {"smallest": 0}, result.items[1]
    save(result, tmp_path / "ada.json")
    assert load(tmp_path / "ada.json").total == 8


def test_who_forges_replies_gains_nothing_and_fills_no_disk(
    examiner: Examiner, course: Course, tmp_path: Path
) -> None:
    result = examine(examiner, course, smallest=cheats.FORGED)
    assert points(result)["smallest"] == 0 and result.total <= 8, "7 is one of the answers"
    save(result, tmp_path / "ada.json")
    assert (tmp_path / "ada.json").stat().st_size < 50_000


def test_nobody_hears_of_a_hidden_test(examiner: Examiner, course: Course) -> None:
    result = examine(examiner, course, smallest=cheats.HINTS)
    said = " ".join(result.items[1].said)
    assert "asked for 3, 3, 2" in said and "asked for 6, 3, 5" not in said
    result = examine(examiner, course, places=cheats.KEEPS, smallest=cheats.TELLS)
    assert "(8, 3, 2, 1)" in " ".join(result.items[1].said), "the visible ones it may tell"
    assert "30, 4, 3, 1" not in str(result.items) and 0 < result.items[0].points < 2


def test_no_memory_is_held_beside_the_limits(examiner: Examiner, course: Course) -> None:
    result = examine(examiner, course, smallest=cheats.HOARDS)
    assert "held []" in " ".join(result.items[1].said), result.items[1].said


def test_secrets_inside_pythons_own_folders_are_hidden(
    examiner: Examiner, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A clone in /usr/src, a course in a conda environment: both lie where Python is shown."""
    monkeypatch.setenv("SECRET_TOKEN", "x")
    inside = Path(cnnlib.__file__).parent / "widgets"  # stands for the course
    code = cheats.LOOKS.format(secrets=[str(inside)])
    result = examine(examiner, course, smallest=code)
    assert "found []" not in " ".join(result.items[1].said), "without the option it is there"
    result = examine(examiner, course, Limits(secrets=(inside,)), smallest=code)
    assert "found []" in " ".join(result.items[1].said), result.items[1].said
    assert os.listdir(inside), "only in there is it empty"


def test_lines_for_the_notebook_alone_cost_nothing(examiner: Examiner, course: Course) -> None:
    assert points(examine(examiner, course, smallest=cheats.MAGIC)) == ALL
