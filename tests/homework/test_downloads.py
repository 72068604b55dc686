"""Names, files and disks that nobody wishes for: the grader goes on, and everyone keeps a row."""

import csv
import json
import os
import resource
import signal
import subprocess
import time
import zipfile
from pathlib import Path

from homework.collect import CELLS, Submission, collect
from homework.course import Chapter, Course
from homework.results import half, load
from homework.sandbox import Limits
from homework.workers import Class
from tests.homework.cheats import SLEEPS
from tests.homework.sheet import HOMEWORK, Sheet, run
from tests.places import ROOT

STRANGE = [
    "two\nlines", 'quo"tes', "apo'strophe", "=cmd|' /C calc'!A1", "@SUM(1)", "+1", "\x1b[2Jwiped",
    "<img src=x onerror=alert(1)>", "😀", "😁", "Zoe\u0308", "ada:1", "ada?1", "\u202eada",
    "長" * 80 + "一", "長" * 80 + "二",
]  # fmt: skip


def table(course: Course) -> list[dict[str, str]]:
    with open(course.folder / "grades" / "stride.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_strange_name_keeps_its_own_row(tmp_path: Path, course: Course, sheet: Sheet) -> None:
    """Two names that differ in a character which no file may have are two students."""
    for name in STRANGE:
        path = tmp_path / "all" / name / "stride.ipynb"
        path.parent.mkdir(parents=True)
        path.write_bytes(b"{")
    torn = os.fsencode(tmp_path / "all") + b"/torn\xff"  # no UTF-8
    os.mkdir(torn)
    Path(os.fsdecode(torn), "\x1b[2J<b>.pdf").write_bytes(b"%PDF")
    done = run("grade", tmp_path / "all", "--course", course.folder)
    assert done.returncode == 0, done.stderr
    assert "\x1b" not in done.stdout
    for verb in ("feedback", "export"):
        done = run(verb, "--course", course.folder)
        assert done.returncode == 0, done.stderr
    rows = table(course)
    assert len({row["student"] for row in rows}) == len(STRANGE) + 1
    assert {(row["total"], row["status"]) for row in rows} == {("", "not_graded")}
    assert not any(value.startswith(("=", "+", "-", "@")) for row in rows for value in row.values())
    for page in course.folder.glob("feedback/*/stride/stride.html"):
        text = page.read_text(encoding="utf-8")
        assert "<img" not in text and "<b>" not in text and "not a mark of 0" in text


def test_nobody_hands_in_for_another(tmp_path: Path, course: Course, sheet: Sheet) -> None:
    good = sheet.solve().files()["stride.ipynb"]
    for path, content in {
        "lovelaceada_1_assignsubmission_file_/stride.ipynb": good,
        "turingalan_2_assignsubmission_file_/lovelaceada_1_9_stride.ipynb": b"{",
        "turingalan_2_assignsubmission_file_/lovelaceada_1_assignsubmission_file_/s.ipynb": b"{",
        "hoppergrace/lovelaceada_1_9_stride.ipynb": b"{",
        "hoppergrace/linked.ipynb": None,
    }.items():
        place = tmp_path / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content) if content else place.symlink_to("/etc/passwd")
    found = {s.student: s for s in collect(tmp_path, course.chapters())}
    assert set(found) == {"lovelaceada_1", "turingalan_2", "hoppergrace"}
    assert [found[name].problem == "" for name in sorted(found)] == [False, True, False]


