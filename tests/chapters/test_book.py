"""The book as a whole: what it promises to settle, its links, its notation, its spelling."""

import re
import subprocess
import sys
import tomllib

import nbformat
import pytest

from tests.places import ROOT

CHAPTERS = {
    p.stem: nbformat.read(p, as_version=4) for p in sorted((ROOT / "chapters").glob("*.ipynb"))
}
PAGES = sorted(ROOT.glob("*.md"))
FACTS = tomllib.loads((ROOT / "tests" / "chapters" / "facts.toml").read_text(encoding="utf-8"))
COUNTS = {"A": 16, "C": 8, "D": 13}


def cell(place: str) -> nbformat.NotebookNode:
    chapter, name = place.split("#")
    found = [c for c in CHAPTERS[chapter].cells if c.id == name]
    assert found, f"there is no cell {place}"
    return found[0]


@pytest.mark.parametrize("part", COUNTS)
def test_every_fact_has_cells_that_settle_it(part: str) -> None:
    assert len(FACTS[part]) == COUNTS[part]
    for fact, places in FACTS[part].items():
        settled = [cell(place) for place in places]
        assert all(c.cell_type == "code" and c.execution_count for c in settled), fact
    if part == "D":  # a mistake is settled by something that can fail
        for fact, places in FACTS["D"].items():
            assert any("assert" in cell(place).source for place in places), fact


def text_of(chapter: str) -> str:
    return "\n".join(c.source for c in CHAPTERS[chapter].cells if c.cell_type == "markdown")


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_links_between_chapters_lead_somewhere(chapter: str) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", text_of(chapter)):
        assert (ROOT / "chapters" / target).exists(), f"{chapter} links to {target}"


def test_the_misconceptions_link_to_cells() -> None:
    page = (ROOT / "misconceptions.md").read_text(encoding="utf-8")
    sentences = re.findall(r"^\*\*\".*$", page, re.MULTILINE)
    assert len(sentences) >= 13
    for sentence in sentences:
        places = re.findall(r"<chapters/([^:>]+):([^>]+)>", sentence)
        assert places and all(cell("#".join(place)) for place in places), sentence


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_notation_is_the_books(chapter: str) -> None:
    text = text_of(chapter)
    assert "—" not in text, "no em dashes"
    for line in text.splitlines():
        for letters in re.findall(r"(?<![\\$])\$(?!\$)([^$]+)\$", re.sub("`[^`]*`", "", line)):
            assert not re.search(r"C_\{?(in|out)\b", letters), f"C_\\text{{in}}, not {letters}"


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_points_sum_to_ten(chapter: str) -> None:
    points = [c.metadata.get("nbgrader", {}).get("points") for c in CHAPTERS[chapter].cells]
    graded = [p for p in points if p]
    assert sum(graded) == 10 and len(graded) >= 4


def test_spelling() -> None:
    files = [*(ROOT / "chapters").glob("*.ipynb"), *PAGES, *(ROOT / "cnnlib").rglob("*.py")]
    command = [sys.executable, "-m", "codespell_lib", "--ignore-words-list=fo", *map(str, files)]
    found = subprocess.run(command, capture_output=True, text=True)
    assert found.returncode == 0, found.stdout
