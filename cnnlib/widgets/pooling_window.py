"""The pooling window: one number for each window, torch's padding and rounding written out."""

from collections.abc import Sequence

import numpy as np
import traitlets

from cnnlib.animation import Frame, Panel
from cnnlib.pooling import avg_pool2d, global_avg_pool2d, global_max_pool2d, lp_pool2d, max_pool2d

from .base import Widget
from .numbers import factor, show
from .script import script, style
from .traits import Choice, Flag, Matrix, Pair, Whole

FOUR = [[1, 3, 2, 1], [4, 2, 0, 1], [5, 5, 7, 0], [1, 5, 6, 9]]
FIVE = [[1, 3, 2, 1, 8], [4, 2, 0, 1, 8], [5, 5, 7, 0, 8], [1, 5, 6, 9, 8], [9, 9, 9, 9, 9]]
BELOW_ZERO = [[-1, -3, -2, -4], [-2, -5, -1, -3], [-6, -4, -2, -8], [-3, -7, -9, -5]]
PRESETS = [
    {
        "name": "The worked case",
        "question": "Which numbers are left, and what becomes of the rest?",
    },
    {
        "name": "The mean instead",
        "question": "Same input, same windows: how does the mean differ from the maximum?",
        "kind": "average",
    },
    {
        "name": "Negative numbers, padded",
        "question": "All numbers are below zero: why does the padding never win?",
        "input": BELOW_ZERO,
        "padding": 1,
    },
    {
        "name": "The dropped row",
        "question": "Five rows and a window of two: where do the largest numbers go?",
        "input": FIVE,
    },
    {
        "name": "The same, rounded up",
        "question": "With ceil_mode the last window hangs over: what does it see?",
        "input": FIVE,
        "ceil_mode": True,
    },
    {
        "name": "Windows that overlap",
        "question": "One large number, how many windows does it win?",
        "input": [
            [0, 1, 0, 2, 1],
            [1, 0, 1, 0, 3],
            [0, 1, 9, 1, 0],
            [2, 0, 1, 0, 1],
            [1, 4, 0, 2, 0],
        ],
        "kernel_size": 3,
        "stride": 2,
    },
    {
        "name": "Does padding count?",
        "question": "The mean of ones: why is it not 1 at the border?",
        "input": [[1, 1, 1, 1]] * 4,
        "kind": "average",
        "kernel_size": 3,
        "stride": 1,
        "padding": 1,
    },
    {
        "name": "Ties",
        "question": "Several cells are the largest: which one wins?",
        "input": [[0, 7, 0, 0], [7, 7, 0, 0], [3, 3, 1, 5], [3, 3, 5, 2]],
    },
]


