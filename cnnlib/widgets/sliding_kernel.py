"""The sliding kernel: one kernel, one matrix, every product written out."""

import numpy as np
import traitlets

from cnnlib.conv import conv2d

from .base import Widget
from .script import script, style
from .traits import Matrix, Pair

PRESETS = [
    {
        "name": "The worked case",
        "question": "Where does each number of the output come from?",
        "input": [[0, 1, 2], [3, 4, 5], [6, 7, 8]],
        "kernel": [[0, 1], [2, 3]],
    },
    {
        "name": "A vertical edge",
        "question": "What does this kernel answer to?",
        "input": [[9, 9, 9, 1, 1, 1]] * 5,
        "kernel": [[1, 0, -1], [1, 0, -1], [1, 0, -1]],
    },
    {
        "name": "The same edge, lying down",
        "question": "Same kernel, the edge turned: what is left of the answer?",
        "input": [[9] * 6] * 2 + [[1] * 6] * 3,
        "kernel": [[1, 0, -1], [1, 0, -1], [1, 0, -1]],
    },
    {
        "name": "Stride 2 drops a column",
        "question": "Which cells does the kernel never read?",
        "input": [
            [1, 2, 0, 1, 3, 5],
            [2, 1, 1, 0, 2, 5],
            [1, 3, 2, 1, 0, 5],
            [0, 2, 1, 2, 1, 5],
            [1, 0, 2, 3, 1, 5],
        ],
        "kernel": [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
        "stride": 2,
    },
    {
        "name": "Padding keeps the size",
        "question": "What happens at the border, where the padding is zero?",
        "input": [[1, 1, 1, 1]] * 4,
        "kernel": [[1, 1, 1], [1, 1, 1], [1, 1, 1]],
        "padding": 1,
    },
]


class SlidingKernel(Widget):
    """Slide one kernel over one matrix, step by step, with torch's conv2d semantics.

    Parameters
    ----------
    input : array_like, shape (H, W), at most 12 x 12
        The matrix. Its cells can be edited in the widget.
    kernel : array_like, shape (kH, kW), at most 7 x 7
        The weights, not flipped: this is cross-correlation, as in torch.
    stride, padding, dilation : int or (int, int)
        As in `torch.nn.functional.conv2d`, rows first.
    step : int
        The output cell that is shown, counted row by row from 0.
    predict : bool
        Ask for the size and each cell before it is shown.
    title : str
        The question above the matrices.
    presets : list of dict
        The starting points in the list: name, question, input, kernel, and where they are not
        1, 0 and 1 stride, padding, dilation. Read once, when the widget is shown.

    Raises
    ------
    traitlets.TraitError
        If a value is of the wrong kind, shape or range; the old value stays.

    Examples
    --------
    >>> w = SlidingKernel(input=[[0, 1, 2], [3, 4, 5], [6, 7, 8]], kernel=[[0, 1], [2, 3]])
    >>> w.output
    array([[19., 25.],
           [37., 43.]])
    >>> w.stride = 2
    >>> w.output
    array([[19.]])
    """

    _esm = script("sliding_kernel")
    _css = style()

    PRESETS = PRESETS

    input = Matrix(PRESETS[0]["input"], most=12)
    kernel = Matrix(PRESETS[0]["kernel"], most=7)
    stride = Pair(1, limits=[1, 5])
    padding = Pair(0, limits=[0, 4])
    dilation = Pair(1, limits=[1, 3])

    @traitlets.default("_height")
    def _estimate(self) -> list[str]:
        """Height on a wide page and on a phone, as widget.css lays it out: an estimate."""
        settings = (self.padding, self.stride, self.dilation)
        p, s, d = (np.broadcast_to(setting, 2) for setting in settings)
        kernel = np.array(np.shape(self.kernel))
        padded = np.shape(self.input) + 2 * p
        output = np.maximum((padded - d * (kernel - 1) - 1) // s + 1, 1)
        rows, columns = np.stack([padded, kernel, output]).T
        stacked = columns.sum() > 15  # kernel above output, beside the input
        abreast = columns[0] + (columns[1:].max() if stacked else columns[1:].sum())
        cell = np.clip((586 if stacked else 520) / abreast, 20, 40)
        stage = max(rows[0] * cell + 48, rows[1:].sum() * cell + 137)
        wide = 441 + (stage if stacked else rows.max() * cell + 48)
        cell = np.clip(316 / columns[0], 14, 40)
        one_row = (columns[1] + columns[2]) * cell < 300
        below = rows[1:].max() * cell if one_row else rows[1:].sum() * cell + 43
        narrow = 800 + rows[0] * cell + below + 45 * (kernel.prod() > 6)
        wide, narrow = (height + 60 * bool(p.any()) for height in (wide, narrow))
        return [f"{wide + 94 * self.predict:.0f}px", f"{narrow + 160 * self.predict:.0f}px"]

    @property
    def output(self) -> np.ndarray:
        """The whole output, float64 of shape (H_out, W_out), computed by `cnnlib.conv2d`."""
        x = np.array(self.input, dtype=float)[None]  # (1, H, W)
        w = np.array(self.kernel, dtype=float)[None, None]  # (1, 1, kH, kW)
        return conv2d(x, w, stride=self.stride, padding=self.padding, dilation=self.dilation)[0]

    def __repr__(self) -> str:
        sides = (f"{len(rows)}x{len(rows[0])}" for rows in (self.input, self.kernel))
        settings = ", ".join(f"{n}={getattr(self, n)}" for n in ("stride", "padding", "dilation"))
        return f"SlidingKernel({' input, '.join(sides)} kernel, {settings})"
