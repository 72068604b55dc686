"""The shift lab: how far equivariance and invariance really hold, measured on a real digit."""

from functools import cache
from typing import NamedTuple

import numpy as np
import traitlets

from cnnlib.animation import Frame, Panel
from cnnlib.conv import conv2d
from cnnlib.data import load_mnist
from cnnlib.pooling import avg_pool2d, global_max_pool2d, max_pool2d

from .base import Widget
from .numbers import show
from .script import script, style
from .traits import Choice, Matrix, Pair, Whole

SAMPLES = (3, 2, 35, 32, 4, 15, 21, 0, 84, 12)  # where in MNIST's test set the ten digits stand
FURTHEST = 10  # pixels to the left or right
EDGE = [[1, 0, -1]] * 3
POOL = {"max": max_pool2d, "average": avg_pool2d}

PRESETS = [
    {
        "name": "Inside the frame",
        "question": "The digit moves: does the map of its edges move along?",
    },
    {
        "name": "Equivariant, not invariant",
        "question": "“Shared weights make it invariant”: does the map stay as it was?",
        "compare": "unchanged",
    },
    {
        "name": "Against the border",
        "question": "The digit is pushed out: where do the two maps differ, and why there?",
        "padding": 1,
        "step": FURTHEST + 8,
    },
    {
        "name": "Stride 2, one pixel",
        "question": "The map would have to move half a cell: what happens instead?",
        "stride": 2,
    },
    {
        "name": "Stride 2, two pixels",
        "question": "Now the map moves one whole cell: what differs?",
        "stride": 2,
        "step": FURTHEST + 2,
    },
    {
        "name": "Max pooling, one pixel",
        "question": "Pooling is said to forget small moves: how many cells really stay?",
        "pool": "max",
        "compare": "unchanged",
    },
    {
        "name": "Max pooling, two pixels",
        "question": "Two pixels are one cell of the pooled map: does it move along?",
        "pool": "max",
        "step": FURTHEST + 2,
    },
    {
        "name": "Global max",
        "question": "One number is left of the whole map: does it notice the move?",
        "digit": "4",
        "pool": "global max",
        "compare": "unchanged",
        "step": FURTHEST + 4,
    },
    {
        "name": "Out of the frame",
        "question": "Still one number: when does it change after all?",
        "digit": "4",
        "pool": "global max",
        "compare": "unchanged",
        "step": 2 * FURTHEST,
    },
]


Shift = tuple[int, int]  # pixels down, pixels to the right


class Stage(NamedTuple):
    """A map on its way: `stride` pixels from cell to cell, each seeing `reach` pixels."""

    name: str
    values: np.ndarray  # (H, W)
    stride: int  # 0: a single cell, which can't move
    reach: tuple[int, int]


@cache
def _samples() -> bytes:
    _, _, x_test, _ = load_mnist()
    return x_test[list(SAMPLES)].tobytes()


def move(x: np.ndarray, down: int, right: int) -> np.ndarray:
    """Return a matrix moved by whole cells: what leaves it is lost, and zeros come in.

    >>> move(np.array([[1, 2, 3]]), 0, -1)
    array([[2, 3, 0]])
    """
    (rows, columns), out = x.shape, np.zeros_like(x)
    to, at = (slice(max(d, 0), max(n + d, 0)) for d, n in ((down, rows), (right, columns)))
    source = tuple(slice(max(-d, 0), max(n - d, 0)) for d, n in ((down, rows), (right, columns)))
    out[to, at] = x[source]
    return out


