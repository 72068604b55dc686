"""The workflow is sound, calls what exists, and tries every Python that we promise."""

import re
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.places import BIN, ROOT
from tests.project.pins import PYTHONS, binder_pins, pins

WORKFLOW = ROOT / ".github" / "workflows" / "book.yml"


def test_the_workflow_is_safe_and_all_that_it_calls_exists() -> None:
    command = [BIN / "zizmor", "--offline", "--quiet", WORKFLOW]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    text = WORKFLOW.read_text(encoding="utf-8")
    jobs = yaml.safe_load(text)["jobs"]
    for job in jobs.values():
        needs = job.get("needs", [])
        assert set([needs] if isinstance(needs, str) else needs) <= set(jobs)
    steps = [step for job in jobs.values() for step in job["steps"]]
    for step in steps:
        action = step.get("uses")
        assert action is None or re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40}", action)
    ran = "\n".join(step.get("run", "") for step in steps)
    made = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    asked = " ".join(re.findall(r"\bmake ([a-z ]+)", ran)).split()
    assert set(asked) <= set(made)
    for module in re.findall(r"-m (\w+\.\w+)", ran):
        assert (ROOT / f"{module.replace('.', '/')}.py").exists()


def test_the_weekly_run_lets_each_pin_go_up_to_the_next_major_version(tmp_path: Path) -> None:
    steps = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))["jobs"]["book"]["steps"]
    (command,) = [step["run"] for step in steps if step.get("if") == "matrix.newest"]
    for name in ("requirements.txt", "binder/requirements.txt", "binder/torch.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text((ROOT / name).read_text())
    subprocess.run(command, shell=True, cwd=tmp_path, check=True)
    before, after = (pins(folder / "requirements.txt") for folder in (ROOT, tmp_path))
    for name, pin in before.items():
        version = pin.removeprefix("==")
        assert after[name] == f">={version},<{int(version.split('.')[0]) + 1}"
    assert binder_pins(tmp_path / "binder").items() <= after.items()
    torch = subprocess.run(
        ["make", "-f", ROOT / "Makefile", "-pn", "clean"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert f"TORCH := torch{after['torch']}\n" in torch.stdout  # what the Makefile fetches


@pytest.mark.parametrize("python", PYTHONS)
def test_the_workflow_runs_on_every_python_that_is_promised(python: str) -> None:
    assert f'"python":"{python}"' in WORKFLOW.read_text(encoding="utf-8")
