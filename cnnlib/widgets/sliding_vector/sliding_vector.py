"""The sliding vector: one row of numbers slides over another, and the turn of convolution shows."""

from typing import Any

import numpy as np
import traitlets

from cnnlib.ops.correlation import _window, convolve, correlate
from cnnlib.teaching.frames import Frame, Panel
from cnnlib.widgets.kit.arrays import Vector
from cnnlib.widgets.kit.base import Widget
from cnnlib.widgets.kit.numbers import products, show
from cnnlib.widgets.kit.script import script, style
from cnnlib.widgets.kit.traits import Choice

PRESETS: list[dict[str, Any]] = [
    {
        "name": "One shape, two heights",
        "question": "Where in the signal does the shape 1, 3, 1 lie?",
        "signal": [0, 1, 3, 1, 0, 2, 6, 2, 0],
        "kernel": [1, 3, 1],
    },
    {
        "name": "Larger is not likelier",
        "question": "Does the largest answer tell where the shape 1, 3, 1 lies?",
        "signal": [0, 1, 3, 1, 0, 7, 7, 7, 0],
        "kernel": [1, 3, 1],
    },
    {
        "name": "The turn shows",
        "question": "The signal holds 1, 2, 4: does convolution with 1, 2, 4 find it?",
        "signal": [0, 0, 1, 2, 4, 0, 0],
        "kernel": [1, 2, 4],
        "operation": "convolution",
    },
    {
        "name": "The turn hides",
        "question": "Correlation or convolution: can you tell from this output?",
        "signal": [4, 0, 0, 8, 0, 4],
        "kernel": [1, 2, 1],
        "operation": "convolution",
        "mode": "same",
    },
    {
        "name": "A single 1",
        "question": "What does a single 1 give back, and what if you switch to correlation?",
        "signal": [0, 0, 0, 1, 0, 0, 0],
        "kernel": [1, 2, 3],
        "operation": "convolution",
        "mode": "same",
    },
    {
        "name": "Two polynomials",
        "question": "(1 + 2x)(3 + 4x): which cell of the output is the factor of x²?",
        "signal": [1, 2],
        "kernel": [3, 4],
        "operation": "convolution",
        "mode": "full",
    },
    {
        "name": "The kernel is longer",
        "question": "What can “valid” mean when the kernel is longer than the signal?",
        "signal": [1, 2, 3],
        "kernel": [2, 0, 1, 0, 2],
    },
]


class SlidingVector(Widget):
    """Slide a kernel over a signal, both vectors, with NumPy's correlate and convolve.

    Parameters
    ----------
    signal, kernel : array_like, shape (n,) and (k,), at most 12 numbers each
        Their cells can be edited in the widget.
    operation : {"correlation", "convolution"}
        Convolution turns the kernel before it slides.
    mode : {"valid", "same", "full"}
        Which places count: where the shorter lies wholly on the longer, as many as the longer
        has cells, or every overlap.
    step : int
        The output cell that is shown, counted from 0.
    predict : bool
        Ask for the length and each cell before it is shown.
    title : str
        The question above the rows.
    presets : list of dict
        The starting points in the list: name, question, and the settings that are not the usual
        ones. Read once, when the widget is shown.

    Raises
    ------
    traitlets.TraitError
        If a value is of the wrong kind, length or range; the old value stays.

    Examples
    --------
    >>> w = SlidingVector(signal=[0, 1, 3, 1, 0], kernel=[1, 3, 1])
    >>> w.output
    array([ 6., 11.,  6.])
    >>> w.kernel, w.operation, w.mode = [0, 1, 2], "convolution", "same"
    >>> w.output
    array([0., 1., 5., 7., 2.])
    """

    _esm = script("sliding_vector/sliding_vector")
    _css = style("sliding_vector/sliding_vector", of="SlidingVector")

    PRESETS = PRESETS

    signal = Vector(PRESETS[0]["signal"], most=12)
    kernel = Vector(PRESETS[0]["kernel"], most=12)
    operation = Choice("correlation", words=["correlation", "convolution"])
    mode = Choice("valid", words=["valid", "same", "full"])

    @traitlets.default("_height")
    def _estimate(self) -> list[str]:
        """Height on a wide page and on a phone, as sliding_vector.css lays it out: an estimate."""
        frames = self.frames()
        shown = frames[min(self.step, len(frames) - 1)]
        columns, sum_length = len(shown.panels[0].values[0]), len(shown.caption)
        kernel_length = len(self.kernel)
        cell = np.clip(490 / columns - 2, 18, 38)
        lines = max(2, -(-len(self.title) // 24)) + sum_length // 73
        wide = 525 + 23 * lines + 5 * cell + 63 * self.predict
        cell = np.clip(316 / columns - 2, 20, 38)
        lines = sum_length // 36 + (self.operation == "convolution") + (kernel_length * cell > 230)
        narrow = 1020 + 25 * lines + 5 * cell + 116 * self.predict
        return [f"{wide:.0f}px", f"{narrow:.0f}px"]

    @property
    def output(self) -> np.ndarray:
        """The whole output, float64, computed by `cnnlib.correlate` or `cnnlib.convolve`."""
        operate = convolve if self.operation == "convolution" else correlate
        return operate(np.array(self.signal, float), np.array(self.kernel, float), self.mode)

    def frames(self) -> list[Frame]:
        """Return each step as a picture: the signal, the kernel as it slides, the output."""
        convolving = self.operation == "convolution"
        n, k, output = len(self.signal), len(self.kernel), self.output
        start, length = _window(n, k, self.mode, 1, convolving)
        ends = (k - 1 - start, start + length - n)  # by how much the kernel hangs over
        padded = np.pad(np.array(self.signal, float), ends)
        kernel = self.kernel[::-1] if convolving else self.kernel
        sliding = Panel(f"Kernel {k}" + ", turned" * convolving, "kernel", [kernel])
        frames = []
        for t in range(length):
            done = [value if i <= t else None for i, value in enumerate(output.tolist())]
            signal = Panel(
                name=f"Signal {n}",
                kind="input",
                values=[padded.tolist()],
                padding=((0, 0), ends),
                lit=[(0, t + u) for u in range(k)],
                window=(0, t, 1, k),
            )
            result = Panel(f"Output {length}", "output", [done], lit=[(0, t)])
            caption = f"{products(padded[t : t + k], kernel)} = {show(output[t])}"
            signs = ["∗" if convolving else "⋆", "="]
            frames.append(Frame([signal, sliding, result], signs, caption))
        return frames

    def __repr__(self) -> str:
        lengths = f"signal of {len(self.signal)}, kernel of {len(self.kernel)}"
        return f"SlidingVector({lengths}, {self.operation}, mode {self.mode})"
