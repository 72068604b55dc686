"""README: its picture is what cnnlib draws today, its badges say what the project's files say."""

import re
import tomllib
from pathlib import Path
from urllib.parse import unquote

import matplotlib.pyplot as plt
import numpy as np
import pytest
from PIL import Image, ImageSequence

from tests.places import ROOT
from tests.project.readme_picture import PICTURE, draw

README = (ROOT / "README.md").read_text(encoding="utf-8")


def frames(path: Path) -> np.ndarray:
    """Return the pictures of a GIF, (steps, height, width, 3)."""
    with Image.open(path) as gif:
        shown = [np.asarray(frame.convert("RGB"), int) for frame in ImageSequence.Iterator(gif)]
    return np.stack(shown)


@pytest.fixture(scope="module")
def now(tmp_path_factory: pytest.TempPathFactory) -> np.ndarray:
    """The picture as `make picture` draws it."""
    return frames(draw(tmp_path_factory.mktemp("picture") / "slide.gif"))


def test_the_picture_is_what_make_picture_draws(now: np.ndarray) -> None:
    assert PICTURE.stat().st_size <= 300_000
    kept = frames(PICTURE)
    assert kept.shape == now.shape and len(kept) == 12
    # Another release of FreeType may shade the edge of a letter otherwise: a number that differs
    # changes some hundred pixels, all of them by much.
    differing = (np.abs(kept - now).max(axis=3) > 96).sum(axis=(1, 2))
    assert differing.max() < 60, "run make picture"


def test_a_moving_picture_is_the_same_in_the_style_of_the_chapters(
    tmp_path: Path, now: np.ndarray
) -> None:
    with plt.style.context("cnnlib.teaching.book"):
        styled = frames(draw(tmp_path / "styled.gif"))
    assert np.array_equal(styled, now)


def test_the_picture_stands_in_the_readme_before_the_commands() -> None:
    start, _ = README.split("make book", 1)
    assert PICTURE.relative_to(ROOT).as_posix() in start
    assert len(start.splitlines()) <= 20


def test_the_badges_are_true() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8")
    for workflow in re.findall(r"actions/workflows/([\w.-]+)", README):  # relative: any fork's own
        assert (ROOT / ".github" / "workflows" / workflow).exists(), workflow
    badges = dict(re.findall(r"img\.shields\.io/badge/(\w+)-([^)\s]+)-[0-9a-f]{6}\)", README))
    said = {name: unquote(value) for name, value in badges.items()}
    assert said.keys() == {"python", "code", "text"}
    assert said["python"].replace(" ", "") == project["requires-python"].replace(">=", "≥")
    assert said["code"] in licence and project["license"].startswith(said["code"])
    names = {"CC BY 4.0": "Creative Commons Attribution 4.0 International"}
    assert names[said["text"]] in licence
