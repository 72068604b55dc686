"""The channel stack: several channels, several kernels, and what is added up where."""

from collections.abc import Callable, Sequence

import numpy as np
import traitlets
from numpy.typing import NDArray

from cnnlib.ops.activations import relu, sigmoid, tanh
from cnnlib.ops.conv import conv2d
from cnnlib.teaching.frames import Frame, Panel
from cnnlib.widgets.kit.arrays import Kernels, Tensor, Vector
from cnnlib.widgets.kit.base import Widget
from cnnlib.widgets.kit.script import script, style
from cnnlib.widgets.kit.traits import Choice, Pair, Subset, both

from .frames import layer_frames, name_of
from .height import estimate
from .presets import PRESETS

APPLY: dict[str, Callable[[NDArray], NDArray]] = {
    "none": np.asarray,
    "relu": relu,
    "sigmoid": sigmoid,
    "tanh": tanh,
}


class ChannelStack(Widget):
    """Run a convolutional layer over several channels, step by step, as torch does.

    Parameters
    ----------
    input : array_like, shape (C_in, H, W), at most 4 x 6 x 6
        The channels; three of them are called red, green and blue. Cells can be edited.
    kernels : array_like, shape (C_out, C_in, kH, kW), at most 4 x 4 x 3 x 3
        torch's weight: each kernel has a plane for each channel.
    bias : array_like, shape (C_out,)
    stride, padding : int or (int, int)
        As in `torch.nn.functional.conv2d`, rows first.
    activation : {"none", "relu", "sigmoid", "tanh"}
        What is applied to each sum.
    off : list of int
        Channels that are switched off, counted from 0. They count as zero.
    step : int
        The output cell that is shown: map by map, row by row, from 0.
    predict, title, presets
        As in every widget: see :class:`~cnnlib.widgets.kit.base.Widget`.

    Raises
    ------
    traitlets.TraitError
        If a value is of the wrong kind, shape or range; the old value stays.

    Examples
    --------
    >>> w = ChannelStack(
    ...     input=[[[1, 2]], [[3, 4]]], kernels=[[[[1]], [[10]]]], bias=[5], activation="none"
    ... )
    >>> w.output
    array([[[36., 47.]]])
    >>> w.off = [1]
    >>> w.output
    array([[[6., 7.]]])
    >>> w.parameters
    3
    """

    _esm = script("channel_stack/channel_stack")
    _css = style("channel_stack/channel_stack", of="ChannelStack")

    PRESETS = PRESETS

    input = Tensor(PRESETS[0]["input"], planes=4, most=6)
    kernels = Kernels(PRESETS[0]["kernels"], kernels=4, planes=4, most=3)
    bias = Vector(PRESETS[0]["bias"], most=4)
    stride = Pair(1, limits=[1, 3])
    padding = Pair(0, limits=[0, 2])
    activation = Choice("relu", words=list(APPLY))
    off = Subset([], most=4)

    @property
    def output(self) -> np.ndarray:
        """The whole output, float64 of shape (C_out, H_out, W_out), computed by `cnnlib`."""
        return APPLY[self.activation](self._sums())

    @property
    def parameters(self) -> int:
        """How many numbers the layer learns: (C_in·k² + 1)·C_out."""
        return np.size(self.kernels) + len(self.kernels)

    def frames(self) -> list[Frame]:
        """Return each step as a picture; of impossible settings one, with the reason below it."""
        x, w, count = np.array(self.input, float), np.array(self.kernels, float), len(self.input)
        try:
            sums = self._sums()
        except ValueError as refusal:
            panels = [Panel(name_of(c, count), "input", plane) for c, plane in enumerate(x)]
            return [Frame(panels, ["+"] * (count - 1), str(refusal))]
        output, settings = APPLY[self.activation](sums), (both(self.stride), both(self.padding))
        return layer_frames(x, w, self.bias, sums, output, *settings, self.off, self.activation)

    @traitlets.default("_height")
    def _estimate(self) -> list[str]:
        """Height on a wide page and on a phone: an estimate."""
        kernels, frames = np.shape(self.kernels), self.frames()
        (p, q), stride = both(self.padding), both(self.stride)
        (count, height, width), size = np.shape(self.input), kernels[2:]
        padded = (height + 2 * p, width + 2 * q)
        output = [max((n - k) // s + 1, 1) for n, k, s in zip(padded, size, stride, strict=True)]
        products = 6.5 * size[0] * size[1] + len(name_of(0, count)) + 4
        code = 2 + bool(self.off) + bool(p + q) + (self.activation != "none")
        sum_length = len(frames[min(self.step, len(frames) - 1)].caption)
        texts = {"title": len(self.title), "sum": sum_length, "products": products, "code": code}
        return estimate(padded, size, output, count, kernels[0], texts, self.predict)

    def _heard(self) -> np.ndarray:
        """Return the input with the channels that are off at zero, (C_in, H, W)."""
        x = np.array(self.input, dtype=float)
        x[[c for c in self.off if c < len(x)]] = 0
        return x

    def _sums(self) -> np.ndarray:
        """Return the output before the activation, (C_out, H_out, W_out)."""
        w, b = (np.array(of, dtype=float) for of in (self.kernels, self.bias))
        return conv2d(self._heard(), w, b, stride=self.stride, padding=self.padding)

    def __repr__(self) -> str:
        (count, *size), kernels = np.shape(self.input), np.shape(self.kernels)
        sizes = f"{count} channels of {_by(size)}, {kernels[0]} kernels of {_by(kernels[1:])}"
        settings = ", ".join(f"{n}={getattr(self, n)}" for n in ("stride", "padding", "activation"))
        off = f", {' and '.join(name_of(c, count) for c in self.off)} off" if self.off else ""
        return f"ChannelStack({sizes}, {settings}{off})"


def _by(shape: Sequence[int]) -> str:
    return " x ".join(map(str, shape))
