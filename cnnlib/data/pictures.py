"""Colour pictures in classes: a folder of your own, or striped cloth that is drawn on the spot."""

from pathlib import Path
from typing import NamedTuple

import numpy as np

from cnnlib.arguments import whole

KINDS = (".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif")


class Pictures(NamedTuple):
    """Pictures, their labels, and the names of the classes."""

    x: np.ndarray  # (N, 3, side, side) uint8
    y: np.ndarray  # (N,) int64
    classes: tuple[str, ...]


def load_folder(folder: str | Path, side: int = 300) -> Pictures:
    """Load a folder that has one folder of pictures for each class, such as cats/ and dogs/.

    They come class by class, so mix them before you hold some out. To learn from them::

        x, y, classes = load_folder("pets", side=100)
        order = np.random.default_rng(0).permutation(len(x))
        x, y = torch.as_tensor(x[order]) / 255, y[order]
        network = networks.two_colour_classes(len(classes), side=100)
        fit(network, x[50:], y[50:], epochs=5, validation=(x[:50], y[:50]))

    Parameters
    ----------
    folder : str or Path
        The names of its folders, in alphabetical order, are the classes. What begins with a dot
        is left out, as is the folder __MACOSX of archives.
    side : int
        The middle square of each picture is scaled to so many pixels. A picture of 300x300 takes
        270 kB, and four times as much as float32: for thousands of them choose a smaller side.

    Raises
    ------
    ValueError
        The folder is missing, has fewer than two classes, a class is empty, or a file is no
        picture.
    """
    side, root = whole("side", side, least=1), Path(folder).expanduser()
    if not root.is_dir():
        raise ValueError(f"{folder} is not there or no folder: name the one that has the classes")
    folders = sorted(f for f in root.iterdir() if f.is_dir() and not _hidden(f, root))
    if len(folders) < 2:
        raise ValueError(
            f"{folder} has {len(folders)} folders: make one for each class, two at least"
        )
    files = []
    for part in folders:
        found = (f for f in part.rglob("*") if f.suffix.lower() in KINDS and not f.is_dir())
        files.append(sorted(f for f in found if not _hidden(f, root)))
        if not files[-1]:
            raise ValueError(f"{part} has no picture that ends in {', '.join(KINDS)}")
    y = np.repeat(np.arange(len(folders)), [len(part) for part in files])
    x = np.empty((len(y), 3, side, side), np.uint8)  # a list would be a second copy
    for i, file in enumerate(file for part in files for file in part):
        x[i] = _square(file, side)
    return Pictures(x, y, tuple(f.name for f in folders))


def _hidden(path: Path, root: Path) -> bool:
    return any(name[0] == "." or name == "__MACOSX" for name in path.relative_to(root).parts)


def _square(file: Path, side: int) -> np.ndarray:
    """Return the middle of a picture, (3, side, side) uint8, or say that it is none."""
    from PIL import Image, ImageOps

    try:
        with Image.open(file) as opened:
            picture = ImageOps.exif_transpose(opened)
            if picture.mode.startswith("I;16"):  # convert would cut it off at 255
                picture = Image.fromarray((np.asarray(picture) >> 8).astype(np.uint8))
            fitted = ImageOps.fit(picture.convert("RGB"), (side, side))
            return np.asarray(fitted).transpose(2, 0, 1)
    except Exception as error:  # damaged bytes fail in as many ways as there are bytes
        raise ValueError(f"{file} is damaged or no picture: remove it ({error})") from error


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
