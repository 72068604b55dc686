"""Filmstrips, GIF, MP4 and SVG: the right number of pictures, the right numbers in them."""

import re
import subprocess
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from imageio_ffmpeg import get_ffmpeg_exe
from PIL import Image

from cnnlib.teaching.animation import filmstrip, save, still
from cnnlib.teaching.frames import Frame, Panel


def steps(count: int) -> list[Frame]:
    """Count up in the output, one cell a step."""
    return [
        Frame(
            [
                Panel(
                    "Input", "input", [[0, -7], [3, 4]], ((1, 0), (0, 0)), [(1, 0)], (0, 0, 1, 2)
                ),
                Panel("Output", "output", [[i if i <= n else None for i in range(count)]]),
            ],
            ["="],
            f"step {n} of {count}",
        )
        for n in range(count)
    ]


def test_a_gif_has_one_picture_a_step_and_they_differ(tmp_path: Path) -> None:
    with Image.open(save(steps(5), tmp_path / "slide.gif", fps=2)) as gif:
        assert gif.n_frames == 5 and gif.info["duration"] == 500
        pictures = []
        for i in range(5):
            gif.seek(i)
            pictures.append(np.asarray(gif.convert("L"), dtype=float))
    assert all(np.abs(a - b).max() > 50 for a, b in pairwise(pictures))


def test_an_mp4_has_one_picture_a_step(tmp_path: Path) -> None:
    path = save(steps(4), tmp_path / "slide.mp4")
    command = [get_ffmpeg_exe(), "-i", path, "-f", "null", "-"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    assert "yuv420p" in told and re.findall(r"frame=\s*(\d+)", told)[-1] == "4"


def test_a_filmstrip_shows_first_and_last_and_its_numbers_are_text(tmp_path: Path) -> None:
    svg = save(steps(20), tmp_path / "strip.svg").read_text()
    assert len(re.findall(r"step \d+ of 20", svg)) == 6
    assert ">step 0 of 20<" in svg and ">step 19 of 20<" in svg and ">−7<" in svg
    shown = [text.get_text() for text in filmstrip(steps(2)).axes[0].texts]
    assert shown.count("Output") == 2 and shown.count("1") == 1  # the second cell comes in step 2


def test_a_still_is_small() -> None:
    picture = still(steps(6))
    assert picture.startswith(b"\x89PNG") and len(picture) < 30_000


@pytest.mark.parametrize("name", ["a.gif", "a.png"])
def test_no_frames_are_refused_and_nothing_is_written(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="0 frames to draw"):
        save([], tmp_path / name)
    assert not list(tmp_path.iterdir())
