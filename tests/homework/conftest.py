"""One released chapter, with hidden tests, for all tests here; each file gets a copy."""

import shutil
from pathlib import Path

import pytest

from homework.course import Chapter, Course
from homework.release import release
from tests.homework.sheet import Sheet, solutions

HIDDEN = """\
# %% stride-places-check
check(places, [30, 4, 3, 1], 9, hint="HIDDEN-MARK")

# %% stride-smallest-check
check(smallest, [6, 3, 5], 28, hint="HIDDEN-MARK")
"""


@pytest.fixture(scope="session")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that holds `course/` and `private/`."""
    home = tmp_path_factory.mktemp("released")
    (home / "private").mkdir()
    (home / "private" / "stride.py").write_text(HIDDEN)
    release(["stride"], home / "private", home / "course")
    return home


@pytest.fixture(scope="module")
def course(released: Path, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course of this file's own."""
    home = tmp_path_factory.mktemp("own")
    shutil.copytree(released / "course", home / "course")
    return Course(home / "course")


@pytest.fixture(scope="module")
def stride(course: Course) -> Chapter:
    return course.chapters()["stride"]


@pytest.fixture
def sheet(course: Course) -> Sheet:
    return Sheet(course.notebook("release", "stride"), solutions())
