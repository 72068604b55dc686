"""Colour pictures in classes: a folder of your own, or striped cloth that is drawn on the spot."""

from pathlib import Path
from typing import NamedTuple

import numpy as np

KINDS = (".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif")


class Pictures(NamedTuple):
    """Pictures, their labels, and the names of the classes."""

    x: np.ndarray  # (N, 3, side, side) uint8
    y: np.ndarray  # (N,) int64
    classes: tuple[str, ...]


def load_folder(folder: str | Path, side: int = 300) -> Pictures:
    """Load a folder that has one folder of pictures for each class, such as cats/ and dogs/.

    Parameters
    ----------
    folder : str or Path
        The names of its folders, in alphabetical order, are the classes.
    side : int
        The middle square of each picture is scaled to so many pixels.

    Raises
    ------
    ValueError
        There are fewer than two classes, a class is empty, or a file is no picture.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError

    folders = sorted(f for f in Path(folder).glob("*") if f.is_dir() and f.name[0] != ".")
    if len(folders) < 2:
        raise ValueError(
            f"{folder} has {len(folders)} folders: make one for each class, two at least"
        )
    x, y = [], []
    for label, part in enumerate(folders):
        files = sorted(f for f in part.rglob("*") if f.suffix.lower() in KINDS)
        if not files:
            raise ValueError(f"{part} has no picture that ends in {', '.join(KINDS)}")
        for file in files:
            try:
                with Image.open(file) as picture:
                    upright = ImageOps.exif_transpose(picture).convert("RGB")
                    x.append(np.asarray(ImageOps.fit(upright, (side, side))).transpose(2, 0, 1))
            except (UnidentifiedImageError, OSError) as error:
                raise ValueError(f"{file} is damaged or no picture: remove it") from error
            y.append(label)
    return Pictures(np.stack(x), np.array(y), tuple(f.name for f in folders))


def striped_cloth(n: int, side: int = 300, seed: int = 0) -> Pictures:
    """Draw n pictures of striped cloth; the stripes lie in half of them and stand in the others.

    Colours, widths and noise are random: only the direction tells the classes apart.

    Examples
    --------
    >>> x, y, classes = striped_cloth(4, side=8)
    >>> x.shape, y.tolist(), classes
    ((4, 3, 8, 8), [0, 1, 0, 1], ('lying', 'standing'))
    """
    rng = np.random.default_rng(seed)
    y = np.arange(n) % 2
    waves = np.empty((n, side))
    for wave in waves:
        width, start = rng.uniform(2, 5), rng.uniform(0, 10)  # pixels of one stripe
        wave[:] = (np.arange(side) + start) // width % 2
    colours = rng.integers(0, 256, (n, 3, 2))
    x = np.empty((n, 3, side, side), np.uint8)
    for picture, wave, (dark, bright), standing in zip(
        x, waves, colours.swapaxes(1, 2), y, strict=True
    ):
        line = dark[:, None] * (1 - wave) + bright[:, None] * wave  # (3, side)
        stripes = line[:, None, :] if standing else line[:, :, None]
        noise = rng.normal(0, 10, (3, side, side))
        picture[:] = np.clip(stripes + noise, 0, 255)
    return Pictures(x, y, ("lying", "standing"))