class PoolingWindow(Widget):
    """Move one window over one matrix and make one number of each place, exactly as torch does.

    Parameters
    ----------
    input : array_like, shape (H, W), at most 12 x 12
        One channel; pooling treats every channel alike. Its cells can be edited in the widget.
    kind : {"max", "average", "lp", "global max", "global average"}
        `torch.nn.functional`'s `max_pool2d`, `avg_pool2d`, `lp_pool2d`, `adaptive_max_pool2d`
        and `adaptive_avg_pool2d` to size 1.
    kernel_size : int or (int, int)
        The window, rows first. Not for the global kinds, nor are the following.
    stride : int, (int, int) or "window"
        "window" moves by the window's own size: torch's `stride=None`.
    padding : int or (int, int)
        For max it counts as minus infinity, for average as zero; at most half the window.
    dilation : int or (int, int)
        For max only.
    ceil_mode : bool
        Round the size up, so that a last window may hang over the edge.
    count_include_pad : bool
        For average only: whether padded zeros count as cells.
    norm_type : int
        The p of the Lp norm, 1 to 4. torch's `lp_pool2d` takes no padding.
    step, predict, title, presets
        As in every widget: see :class:`~cnnlib.widgets.base.Widget`.

    Raises
    ------
    traitlets.TraitError
        If a value is of the wrong kind, shape or range; the old value stays.

    Examples
    --------
    >>> w = PoolingWindow(input=[[1, 3, 2, 1], [4, 2, 0, 1], [5, 5, 7, 0], [1, 5, 6, 9]])
    >>> w.output
    array([[4., 2.],
           [5., 9.]])
    >>> w.kind = "average"
    >>> w.output
    array([[2.5, 1. ],
           [4. , 5.5]])
    """

    _esm = script("pooling_window")
    _css = style("pooling_window", of="PoolingWindow")

    PRESETS = PRESETS

    input = Matrix(FOUR, most=12)
    kind = Choice("max", words=["max", "average", "lp", "global max", "global average"])
    kernel_size = Pair(2, limits=[1, 6])
    stride = Pair("window", limits=[1, 6], words=("window",))
    padding = Pair(0, limits=[0, 3])
    dilation = Pair(1, limits=[1, 3])
    ceil_mode = Flag(False)
    count_include_pad = Flag(True)
    norm_type = Whole(2, limits=[1, 4])

    @traitlets.default("_height")
    def _estimate(self) -> list[str]:
        """Height on a wide page and on a phone, as the style sheets lay it out: an estimate."""
        k, s, p, d = self._geometry()
        try:
            size = np.array(self.output.shape)
        except ValueError:
            size = np.array([1, 4])  # the reason stands there
        n = np.array(np.shape(self.input))
        end = (size - 1) * s + d * (k - 1) + 1 - p  # of the last window
        board = np.maximum(n + p, end) + p
        (rows, columns), (out_rows, out_columns) = board.tolist(), size.tolist()
        dropped, padded = (end < n).any(), p.any()
        remarks = int(dropped or (end > n + p).any()) + (len({*n}) + len({*k}) + len({*p}) > 3)
        remarks = max(remarks, int(padded))
        controls = {"max": 8, "average": 8, "lp": 7}.get(self.kind, 2)
        pairs = (self.kernel_size, self.stride, self.padding, self.dilation)
        parted, terms = sum(isinstance(pair, list) for pair in pairs), int(k.prod())
        terms = terms if terms <= 36 else 16  # of the sum that is written out
        caption = 55 + 20 * dropped
        more = 22 * padded + 20 * remarks + 22 * (len(self.title) > 62)

        cell = np.clip(598 / (columns + max(out_columns, 4)), 22, 40)
        wide = 430 + max(rows * cell + caption, out_rows * cell + 28) + 38 * -(-controls // 3)
        wide += 38 * bool(parted) + 27 * (terms // 25)

        cell = np.clip(316 / columns, 14, 40)
        left = max(columns * cell, 240 if (end < n).all() else 190 if dropped else 170)
        beside = left + max(out_columns * cell, 85) < 300
        tall = max(rows * cell + caption, out_rows * cell + 28)
        tall = tall if beside else (rows + out_rows) * cell + caption + 44
        narrow = 640 + tall + 38 * (controls + parted) + 27 * (terms // 9)
        asked = self.predict
        return [f"{wide + more + 80 * asked:.0f}px", f"{narrow + more + 130 * asked:.0f}px"]

    @property
    def output(self) -> np.ndarray:
        """The whole output, float64 of shape (H_out, W_out), computed by `cnnlib`."""
        x = np.array(self.input, dtype=float)[None]  # (1, H, W)
        k, s, p = self.kernel_size, None if self.stride == "window" else self.stride, self.padding
        pool = {
            "max": lambda: max_pool2d(x, k, s, p, self.dilation, self.ceil_mode),
            "average": lambda: avg_pool2d(x, k, s, p, self.ceil_mode, self.count_include_pad),
            "lp": lambda: lp_pool2d(x, float(self.norm_type), k, s, self.ceil_mode),
            "global max": lambda: global_max_pool2d(x),
            "global average": lambda: global_avg_pool2d(x),
        }
        return pool[self.kind]()[0]

    def frames(self) -> list[Frame]:
        """Return each window as a picture; of impossible settings one, with the reason below it."""
        x = np.array(self.input, dtype=float)
        try:
            y = self.output
        except ValueError as refusal:
            return [Frame([Panel(f"Input {_by(x.shape)}", "input", x.tolist())], [], str(refusal))]
        k, s, p, d = self._geometry()
        reach = d * (k - 1) + 1
        beyond = np.maximum((np.array(y.shape) - 1) * s + reach - x.shape - 2 * p, 0)
        cells = np.full(x.shape + 2 * p + beyond, np.nan)  # NaN: no number stands here
        padding = -np.inf if self.kind == "max" else 0 if self.count_include_pad else np.nan
        cells[: len(x) + 2 * p[0], : len(x[0]) + 2 * p[1]] = padding
        cells[p[0] : p[0] + len(x), p[1] : p[1] + len(x[0])] = x
        sides = tuple(zip(p.tolist(), (p + beyond).tolist(), strict=True))
        name = f"Input {_by(x.shape)}" + (f", padding {_by(p)}" if p.any() else "")
        frames = []
        for step, at in enumerate(np.ndindex(y.shape)):
            row, column = (at * s).tolist()
            lit = [(row + r * int(d[0]), column + c * int(d[1])) for r, c in np.ndindex(*k)]
            so_far = np.where(np.arange(y.size).reshape(y.shape) <= step, y, np.nan)
            window = (row, column, *reach.tolist())
            panels = [
                Panel(name, "input", _rows(cells), sides, lit, window),
                Panel(f"Output {_by(y.shape)}", "output", _rows(so_far), lit=[at]),
            ]
            caption = self._caption([cells[place] for place in lit], float(y[at]))
            frames.append(Frame(panels, ["→"], caption))
        return frames

    def _geometry(self) -> list[np.ndarray]:
        """Return window, stride, padding and dilation, each as a pair: what the kind takes."""
        if "global" in self.kind:
            return [np.array(np.shape(self.input)), *np.array([[1, 1], [0, 0], [1, 1]])]
        stride = self.kernel_size if self.stride == "window" else self.stride
        padding = 0 if self.kind == "lp" else self.padding
        dilation = self.dilation if self.kind == "max" else 1
        return [np.broadcast_to(v, 2) for v in (self.kernel_size, stride, padding, dilation)]

    def _caption(self, cells: list[float], result: float) -> str:
        """Return "max(1, 3, 4, 2) = 4" for a window's cells, some NaN, and what came of them."""
        seen = [cell for cell in cells if not np.isnan(cell)]
        kind, norm, many = self.kind.removeprefix("global "), self.norm_type, len(seen)
        short = abs(float(f"{result:.6g}") - result) > 1e-12 * abs(result)  # not every digit shown
        equals = f"{'≈' if short else '='} {show(result)}"
        if many > 16:
            what = {"max": "largest", "average": "mean", "lp": f"L{norm} norm"}[kind]
            return f"The {what} of {many} cells {equals}"
        if kind == "max":
            return f"max({', '.join(map(show, seen))}) {equals}"
        power = ["", "²", "³", "⁴"][norm - 1] if kind == "lp" else ""
        total = " + ".join(factor(value) + power for value in seen)
        bracketed = f"({total})" if many > 1 else total
        if kind == "average":
            return f"{bracketed} / {many} {equals}"
        if many < len(cells):
            total = f"{bracketed} · {len(cells)}/{many}"
        return (total if norm == 1 else f"{'√∛∜'[norm - 2]}({total})") + f" {equals}"

    def __repr__(self) -> str:
        used = {
            "max": ("kernel_size", "stride", "padding", "dilation", "ceil_mode"),
            "average": ("kernel_size", "stride", "padding", "ceil_mode", "count_include_pad"),
            "lp": ("norm_type", "kernel_size", "stride", "ceil_mode"),
        }.get(self.kind, ())
        settings = "".join(f", {name}={getattr(self, name)!r}" for name in used)
        return f"PoolingWindow({_by(np.shape(self.input))} input, kind={self.kind!r}{settings})"


def _by(sides: Sequence[int]) -> str:
    return " × ".join(map(str, sides))


def _rows(values: np.ndarray) -> list[list[float | None]]:
    """Return rows of numbers, None for NaN."""
    return [[None if value != value else value for value in row] for row in values.tolist()]