class ShiftLab(Widget):
    """Move a digit through a convolution, a stride and a pooling; see what moves, what stays.

    Parameters
    ----------
    digit : {"0", ..., "9"}
        Which of ten pictures from MNIST's test set.
    dy : int
        How many pixels it is moved down, -10 to 10; `step` moves it to the right.
    kernel : array_like, shape (kH, kW), at most 5 x 5
        The weights of the convolution.
    padding, stride : int
        Of the convolution, 0 to 2 and 1 to 3.
    pool : {"none", "max", "average", "global max"}
        What follows it: a window of 2 x 2, or of the whole map.
    compare : {"moved", "unchanged"}
        What the map of the moved digit is held against: the map, moved along by as many whole
        cells (equivariance), or the map as it was (invariance).
    cell : (int, int)
        The row and column of the last map that is looked into.
    step : int
        10 more than the pixels by which the digit is moved to the right, 0 to 20.
    predict : bool
        Ask how many cells differ before it is shown.
    title : str
        The question above the pictures.
    presets : list of dict
        The starting points in the list: name, question, and the traits that are not as usual.

    Raises
    ------
    traitlets.TraitError
        If a value is of the wrong kind, shape or range; the old value stays.

    Examples
    --------
    >>> w = ShiftLab(step=10 + 3)
    >>> w.output.shape
    (26, 26)
    >>> w.measures["convolution"]
    {'cells': 676, 'differ': 0, 'inside': 0, 'largest': 0.0, 'apart': 0.0}
    >>> w.compare = "unchanged"
    >>> w.measures["convolution"]["differ"]
    261
    """

    _esm = script("shift_lab")
    _css = style("picture", "shift_lab", of="ShiftLab")

    PRESETS = PRESETS

    digit = Choice("7", words=list("0123456789"))
    dy = Whole(0, limits=[-FURTHEST, FURTHEST])
    kernel = Matrix(EDGE, most=5)
    padding = Whole(0, limits=[0, 2])
    stride = Whole(1, limits=[1, 3])
    pool = Choice("none", words=["none", "max", "average", "global max"])
    compare = Choice("moved", words=["moved", "unchanged"])
    cell = Pair([8, 8], limits=[0, 31])
    step = Whole(FURTHEST + 1, limits=[0, 2 * FURTHEST])
    _samples = traitlets.Bytes(read_only=True).tag(sync=True)

    @traitlets.default("_samples")
    def _ten_digits(self) -> bytes:
        return _samples()

    @traitlets.default("_height")
    def _estimate(self) -> list[str]:
        """Height on a wide page and on a phone, as shift_lab.css lays it out: an estimate."""
        rows, pooled = len(self.kernel), self.pool != "none"
        stages = 1 + (self.stride > 1) + pooled
        wide = 1117 + max(30 + 32 * rows, 30 + 33 * stages) + 100 * self.predict
        phone = (
            1775 + 32 * rows + 60 * stages + 95 * self.predict - 40 * (self.pool == "global max")
        )
        return [f"{wide}px", f"{phone}px"]

    @property
    def picture(self) -> np.ndarray:
        """The digit before it is moved, float64 of shape (28, 28), 0 (background) to 255 (ink)."""
        samples = np.frombuffer(_samples(), np.uint8).reshape(10, 28, 28)
        return samples[int(self.digit)].astype(float)

    @property
    def output(self) -> np.ndarray:
        """The last map of the moved digit, float64 of shape (H, W), computed by `cnnlib`."""
        return self._stages(move(self.picture, *self._shift()))[-1].values

    @property
    def measures(self) -> dict[str, dict[str, float]]:
        """How the maps of the moved digit differ from those they are held against.

        For each stage the number of its `cells`; how many `differ`, and how many of these lie
        `inside`, where a cell sees the picture only, and no border, before the move and after;
        the `largest` difference; and how far they are `apart`: the sum of all differences as a
        share of both maps' sums, 0 for equal maps, 1 for maps with nothing in common.
        """
        return self._measure(self._shift())

    def frames(self) -> list[Frame]:
        """Return the 21 moves as pictures, each with what was measured of the last map."""
        return [self._frame((self.dy, right)) for right in range(-FURTHEST, FURTHEST + 1)]

    def _frame(self, shift: Shift) -> Frame:
        last, other = self._compared(shift)[-1]
        found = list(self._measure(shift).values())[-1]
        most = max(np.abs(last.values).max(), np.abs(other).max(), 1)
        size = " × ".join(map(str, other.shape))
        digit, way = move(self.picture, *shift), f"moved {show(shift[1])}, {show(shift[0])}"
        held = "Old map, moved along" if self.compare == "moved" else "Old map"
        panels = [
            Panel(f"Digit {way}", "input", digit, shades=(0, 255)),
            Panel("Kernel", "kernel", self.kernel),
            Panel(f"New map {size}", "output", last.values, shades=(-most, most)),  # zero is grey
            Panel(held, "output", other, shades=(-most, most)),
            Panel("Difference", "output", np.abs(last.values - other), shades=(most, 0)),
        ]
        told = f"{found['differ']} of {found['cells']} cells differ"
        return Frame(panels, ["⋆", "=", "−", "="], f"{told}, by {show(found['largest'])} at most")

    def _shift(self) -> Shift:
        """Return by how many pixels the digit is moved, down and to the right."""
        return self.dy, self.step - FURTHEST

    def _measure(self, shift: Shift) -> dict[str, dict[str, float]]:
        found = {}
        for stage, other in self._compared(shift):
            apart, both = np.abs(stage.values - other), np.abs(stage.values) + np.abs(other)
            apart[apart <= 1e-9 * max(1, both.max())] = 0
            found[stage.name] = {
                "cells": apart.size,
                "differ": int((apart > 0).sum()),
                "inside": int((apart[self._inside(stage, shift)] > 0).sum()),
                "largest": float(apart.max()),
                "apart": float(apart.sum() / both.sum()) if apart.any() else 0.0,
            }
        return found

    def _stages(self, x: np.ndarray) -> list[Stage]:
        """Return the maps of a picture, (28, 28), stage after stage."""
        w = np.array(self.kernel, dtype=float)[None, None]  # (1, 1, kH, kW)
        kh, kw = w.shape[2:]
        strides = sorted({1, self.stride})
        maps = [conv2d(x[None], w, stride=s, padding=self.padding) for s in strides]  # (1, H, W)
        names = ["convolution", "stride"]
        out = [Stage(n, y[0], s, (kh, kw)) for n, y, s in zip(names, maps, strides, strict=False)]
        if self.pool == "global max":
            out.append(Stage(self.pool, global_max_pool2d(maps[-1])[0], 0, (28, 28)))
        elif self.pool != "none":
            s = self.stride
            y = POOL[self.pool](maps[-1], 2)[0]
            out.append(Stage(f"{self.pool} pool", y, 2 * s, (kh + s, kw + s)))
        return out

    def _compared(self, shift: Shift) -> list[tuple[Stage, np.ndarray]]:
        """Return each stage of the moved digit, and the map that it is held against."""
        pairs = []
        after, before = self._stages(move(self.picture, *shift)), self._stages(self.picture)
        for new, old in zip(after, before, strict=True):
            along = self.compare == "moved" and new.stride > 0
            steps = [int(pixels / new.stride) if along else 0 for pixels in shift]  # whole cells
            pairs.append((new, move(old.values, *steps)))
        return pairs

    def _inside(self, stage: Stage, shift: Shift) -> np.ndarray:
        """Return which cells see the picture only, before the move and after it, (H, W) bool."""
        if not stage.stride:
            return np.zeros(stage.values.shape, bool)
        axes = []
        for n, reach, pixels in zip(stage.values.shape, stage.reach, shift, strict=True):
            now = np.arange(n) * stage.stride - self.padding  # the first pixel that a cell sees
            first, last = np.minimum(now, now - pixels), np.maximum(now, now - pixels) + reach
            axes.append((first >= 0) & (last <= 28))
        return np.outer(*axes)

    def __repr__(self) -> str:
        found = list(self.measures.values())[-1]
        against = "the old map moved along" if self.compare == "moved" else "the old map"
        down, right = self._shift()
        return (
            f"ShiftLab(digit {self.digit} moved {right} right and {down} down; "
            f"{', '.join(self.measures)}: {found['differ']} of {found['cells']} cells differ from "
            f"{against}, by {found['largest']:g} at most)"
        )
