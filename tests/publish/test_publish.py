"""What leaves the repository: notebooks that fetch their package, and the branch they stand in."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
import yaml

from _ext.publishing.self_contained import fetching, self_contained
from publish.branch import push
from publish.notebooks import write
from tests.places import ROOT

STRIDE = ROOT / "chapters" / "stride.ipynb"
RUN = """
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
for cell in ({cell!r}, "import cnnlib; print('FROM', cnnlib.__file__)"):
    assert shell.run_cell(cell).success
"""


def git(folder: Path, *words: str) -> str:
    who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
    command = ["git", "-C", folder, *who, *words]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def origin(tmp_path: Path) -> Path:
    """A repository of the package as it is now."""
    folder = tmp_path / "origin"
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "cnnlib", folder / "cnnlib", ignore=ignored)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder)
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "-m", "The package")
    return folder


def test_the_cell_fetches_the_package_if_it_is_missing_and_only_then(
    origin: Path, tmp_path: Path
) -> None:
    """The real pip and IPython, in an environment that has no cnnlib."""
    packages, environment = tmp_path / "packages", tmp_path / "environment"
    packages.mkdir()
    for package in Path(nbformat.__file__).parents[1].iterdir():
        if "cnnlib" not in package.name:
            (packages / package.name).symlink_to(package)
    command = [sys.executable, "-m", "venv", "--without-pip", environment]
    subprocess.run(command, check=True)
    address = f"file://localhost{origin}"  # older pips refuse a requirement with no host in it
    script = RUN.format(cell=fetching("cnnlib[torch]", address))

    variables = {"PYTHONPATH": str(packages), "IPYTHONDIR": str(tmp_path)}
    variables["PIP_NO_BUILD_ISOLATION"] = "0"  # 0 is yes: with the setuptools that is here

    def run() -> str:
        done = subprocess.run(
            [environment / "bin" / "python", "-c", script],
            env=os.environ | variables,
            cwd=tmp_path,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    (site,) = environment.glob("lib/python*/site-packages")
    came_from = f"FROM {site / 'cnnlib' / '__init__.py'}\n"
    assert run().endswith(came_from)
    shutil.rmtree(origin)  # whoever asks for it now gets an error
    assert run() == came_from


def test_a_copy_is_the_chapter_and_one_cell() -> None:
    text = STRIDE.read_text(encoding="utf-8")
    copy = json.loads(self_contained(text, "cnnlib[torch]", "https://example.org/book"))
    nbformat.validate(copy)
    first = copy["cells"].pop(0)
    assert first["source"][-1] == (
        '    %pip install -q "cnnlib[torch] @ git+https://example.org/book"'
    )
    assert copy == json.loads(text)
    assert self_contained(text, "cnnlib[torch]", "") == text


def test_the_folder_has_chapters_homework_and_what_binder_installs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_REPOSITORY", "someone/book")
    monkeypatch.setenv("GITHUB_SHA", "c0ffee")
    folder = tmp_path / "notebooks"
    (folder / "left").mkdir(parents=True)
    write(folder, [STRIDE])
    files = {str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()}
    notebooks = {"chapters/stride.ipynb", "homework/stride.ipynb"}
    binder = {f"binder/{name}" for name in os.listdir(ROOT / "binder")}
    assert files == {"README.md", "LICENSE"} | notebooks | binder
    address = "git+https://github.com/someone/book"
    homework = (folder / "homework" / "stride.ipynb").read_text()
    fetched = f"{address}@c0ffee"  # what the workflow has tested
    assert fetched in homework and "BEGIN SOLUTION" not in homework
    assert fetched in (folder / "chapters" / "stride.ipynb").read_text()
    assert f'"cnnlib[torch] @ {address}@' in (folder / "binder" / "postBuild").read_text()
    assert os.access(folder / "binder" / "postBuild", os.X_OK)
    assert "https://someone.github.io/book/" in (folder / "README.md").read_text()


def test_without_an_address_nothing_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GITHUB_REPOSITORY", raising=False)
    said = yaml.safe_load((ROOT / "_config.yml").read_text())
    said["repository"]["url"] = ""
    monkeypatch.setattr("_ext.publishing.outside.config", lambda: said)
    with pytest.raises(SystemExit, match="set repository: url:"):
        write(tmp_path / "notebooks")
    assert not list(tmp_path.iterdir())


def test_a_publication_goes_on_top_of_the_last(
    origin: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{name}_NAME", "Ada")
        monkeypatch.setenv(f"GIT_{name}_EMAIL", "ada@example.org")
    clone, folder = tmp_path / "clone", tmp_path / "notebooks"
    git(tmp_path, "clone", "--quiet", "--depth=1", origin.as_uri(), str(clone))
    monkeypatch.chdir(clone)
    folder.mkdir()
    (folder / "a.ipynb").write_text("1")
    (folder / ".hidden").write_text("")
    assert push(folder, "notebooks") and not push(folder, "notebooks")
    (folder / "a.ipynb").rename(folder / "b.ipynb")
    assert push(folder, "notebooks")
    assert git(origin, "ls-tree", "--name-only", "notebooks").split() == [".hidden", "b.ipynb"]
    assert git(origin, "rev-list", "--count", "notebooks") == "2"
    assert git(clone, "status", "--porcelain", "--branch") == "## main...origin/main"
    with pytest.raises(SystemExit, match="There is no folder"):
        push(tmp_path / "nowhere", "notebooks")
