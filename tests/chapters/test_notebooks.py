"""Chapters are lean, whole and listed; and nbval fails when one printed number is wrong."""

import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from tests.chapters.lean import lean
from tests.places import ROOT

CHAPTERS = sorted((ROOT / "chapters").glob("*.ipynb"))
NBVAL = [sys.executable, "-m", "pytest", "--nbval", "--nbval-current-env", "-p", "no:cacheprovider"]
NBVAL += ["--nbval-sanitize-with", str(ROOT / "tests" / "chapters" / "nbval.cfg"), "--rootdir"]


def read(path: Path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_a_chapter_is_lean_and_was_run_from_top_to_bottom(path: Path) -> None:
    notebook = read(path)
    nbformat.validate(notebook)
    assert notebook == lean(notebook), "run `make lean`: something beside text is stored"
    counts = [cell.execution_count for cell in notebook.cells if cell.cell_type == "code"]
    assert counts == list(range(1, len(counts) + 1)), "run `make lean`: cells were not run in order"


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_cell_ids_are_names_and_each_is_there_once(path: Path) -> None:
    ids = [cell.id for cell in read(path).cells]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z][a-z0-9-]{2,}", name) for name in ids), ids


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_pictures_are_described_and_checks_say_right(path: Path) -> None:
    for cell in read(path).cells:
        outputs = str(cell.get("outputs", ""))
        if "<Figure" in outputs:
            assert len(cell.metadata.mystnb.image.alt) > 40, f"{cell.id} has no alt text"
        if cell.id.startswith("ex-") and cell.id.endswith("-check"):
            lines = cell.outputs[0].text.splitlines()
            assert set(lines) == {"Right."}, f"{cell.id}: the book's own solution fails its check"


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_a_chapter_has_the_parts_that_every_chapter_has(path: Path) -> None:
    notebook = read(path)
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    for part in ("Predict first", "torch agrees", "Break it", "Where it is used", "Exercises"):
        assert part in headings, f"{path.stem} has no part called {part!r}"
    assert headings[-1] == "Three things to remember"
    assert "you can\n\n- " in text, "the objectives are missing"
    first = notebook.cells[1]
    assert first.cell_type == "code" and first.outputs, "the second cell shows a widget"
    assert len(re.findall(r"^\*\*\d\. ", text, re.MULTILINE)) >= 4, "fewer than four exercises"


def test_every_chapter_stands_in_the_table_of_contents() -> None:
    listed = re.findall(r"file: (chapters/\S+)", (ROOT / "_toc.yml").read_text())
    assert sorted(listed) == [f"chapters/{path.stem}" for path in CHAPTERS]


def test_nbval_fails_on_one_wrong_number(tmp_path: Path) -> None:
    """The book's own guard, tried on a copy of a real chapter with one printed digit changed."""
    notebook = read(ROOT / "chapters" / "cross-correlation.ipynb")
    end = next(i for i, cell in enumerate(notebook.cells) if cell.id == "seven-places")
    notebook.cells = notebook.cells[: end + 1]  # the rest takes no part in this
    nbformat.write(notebook, tmp_path / "honest.ipynb")
    assert "→ 22" in notebook.cells[-1].outputs[0].text
    notebook.cells[-1].outputs[0].text = notebook.cells[-1].outputs[0].text.replace("→ 22", "→ 23")
    nbformat.write(notebook, tmp_path / "altered.ipynb")
    env = os.environ | {"PYTEST_ADDOPTS": ""}  # on which it depends what is said of a failure
    done = subprocess.run([*NBVAL, tmp_path, tmp_path], env=env, capture_output=True, text=True)
    code = sum(cell.cell_type == "code" for cell in notebook.cells)
    assert done.returncode == 1 and "→ 23" in done.stdout, done.stdout[-2000:]
    assert f"1 failed, {2 * code - 1} passed" in done.stdout, done.stdout[-2000:]
    assert re.findall(r"^FAILED \S*?(\w+)\.ipynb", done.stdout, re.MULTILINE) == ["altered"]
