"""The sliding kernel: one kernel, one matrix, every product written out."""

from collections.abc import Sequence

import numpy as np
import traitlets

from cnnlib.ops.conv import conv2d
from cnnlib.ops.padding import pad
from cnnlib.ops.transposed import conv_transpose2d
from cnnlib.teaching.frames import Frame, Panel
from cnnlib.widgets.kit.arrays import Matrix
from cnnlib.widgets.kit.base import Widget
from cnnlib.widgets.kit.script import script, style
from cnnlib.widgets.kit.traits import Choice, Flag, Pair, PairOrWord, both

from .frames import named, stamp_frames, window_frames
from .height import estimate
from .presets import PRESETS


class SlidingKernel(Widget):
    """Slide one kernel over one matrix, step by step, with torch's semantics.

    Parameters
    ----------
    input : array_like, shape (H, W), at most 12 x 12
        The matrix. Its cells can be edited in the widget, its size changed.
    kernel : array_like, shape (kH, kW), at most 7 x 7
        The weights.
    stride, padding, dilation : int or (int, int)
        As in `torch.nn.functional.conv2d`, rows first. The padding may be "same": it keeps the
        size, for stride 1; where the total is odd, the extra row or column comes last.
    operation : {"correlation", "convolution", "transposed"}
        "correlation" is torch's conv2d. "convolution" turns the kernel by 180 degrees first.
        "transposed" is torch's conv_transpose2d: each step one cell of the input stamps the
        kernel, times itself, onto the output; the padding cuts rows and columns off.
    padding_mode : {"zeros", "reflect", "replicate", "circular"}
        What the padding holds, as in `torch.nn.Conv2d`.
    output_padding : int or (int, int)
        For "transposed" only: rows and columns more at the end.
    visits : bool
        Show how often each cell of the input is read; of the output, if transposed, stamped on.
    step : int
        The step that is shown, from 0: output cells row by row; input cells, if transposed.
    predict : bool
        Ask for the size and for each step before it is shown.
    title : str
        The question above the matrices.
    presets : list of dict
        The starting points in the list: name, question, and of the above what is not as usual.
        Read once, when the widget is shown.

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
    >>> w.operation = "convolution"
    >>> w.output
    array([[ 5., 11.],
           [23., 29.]])
    >>> w.input, w.operation = [[1, 10]], "transposed"
    >>> w.output
    array([[ 0.,  1., 10.],
           [ 2., 23., 30.]])
    """

    _esm = script("sliding_kernel/sliding_kernel")
    _css = style("sliding_kernel/sliding_kernel", of="SlidingKernel")

    PRESETS = PRESETS

    input = Matrix(PRESETS[0]["input"], most=12)
    kernel = Matrix(PRESETS[0]["kernel"], most=7)
    stride = Pair(1, limits=[1, 5])
    padding = PairOrWord(0, limits=[0, 4], words=("same",))
    dilation = Pair(1, limits=[1, 3])
    operation = Choice("correlation", words=["correlation", "convolution", "transposed"])
    padding_mode = Choice("zeros", words=["zeros", "reflect", "replicate", "circular"])
    output_padding = Pair(0, limits=[0, 4])
    visits = Flag(False)

    @traitlets.default("_height")
    def _estimate(self) -> list[str]:
        kernel, d, s = np.shape(self.kernel), both(self.dilation), both(self.stride)
        left: Sequence[int] = np.shape(self.input)
        size: Sequence[int]
        code, legend = 2, 0
        if self.operation == "transposed":
            pads = zip(left, s, d, kernel, both(self.output_padding), strict=True)
            size = [(n - 1) * s + d * (k - 1) + 1 + extra for n, s, d, k, extra in pads]
            cut = self.padding not in (0, "same")
            code, legend = 1 if self.predict else 4 + cut, 110 + 50 * cut
        else:
            left = [n + sum(side) for n, side in zip(left, self._sides(), strict=True)]
            cells = zip(left, kernel, s, d, strict=True)
            size = [max((n - d * (k - 1) - 1) // s + 1, 1) for n, k, s, d in cells]
            padded, unlike = self.padding != 0, self.padding_mode != "zeros"
            code += padded + (padded and unlike) + (self.operation == "convolution")
            uneven = any(before != after for before, after in self._sides())
            legend = 100 * (self.operation == "convolution" or uneven) + 60 * (padded and unlike)
        if self.visits:
            legend = 0 if self.predict else 110
        if self.predict or max(size) > 30:  # still hidden, or more than can be shown
            size = (0, 0)
        return estimate(left, kernel, size, self.operation, legend, code, self.predict)

    @property
    def output(self) -> np.ndarray:
        """The whole output, float64 of shape (H_out, W_out), computed by cnnlib."""
        x = np.array(self.input, dtype=float)[None]  # (1, H, W)
        w = self._sliding()[None, None]  # (1, 1, kH, kW)
        stride, padding, dilation = self.stride, self.padding, self.dilation
        if self.operation == "transposed":
            refused = "transposed convolution cuts cells off: it takes no {} {!r}, use {}"
            if self.padding_mode != "zeros":
                raise ValueError(refused.format("padding_mode", self.padding_mode, "zeros"))
            if isinstance(padding, str):
                raise ValueError(refused.format("padding", padding, "a number"))
            more = self.output_padding
            return conv_transpose2d(
                x, w, stride=stride, padding=padding, output_padding=more, dilation=dilation
            )[0]
        # This refuses what torch refuses.
        output = conv2d(x, w, stride=stride, padding=padding, dilation=dilation)[0]
        if self.padding_mode != "zeros":
            output = conv2d(self._padded()[None], w, stride=stride, dilation=dilation)[0]
        return output

    def frames(self) -> list[Frame]:
        """Return each step as a picture; of impossible settings one, with the reason below it."""
        kernel, x = np.array(self.kernel, dtype=float), np.array(self.input, dtype=float)
        try:
            output = self.output
        except ValueError as refusal:
            panels = [
                Panel(named(*of), of[0].lower(), of[1].tolist())
                for of in (("Input", x), ("Kernel", kernel))
            ]
            return [Frame(panels, ["⋆"], str(refusal))]
        stride, dilation = both(self.stride), both(self.dilation)
        if self.operation == "transposed":
            padding = [before for before, _ in self._sides()]
            full = [n + 2 * p for n, p in zip(output.shape, padding, strict=True)]
            return stamp_frames(x, kernel, full, padding, stride, dilation)
        typed = kernel if self.operation == "convolution" else None
        return window_frames(
            self._padded(), self._sides(), self._sliding(), output, stride, dilation, typed
        )

    def _sliding(self) -> np.ndarray:
        """Return the kernel that slides, (kH, kW): turned by 180 degrees for a convolution."""
        kernel = np.array(self.kernel, dtype=float)
        return np.flip(kernel) if self.operation == "convolution" else kernel

    def _sides(self) -> list[tuple[int, int]]:
        """Return the padding before and after each axis."""
        if not isinstance(self.padding, str):
            return [(p, p) for p in both(self.padding)]
        spans = zip(both(self.dilation), np.shape(self.kernel), strict=True)
        total = [d * (k - 1) for d, k in spans]
        return [(cells // 2, cells - cells // 2) for cells in total]

    def _padded(self) -> np.ndarray:
        """Return the input with its padding."""
        (top, bottom), (left, right) = self._sides()
        mode = "constant" if self.padding_mode == "zeros" else self.padding_mode
        return pad(np.array(self.input, dtype=float)[None], (left, right, top, bottom), mode)[0]

    def __repr__(self) -> str:
        sides = (f"{len(rows)}x{len(rows[0])}" for rows in (self.input, self.kernel))
        told = [f"{n}={getattr(self, n)}" for n in ("stride", "padding", "dilation")]
        rare = ("operation", "padding_mode", "output_padding", "visits")
        told += [f"{n}={v}" for n in rare if (v := getattr(self, n)) != self.traits()[n].default()]
        return f"SlidingKernel({' input, '.join(sides)} kernel, {', '.join(told)})"
