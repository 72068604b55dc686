"""The gradient slide: backward through a convolution, every product written out."""

import numpy as np
import traitlets

from cnnlib.ops.conv import conv2d_backward
from cnnlib.shapes.sizes import output_size
from cnnlib.teaching.frames import Frame, Panel
from cnnlib.widgets.kit.arrays import Matrix
from cnnlib.widgets.kit.base import Widget
from cnnlib.widgets.kit.script import script, style
from cnnlib.widgets.kit.traits import Choice, Pair, both

from .frames import gradient_frames
from .height import estimate
from .presets import NINE, PRESETS


class GradientSlide(Widget):
    """Take the gradient of a convolution back to its input or its kernel, cell by cell.

    The loss is :math:`L = \\sum g y` with y the convolution of input and kernel, so that g is the
    gradient of the output. Each cell is checked by a finite difference.

    Parameters
    ----------
    input : array_like, shape (H, W), at most 12 x 12
        What was convolved. Its cells can be edited in the widget.
    kernel : array_like, shape (kH, kW), at most 7 x 7
        The weights.
    gradient : array_like, at most 16 x 16
        The gradient of the output. Where it is smaller than the output, ones fill it up; what is
        too much is left out. So it stays as it is while another setting changes the output's size.
    of : {"input", "weight"}
        Whose gradient is taken.
    reading : {"turned", "windows"}
        How that of the input is read. "turned": the kernel, turned by 180 degrees, slides over g
        with zeros around, and between for a stride. "windows": each window that read the cell
        gives its g times the weight that it read the cell with.
    stride, padding : int or (int, int)
        As in `torch.nn.functional.conv2d`, rows first.
    step, predict, title, presets
        As in every widget: see :class:`~cnnlib.widgets.kit.base.Widget`.

    Raises
    ------
    traitlets.TraitError
        If a value is of the wrong kind, shape or range; the old value stays.

    Examples
    --------
    >>> w = GradientSlide(input=[[0, 1, 2], [3, 4, 5], [6, 7, 8]], kernel=[[0, 1], [2, 3]])
    >>> w.output
    array([[0., 1., 1.],
           [2., 6., 4.],
           [2., 5., 3.]])
    >>> w.of = "weight"
    >>> w.output
    array([[ 8., 12.],
           [20., 24.]])
    """

    _esm = script("gradient_slide/gradient_slide")
    _css = style("gradient_slide/gradient_slide", of="GradientSlide")

    PRESETS = PRESETS

    input = Matrix(NINE, most=12)
    kernel = Matrix([[0, 1], [2, 3]], most=7)
    gradient = Matrix([[1, 1], [1, 1]], most=16)
    of = Choice("input", words=["input", "weight"])
    reading = Choice("turned", words=["turned", "windows"])
    stride = Pair(1, limits=[1, 3])
    padding = Pair(0, limits=[0, 2])

    @property
    def output(self) -> np.ndarray:
        """The gradient, float64 of the shape of input or kernel, by `cnnlib.conv2d_backward`."""
        x, w = np.array(self.input, dtype=float), np.array(self.kernel, dtype=float)
        grad_x, grad_w, _ = conv2d_backward(
            self._g()[None], x[None], w[None, None], stride=self.stride, padding=self.padding
        )
        return grad_w[0, 0] if self.of == "weight" else grad_x[0]

    @traitlets.default("_height")
    def _estimate(self) -> list[str]:
        """Height on a wide page and on a phone: an estimate."""
        sizes = np.shape(self.input), np.shape(self.kernel)
        geometry = np.array([*sizes, both(self.stride), both(self.padding)])
        return estimate(geometry, self._way(), self.title, self.predict)

    def frames(self) -> list[Frame]:
        """Return each step as a picture; of impossible settings one, with the reason below it."""
        x, w = np.array(self.input, dtype=float), np.array(self.kernel, dtype=float)
        try:
            g, result = self._g(), self.output
        except ValueError as refusal:
            panels = [Panel("Input", "input", x.tolist()), Panel("Kernel", "kernel", w.tolist())]
            return [Frame(panels, ["⋆"], str(refusal))]
        settings = both(self.stride), both(self.padding)
        return gradient_frames(x, w, g, result, self._way(), *settings)

    def _way(self) -> str:
        """Return what is done: "turned", "windows" or "weight"."""
        return "weight" if self.of == "weight" else self.reading

    def _g(self) -> np.ndarray:
        """Return the gradient of the output, in the output's size."""
        n, k = np.shape(self.input), np.shape(self.kernel)
        g = np.ones(output_size(n, k, both(self.stride), padding=both(self.padding)))
        given = np.array(self.gradient, dtype=float)[: g.shape[0], : g.shape[1]]
        g[: given.shape[0], : given.shape[1]] = given
        return g

    def __repr__(self) -> str:
        sides = ("x".join(map(str, np.shape(value))) for value in (self.input, self.kernel))
        settings = ", ".join(f"{n}={getattr(self, n)!r}" for n in ("of", "stride", "padding"))
        return f"GradientSlide({' input, '.join(sides)} kernel, {settings})"
