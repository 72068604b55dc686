"""The commands of the instructor's page, run as they stand there."""

import csv
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from homework.collect import collect
from homework.course import Course
from tests.places import ROOT

PAGE = (ROOT / "for-instructors.md").read_text(encoding="utf-8")


def test_the_commands_of_the_page_grade_a_class(tmp_path: Path) -> None:
    blocks = re.findall(r"```bash\n(.*?)```", PAGE, re.DOTALL)
    (hidden,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    (tmp_path / "private").mkdir()
    (tmp_path / "private" / "stride.py").write_text(hidden)
    setup, *steps, again = blocks
    assert "activate" in setup and "--private" in again and len(steps) == 4
    for block in [*steps, again, steps[2], steps[3]]:  # once without hidden tests, once with them
        script = block.replace("../", f"{tmp_path}/")  # the same folders, elsewhere
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        done = subprocess.run(
            ["sh", "-e", "-c", script],
            cwd=ROOT,
            env=os.environ | {"PATH": path},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, f"{block}\n{done.stderr}"
        table = tmp_path / "course" / "grades" / "stride.csv"
        if table.exists():
            with open(table, encoding="utf-8", newline="") as file:
                rows = {row["student"]: row["total"] for row in csv.DictReader(file)}
            assert rows == {"perfect": "10", "empty": "0"}
            shutil.rmtree(table.parent)
    result = (tmp_path / "course" / "results" / "stride" / "perfect.json").read_text()
    assert result.count('"Right."') > 10
    course = Course(tmp_path / "course")
    found = collect(course.folder / "submitted", course.chapters())
    assert [submission.student for submission in found] == ["empty", "perfect"]


def test_the_page_says_what_an_instructor_has_to_know() -> None:
    for word in ("nbgitpuller", "Binder", "Colab", "JupyterHub", "secret", "integrity"):
        assert word in PAGE
    integrity = PAGE.rpartition("## On academic integrity\n\n")[2]
    assert len(re.findall(r"\.\s", integrity)) == 2, "two sentences"
