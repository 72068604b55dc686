"""Who handed in what: the names of every LMS, several attempts, a zip that aims outside."""

import zipfile
from pathlib import Path

import pytest

from homework.collect import collect
from homework.course import Chapter, Course
from tests.homework.sheet import Sheet, archive


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
