"""The shift lab: how far equivariance and invariance really hold, measured on a real digit."""

from functools import cache

import numpy as np
import traitlets

from cnnlib.data.mnist import load_mnist
from cnnlib.teaching.frames import Frame, Panel
from cnnlib.widgets.kit.arrays import Matrix
from cnnlib.widgets.kit.base import Widget
from cnnlib.widgets.kit.numbers import show
from cnnlib.widgets.kit.script import script, style
from cnnlib.widgets.kit.traits import Choice, Pair, Whole

from .maps import Network, Shift, Stage, compared, measured, move
from .presets import FURTHEST, PRESETS

SAMPLES = (3, 2, 35, 32, 4, 15, 21, 0, 84, 12)  # where in MNIST's test set the ten digits stand
EDGE = [[1, 0, -1]] * 3


@cache
def _samples() -> bytes:
    _, _, x_test, _ = load_mnist()
    return x_test[list(SAMPLES)].tobytes()


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

    _esm = script("shift_lab/shift_lab")
    _css = style("board/picture", "shift_lab/shift_lab", of="ShiftLab")

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
            1905 + 32 * rows + 60 * stages + 95 * self.predict - 40 * (self.pool == "global max")
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
        return self._network().stages(move(self.picture, *self._shift()))[-1].values

    @property
    def measures(self) -> dict[str, dict[str, float]]:
        """How the maps of the moved digit differ from those they are held against.

        For each stage the number of its `cells`; how many `differ`, and how many of these lie
        `inside`, where a cell sees the picture only, and no border, before the move and after;
        the `largest` difference; and how far they are `apart`: the sum of all differences as a
        share of both maps' sums, 0 for equal maps, 1 for maps with nothing in common.
        """
        return self._measured(self._shift())

    def frames(self) -> list[Frame]:
        """Return the 21 moves as pictures, each with what was measured of the last map."""
        return [self._frame((self.dy, right)) for right in range(-FURTHEST, FURTHEST + 1)]

    def _frame(self, shift: Shift) -> Frame:
        last, other = self._compared(shift)[-1]
        found = list(self._measured(shift).values())[-1]
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

    def _network(self) -> Network:
        return Network(self.kernel, self.padding, self.stride, self.pool)

    def _compared(self, shift: Shift) -> list[tuple[Stage, np.ndarray]]:
        return compared(self._network(), self.picture, shift, along=self.compare == "moved")

    def _measured(self, shift: Shift) -> dict[str, dict[str, float]]:
        return measured(self._compared(shift), len(self.picture), shift)

    def __repr__(self) -> str:
        found = list(self.measures.values())[-1]
        against = "the old map moved along" if self.compare == "moved" else "the old map"
        down, right = self._shift()
        return (
            f"ShiftLab(digit {self.digit} moved {right} right and {down} down; "
            f"{', '.join(self.measures)}: {found['differ']} of {found['cells']} cells differ from "
            f"{against}, by {found['largest']:g} at most)"
        )
