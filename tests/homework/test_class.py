"""The whole road for a class of 46, two students of each kind: each gets what it deserves."""

import csv
import hashlib
import json
import shutil
import signal
import socket
import subprocess
import threading
import time
import zipfile
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest

from tests.homework.sheet import HOMEWORK, Sheet, run, solutions
from tests.homework.students import kinds
from tests.places import ROOT

KINDS = kinds(0, [])


def listen(calls: list) -> socket.socket:
    """A listener on this machine that answers anyone."""
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                call, address = server.accept()
            except OSError:
                return
            calls.append(address)
            call.sendall(b"7")
            call.close()

    threading.Thread(target=serve, daemon=True).start()
    return server


def prints(folder: Path) -> dict[str, str]:
    """A digest of every file that nobody may touch while a class is graded."""
    patterns = ("*.db", "source/**/*.ipynb", "release/**/*.ipynb")
    files = [path for pattern in patterns for path in folder.glob(pattern)]
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture(scope="session")
def graded(released: Path, tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    """Hand in, grade with one interruption, feedback, export: once for all tests."""
    home = tmp_path_factory.mktemp("class")
    shutil.copytree(released, home, dirs_exist_ok=True)
    course, private, download = home / "course", home / "private", home / "submissions.zip"

    calls: list = []
    server = listen(calls)
    source, release = (course / kind / "stride" / "stride.ipynb" for kind in ("source", "release"))
    results = course / "results" / "stride"
    secrets = [private / "stride.py", course / "gradebook.db", source, release, download]
    secrets += [ROOT / "chapters" / "stride.ipynb", ROOT / "README.md", results, home]
    everyone = kinds(server.getsockname()[1], [str(path) for path in secrets])
    with zipfile.ZipFile(download, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, (name, kind) in enumerate(everyone.items()):
            for twin, hand_in in enumerate(kind.hand_in):
                folder = f"{name}-{twin + 1}_{100 + number}_assignsubmission_file"
                for file, content in hand_in(Sheet(release, solutions())).items():
                    archive.writestr(f"{folder}/{file}", content)

    before = prints(course)
    grade = [*HOMEWORK, "grade", str(download), "--course", str(course)]
    grade += ["--time-limit", "2", "--memory", "1024"]  # some use all that there is
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
    with subprocess.Popen(grade, cwd=ROOT, **quiet) as first:
        while len(list(results.glob("*.json"))) < 9 and first.poll() is None:
            time.sleep(0.1)
        first.send_signal(signal.SIGINT)
        stopped = first.communicate()[1].decode()
    assert not list(results.glob("*.part"))
    early = {path: path.stat().st_mtime_ns for path in results.glob("*.json")}
    assert first.returncode == 1 and "give the same command again" in stopped, stopped
    second = subprocess.run(grade, cwd=ROOT, capture_output=True, text=True)
    assert second.returncode == 0, second.stderr
    for verb in ("feedback", "export"):
        done = run(verb, "--course", course)
        assert done.returncode == 0, done.stderr
    server.close()
    with open(course / "grades" / "stride.csv", encoding="utf-8", newline="") as file:
        table = {row["student"].rpartition("_")[0]: row for row in csv.DictReader(file)}
    return SimpleNamespace(course=course, table=table, calls=calls, early=early, before=before)


def result(graded: SimpleNamespace, student: str) -> dict:
    (path,) = graded.course.glob(f"results/stride/{student}_*.json")
    return json.loads(path.read_text())


@pytest.mark.parametrize("twin", (1, 2))
@pytest.mark.parametrize("name", KINDS)
def test_each_student_gets_what_the_work_deserves(
    graded: SimpleNamespace, name: str, twin: int
) -> None:
    row, kind = graded.table[f"{name}-{twin}"], KINDS[name]
    whole = result(graded, f"{name}-{twin}")
    deserved = kind.deserve[twin - 1]
    if deserved is None:
        assert (row["total"], row["status"]) == ("", "not_graded") and row["reason"]
        assert all(row[title] == "" for title in row if title.startswith("stride-"))
    else:
        assert (row["total"], row["status"]) == (f"{deserved:g}", "ok"), whole
    if deserved == 8:  # nothing is lost but the one answer
        points = {item["item"]: item["points"] for item in whole["items"]}
        lost = "places" if name == "partly" else "smallest"
        assert [n for n, p in points.items() if p == 0] == [f"stride-{lost}-check"], points
    if kind.says:
        text = json.dumps(whole)
        assert any(words in text for words in kind.says), text


def test_the_whole_class_is_there(graded: SimpleNamespace) -> None:
    assert len(graded.table) == 2 * len(KINDS) == 46
    assert all(row["status"] in ("ok", "not_graded") for row in graded.table.values())


def test_nobody_reached_the_listener_or_changed_a_file(graded: SimpleNamespace) -> None:
    assert graded.calls == []
    assert prints(graded.course) == graded.before and len(graded.before) == 3


def test_an_interrupted_run_goes_on_where_it_stopped(graded: SimpleNamespace) -> None:
    assert 9 <= len(graded.early) < 46
    kept = [p for p, when in graded.early.items() if p.stat().st_mtime_ns == when]
    refused = [p for p in graded.early if json.loads(p.read_text())["status"] == "not_graded"]
    assert set(kept) | set(refused) == set(graded.early)


def test_feedback_tells_points_and_hints_and_no_hidden_test(graded: SimpleNamespace) -> None:
    pages = list(graded.course.glob("feedback/*/stride/stride.html"))
    assert len(pages) == 46
    text = next(p for p in pages if "partly-2" in str(p)).read_text()
    assert "8 of 10 points" in text and "in a check that you have not seen" in text
    assert "return seen[n, k, s, d]" in text
    for path in pages:
        assert "30, 4, 3, 1" not in path.read_text()
    refused = next(p for p in pages if "bad-json-1" in str(p)).read_text()
    assert "This is not a mark of 0" in refused and "0 of 10" not in refused


def test_the_release_has_no_solution_and_no_hidden_test(graded: SimpleNamespace) -> None:
    text = (graded.course / "release" / "stride" / "stride.ipynb").read_text()
    for secret in ("SOLUTION", "HIDDEN", "room // s + 1", "(m - 1) * s + k", "[30, 4, 3, 1]"):
        assert secret not in text
    assert "It takes about" in text and "| **together** | **10** |" in text
    assert nbformat.reads(text, as_version=4).metadata.kernelspec.name == "python3"
