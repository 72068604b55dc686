"""Heavy pictures become lighter files; what is drawn stays as it is to the pixel."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from _ext.pages.lighter_pictures import HEAVY, with_lighter_pictures


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Pictures: a light one, a heavy drawing with a clear background, a photograph."""
    images = tmp_path / "_images"
    images.mkdir()
    rng = np.random.default_rng(0)
    Image.new("RGB", (60, 60), "red").save(images / "light.png")
    noise = rng.integers(0, 40, (300, 300, 4), dtype=np.uint8) // 8
    drawn = noise * 8 + np.uint8([100, 50, 0, 200])
    Image.fromarray(drawn).save(images / "drawn.png")
    photograph = np.add.outer(np.arange(300), np.arange(300))[..., None] // 3
    photograph = photograph + rng.integers(0, 50, (300, 300, 3))
    Image.fromarray(photograph.astype(np.uint8)).save(images / "photograph.png")
    return tmp_path


def test_each_gets_the_form_that_suits_it(folder: Path) -> None:
    images = folder / "_images"
    pixels = {file.stem: np.asarray(Image.open(file)) for file in images.iterdir()}
    heavy = {file.stem: file.stat().st_size for file in images.iterdir()}
    assert heavy.pop("light") < HEAVY < min(heavy.values())
    page = '<a href="../_images/drawn.png"><img src="../_images/drawn.png"></a>'
    page += '<img src="../_images/photograph.png"><img src="../_images/light.png">'
    (folder / "chapters").mkdir()
    changed = with_lighter_pictures(page, folder / "chapters")
    assert changed == page.replace("drawn.png", "drawn.webp").replace("aph.png", "aph.webp")
    assert {file.name for file in images.iterdir()} == {
        "light.png",
        "drawn.webp",
        "photograph.webp",
    }
    for stem, size in heavy.items():
        assert (images / f"{stem}.webp").stat().st_size < size
    now = {stem: np.asarray(Image.open(images / f"{stem}.webp")).astype(int) for stem in heavy}
    assert (now["drawn"] == pixels["drawn"]).all()
    assert 0 < np.abs(now["photograph"] - pixels["photograph"]).mean() < 12
    assert with_lighter_pictures(changed, folder / "chapters") == changed
