"""What an instructor may get wrong is refused in one sentence; without a sandbox nothing is run."""

import os
import subprocess
from pathlib import Path

import pytest

from homework.__main__ import main
from homework.course import Course
from tests.homework.class_answers import SPY
from tests.homework.sheet import HOMEWORK, Sheet, archive, run
from tests.places import ROOT


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
