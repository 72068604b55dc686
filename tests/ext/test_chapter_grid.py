"""The cards of the chapters: a picture for each, drawn from letters."""

import re
import tomllib
from pathlib import Path

from _ext.pages.chapter_grid import CELLS, PICTURES, drawing

ROOT = Path(__file__).parents[2]
PICTURED = tomllib.loads(PICTURES.read_text(encoding="utf-8"))


def test_every_chapter_has_a_picture_and_no_other_page() -> None:
    toc = (ROOT / "_toc.yml").read_text(encoding="utf-8")
    assert sorted(PICTURED) == sorted(re.findall(r"file: (chapters/\S+)", toc))


def test_a_picture_has_its_cells_and_its_frames_lie_on_them() -> None:
    for name, picture in PICTURED.items():
        rows, frames = picture["rows"].splitlines(), picture.get("frames", [])
        svg = drawing(rows, frames)
        assert svg.count("h7v7h-7z") == sum(letter in CELLS for row in rows for letter in row), name
        assert svg.count('class="frame"') == len(frames)
        for r, c, high, wide in frames:
            inside = [rows[y][x] for y in range(r, r + high) for x in range(c, c + wide)]
            assert all(letter in CELLS for letter in inside), name
