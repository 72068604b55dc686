"""What others install resolves, on each Python that we promise, and on Binder."""

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.places import BIN, ROOT
from tests.project.pins import BINDER, PYTHONS, binder_pins, pins


def test_everything_resolves_on_every_python_that_is_promised() -> None:
    """With wheels alone: nobody needs a compiler. uv reads the index; nothing is installed."""
    promised = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"]
    assert promised == f">={PYTHONS[0]}"
    asked = [["requirements.txt", "--python-version", python] for python in PYTHONS]
    asked += [["pyproject.toml", "--all-extras", "--python-version", python] for python in PYTHONS]
    mac = ["--python-platform", "aarch64-apple-darwin"]
    asked += [["requirements.txt", "--python-version", PYTHONS[-1], *mac]]
    command = [BIN / "uv", "pip", "compile", "--quiet", "--only-binary", ":all:", "--no-header"]
    running = [
        subprocess.Popen(
            [*command, *what],
            cwd=ROOT,
            env=os.environ | {"MACOSX_DEPLOYMENT_TARGET": "15.0"},  # as README.md says
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        for what in asked
    ]  # at once: they wait for the index rather than for the processor
    for what, process in zip(asked, running, strict=True):
        _, said = process.communicate()
        assert process.returncode == 0, f"{what}: {said}"


def runtime() -> str:
    return (BINDER / "runtime.txt").read_text().strip().removeprefix("python-")


def test_binder_installs_the_pins_of_the_book_and_none_that_is_not_needed() -> None:
    ours, binders = pins(ROOT / "requirements.txt"), binder_pins()
    assert binders.items() <= ours.items()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    needed = project["dependencies"] + project["optional-dependencies"]["torch"]
    assert {re.split("[<>=]", name)[0] for name in needed} <= set(binders)
    assert not {"nbgrader", "playwright", "pytest", "jupyter-book"} & set(binders)
    assert runtime() in PYTHONS


@pytest.mark.parametrize("options", [("requirements.txt",), ("torch.txt", "--no-deps")])
def test_pip_would_install_what_binder_asks_for(options: tuple[str, ...]) -> None:
    command = [sys.executable, "-m", "pip", "install", "--dry-run", "--ignore-installed"]
    done = subprocess.run(
        [*command, "--only-binary", ":all:", "-r", *options],
        cwd=BINDER,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    would = done.stdout.rpartition("Would install ")[2]
    asked = pins(BINDER / options[0])
    assert all(f"{name}-{pin.removeprefix('==')}" in would for name, pin in asked.items())


def test_repo2docker_makes_an_image_of_it() -> None:
    """Its dry run reads binder/ and prints the Dockerfile; no Docker is needed."""
    command = [BIN / "jupyter-repo2docker", "--no-build", "--debug", ROOT]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr[-2000:]
    said = done.stdout + done.stderr
    assert f"Building conda environment for python={runtime()}" in said
    assert 'pip install --no-cache-dir -r "binder/requirements.txt"' in said
    assert "RUN ./binder/postBuild" in said
    assert os.access(BINDER / "postBuild", os.X_OK)


def test_binder_gives_the_memory_of_a_closed_chapter_back(tmp_path: Path) -> None:
    """What postBuild writes is what a Jupyter server reads."""
    line = (BINDER / "postBuild").read_text().strip().splitlines()[-1]
    subprocess.run(["bash", "-c", line], env={"settings": str(tmp_path)}, check=True)
    done = subprocess.run(
        [BIN / "jupyter-server", "--show-config-json"],
        env=os.environ | {"JUPYTER_CONFIG_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    settings = json.loads(done.stdout)["MappingKernelManager"]
    assert settings["cull_idle_timeout"] == 120 and "cull_connected" not in settings