def test_a_huge_notebook_is_refused_with_its_numbers(tmp_path: Path, course: Course) -> None:
    cell = {"cell_type": "code", "source": "", "metadata": {}, "outputs": []}
    huge = {
        "many": {"cells": [cell] * (CELLS + 1)},
        "long": {"cells": [cell | {"source": "#" * 3 * 2**20}]},
        "odd": {"cells": [cell | {"metadata": {"nbgrader": [1], "x": "\ud800"}, "id": 3}, cell]},
        "none": {"cells": {"a": 1}},
    }
    with zipfile.ZipFile(tmp_path / "all.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, notebook in huge.items():
            archive.writestr(f"{name}/stride.ipynb", json.dumps(notebook))
        with archive.open("large/stride.ipynb", "w") as file:
            for _ in range(101):
                file.write(bytes(2**20))
    found = {s.student: s for s in collect(tmp_path / "all.zip", course.chapters())}
    assert f"{CELLS + 1} cells" in found["many"].problem
    assert "3145728 characters" in found["long"].problem
    assert "larger than 100 MiB" in found["large"].problem
    assert found["odd"].problem == "" and "format 4" in found["none"].problem


def test_a_full_disk_is_one_sentence_and_the_next_run_goes_on(course: Course, sheet: Sheet) -> None:
    place = course.folder / "collected"  # in the course, so that it is a result that does not fit
    for name in ("ada", "alan"):
        path = place / name / "stride.ipynb"
        path.parent.mkdir(parents=True)
        path.write_bytes(sheet.files()["stride.ipynb"])
    words = [*HOMEWORK, "grade", place, "--course", course.folder, "--jobs", "2"]
    # Fewer bytes than any result or table has.
    small = {"preexec_fn": lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))}
    said = {"cwd": ROOT, "capture_output": True, "text": True}
    full = subprocess.run(words, **said, **small)
    assert full.returncode == 1 and "could not be written into" in full.stderr
    assert full.stderr.count("\n") == 1, full.stderr
    assert not list(course.folder.rglob("*.part"))
    whole = subprocess.run(words, **said)
    assert whole.returncode == 0, whole.stderr
    run("export", "--course", course.folder)
    before = (course.folder / "grades" / "stride.csv").read_bytes()
    full = subprocess.run([*HOMEWORK, "export", "--course", course.folder], **said, **small)
    assert full.returncode == 1 and "make room" in full.stderr
    assert (course.folder / "grades" / "stride.csv").read_bytes() == before


def test_a_process_that_is_ended_leaves_no_half_result(course: Course, stride: Chapter) -> None:
    group = Class(course, stride, Limits(), sandboxed=True)
    ada = Submission("ada", "stride")
    with subprocess.Popen(["sleep", "60"], start_new_session=True) as writing:
        part = half(group.path(ada), writing.pid)
        part.parent.mkdir(parents=True, exist_ok=True)
        part.write_text("{")
        group.running[writing.pid] = ada, time.monotonic() - 1
        group.reap()
    assert not group.running and not part.exists()
    assert "took longer than" in load(group.path(ada)).reason


def test_a_killed_grader_leaves_nothing_running_and_can_start_again(
    tmp_path: Path, course: Course, sheet: Sheet
) -> None:
    names = [f"student-{number}" for number in range(4)]
    for number, name in enumerate(names):
        path = tmp_path / "all" / name / "stride.ipynb"
        path.parent.mkdir(parents=True)
        own = sheet.solve() if number else sheet.write("smallest", SLEEPS)
        path.write_bytes(own.files()["stride.ipynb"])
    words = [*HOMEWORK, "grade", tmp_path / "all", "--course", course.folder, "--time-limit", "2"]
    results = [course.results("stride") / f"{name}.json" for name in names]
    with subprocess.Popen([*words, "--jobs", "2"], cwd=ROOT, stdout=subprocess.DEVNULL) as killed:
        while not any(path.exists() for path in results) and killed.poll() is None:
            time.sleep(0.05)
        children = Path(f"/proc/{killed.pid}/task/{killed.pid}/children").read_text().split()
        killed.send_signal(signal.SIGKILL)
    assert children and killed.returncode == -signal.SIGKILL
    for _ in range(100):
        alive = [pid for pid in children if Path(f"/proc/{pid}").exists()]
        if not alive:
            break
        time.sleep(0.05)
    assert not alive, "its helpers would go on without anyone to watch their time"
    done = subprocess.run([str(word) for word in words], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    totals = [sum(i["points"] for i in json.loads(p.read_text())["items"]) for p in results]
    assert totals == [0, 10, 10, 10]
