"""Stock nbgrader, which hubs run, gives the same points as our grader: `nbgrader autograde`."""

import json

import pytest
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI

from homework.course import Course
from homework.release import configuration
from tests.homework.sheet import SLOW, Sheet, run, solutions

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")  # nbgrader's own
HALF = """\
def unread(n, k, s):
    np.log(np.zeros(1))  # warns on stderr
    return 0 if n == 9 else n - k - (n - k) // s * min(s, k)"""
RAISES = "def smallest(m, k, s):\n    return 7 if m == 3 else 1 / 0"
STUDENTS = {
    "perfect": lambda sheet: sheet.solve(),
    "empty": lambda sheet: sheet,
    "partly": lambda sheet: (
        sheet.solve("spread", "unread", "smallest").write("unread", HALF).write("smallest", RAISES)
    ),
}


@pytest.fixture(scope="module")
def graded(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Course:
    home = tmp_path_factory.mktemp("stock")
    for name, hand_in in STUDENTS.items():
        sheet = hand_in(Sheet(course.notebook("release", "stride"), solutions()))
        sheet.notebook.cells[2].source = f"import cnnlib\n\ncnnlib.seed({name!r})"
        if name != "perfect":  # one chapter as a whole is enough
            sheet.notebook.cells = [c for c in sheet.notebook.cells if not SLOW.search(c.source)]
        path = home / name / "stride.ipynb"
        path.parent.mkdir()
        path.write_bytes(sheet.files()["stride.ipynb"])
    done = run("grade", home, "--course", course.folder)
    assert done.returncode == 0, done.stderr
    return course


@pytest.mark.parametrize("name", STUDENTS)
def test_nbgrader_autograde_gives_the_points_that_we_give(graded: Course, name: str) -> None:
    ours = json.loads((graded.results("stride") / f"{name}.json").read_text())
    ours = {item["item"]: item["points"] for item in ours["items"]}
    stock = NbGraderAPI(config=configuration(graded.folder)).autograde("stride", name)
    assert stock["success"], stock.get("log")
    with Gradebook(f"sqlite:///{graded.folder}/gradebook.db") as book:
        (notebook,) = book.find_submission("stride", name).notebooks
        theirs = {grade.name: grade.score for grade in notebook.grades}
        assert not notebook.needs_manual_grade
    assert theirs == ours, name
    total = round(sum(ours.values()), 2)
    if name == "partly":
        assert 0 < ours["stride-unread-check"] < 2 == ours["stride-spread-check"]
        assert ours["stride-smallest-check"] == 0, "one of eight checks"
    else:
        assert total == {"perfect": 10, "empty": 0}[name]
