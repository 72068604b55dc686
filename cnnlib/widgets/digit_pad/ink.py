"""What is drawn on a pad becomes a picture as MNIST's are: the twin of engine/ink.mjs.

MNIST's digits were scaled to fit a box of 20 x 20 pixels, keeping their aspect, and placed with
their centre of mass in the middle of 28 x 28 (LeCun et al., 1998).
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

PAD = 280  # units along a side of the pad: ten for each of the 28 pixels
CELLS = 112  # the ink is first laid down on 112 x 112 cells, four for each pixel
PEN = 4.6  # radius of the pen, in cells
SIDE, BOX = 28, 20


def lines(strokes: Sequence[float]) -> Iterator[NDArray]:
    """Yield each stroke as points (n, 2), column first, in cells.

    >>> [line.tolist() for line in lines([0, 10, 20, 10, -1, 5, 5])]
    [[[0.0, 4.0], [8.0, 4.0]], [[2.0, 2.0]]]
    """
    held: list[float] = []
    for number in [*strokes, -1]:
        if number >= 0:
            held.append(min(number, PAD) * CELLS / PAD)
            continue
        points = np.reshape(held[: len(held) // 2 * 2], (-1, 2))
        if len(points):
            yield points
        held = []


def ink_of(strokes: Sequence[float], picture: NDArray | None = None) -> NDArray:
    """Draw strokes over a picture of 28 x 28; return (112, 112), from 0 to 1."""
    ink = np.zeros((CELLS, CELLS))
    if picture is not None:
        ink += np.kron(picture, np.ones((CELLS // SIDE, CELLS // SIDE)))
    middle = np.arange(CELLS) + 0.5
    for line in lines(strokes):
        for (x0, y0), (x1, y1) in zip(line, line[1:] if len(line) > 1 else line, strict=False):
            dx, dy = x1 - x0, y1 - y0
            x, y = middle - x0, middle[:, None] - y0
            long = dx * dx + dy * dy
            along = np.clip((x * dx + y * dy) / long, 0, 1) if long else 0.0
            x, y = x - along * dx, y - along * dy
            ink = np.maximum(ink, np.clip(PEN + 0.5 - np.sqrt(x * x + y * y), 0, 1))
    return ink


def averaged(ink: NDArray, rows: int, columns: int) -> NDArray:
    """Resize: each new pixel is the mean of what it covers.

    >>> averaged(np.array([[0.0, 1, 2, 9]]), 1, 2)
    array([[0.5, 5.5]])
    """
    return _cover(len(ink), rows) @ ink @ _cover(ink.shape[1], columns).T


def _cover(n: int, to: int) -> NDArray:
    """Return how much of its mean each of `to` pixels takes from each of n, (to, n)."""
    start, cell = np.arange(to)[:, None] * n / to, np.arange(n)
    end = np.arange(1, to + 1)[:, None] * n / to
    return np.maximum(0, np.minimum(cell + 1, end) - np.maximum(cell, start)) * to / n


def centred(ink: NDArray) -> NDArray:
    """Scale ink into 20 x 20 pixels and put its centre of mass into the middle of 28 x 28.

    >>> picture = centred(np.ones((10, 10)))  # a square, as large as the box
    >>> picture.shape, np.argwhere(picture)[[0, -1]].tolist()
    ((28, 28), [[4, 4], [23, 23]])
    """
    out = np.zeros((SIDE, SIDE))
    if not ink.any():
        return out
    (top, bottom), (left, right) = (np.flatnonzero(ink.any(axis))[[0, -1]] for axis in (1, 0))
    cut = ink[top : bottom + 1, left : right + 1]
    size = [max(1, int(n * BOX / max(cut.shape) + 0.5)) for n in cut.shape]
    small = averaged(cut, *size)
    at = []
    for axis, n in enumerate(size):
        mass = small.sum(1 - axis)
        middle = mass @ np.arange(n) / mass.sum()
        # Row 14 of 0 to 27 gets it, as in MNIST. A hair less: so that half a pixel goes the same
        # way however it is added up.
        at.append(min(max(int(np.ceil(SIDE / 2 - 0.5 - middle - 1e-6)), 0), SIDE - n))
    out[at[0] : at[0] + size[0], at[1] : at[1] + size[1]] = small
    return out


def seen(picture: NDArray | None, strokes: Sequence[float], centre: bool) -> NDArray:
    """Return the 28 x 28 numbers from 0 to 1 that the network gets.

    A test digit with nothing drawn on it is passed on as it is.
    """
    if not any(True for _ in lines(strokes)):
        return np.zeros((SIDE, SIDE)) if picture is None else picture.astype(float)
    ink = ink_of(strokes, picture)
    return centred(ink) if centre else averaged(ink, SIDE, SIDE)
