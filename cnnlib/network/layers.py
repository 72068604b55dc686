"""The layers that learn, with torch's names, arguments, initialisation and state_dict."""

import math
from typing import overload

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from cnnlib.arguments import Ints, ints, whole
from cnnlib.ops.batch_norm import batch_norm, batch_norm_backward
from cnnlib.ops.conv import conv2d, conv2d_backward
from cnnlib.ops.linear import linear, linear_backward

from .layer import Layer, Parameter

Random = np.random.Generator | int | None


class Conv2d(Layer):
    """:func:`cnnlib.conv2d` with a weight and bias of its own, drawn from torch's distribution.

    Examples
    --------
    >>> Conv2d(1, 8, 3, padding=1, rng=0)(np.zeros((2, 1, 5, 5), np.float32)).shape
    (2, 8, 5, 5)
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Ints,
        stride: Ints = 1,
        padding: Ints | str = 0,
        dilation: Ints = 1,
        groups: int = 1,
        bias: bool = True,
        *,
        rng: Random = None,
        dtype: DTypeLike = np.float32,
    ) -> None:
        whole("groups", groups, least=1)
        if in_channels % groups or out_channels % groups:
            raise ValueError(
                f"{in_channels} and {out_channels} channels do not divide into {groups} groups"
            )
        k = ints("kernel_size", kernel_size, least=1)
        shape = (out_channels, in_channels // groups, *k)
        self.weight, self.bias = _draw(shape, bias, rng, dtype)
        self._how = (stride, padding, dilation, groups)

    def __call__(self, x: ArrayLike) -> NDArray:
        self._x = np.asarray(x)
        bias = self.bias.value if self.bias else None
        return conv2d(self._x, self.weight.value, bias, *self._how)

    @overload
    def backward(self, grad: NDArray) -> NDArray: ...
    @overload
    def backward(self, grad: NDArray, input_gradient: bool) -> NDArray | None: ...

    def backward(self, grad: NDArray, input_gradient: bool = True) -> NDArray | None:
        mask = (input_gradient, True, self.bias is not None)
        grad_x, *rest = conv2d_backward(
            grad, self._x, self.weight.value, None, *self._how, output_mask=mask
        )
        learned = [part for part in rest if part is not None]
        for parameter, part in zip(self.parameters(), learned, strict=True):
            parameter.collect(part)
        return grad_x


class Linear(Layer):
    """:func:`cnnlib.linear`: every output is a weighted sum of all inputs.

    Examples
    --------
    >>> layer = Linear(784, 10, rng=0)
    >>> layer(np.zeros((2, 784), np.float32)).shape, sum(p.value.size for p in layer.parameters())
    ((2, 10), 7850)
    """

    def __init__(
        self,
        in_features: int,
        out_features: int,
        bias: bool = True,
        *,
        rng: Random = None,
        dtype: DTypeLike = np.float32,
    ) -> None:
        self.weight, self.bias = _draw((out_features, in_features), bias, rng, dtype)

    def __call__(self, x: ArrayLike) -> NDArray:
        self._x = np.asarray(x)
        return linear(self._x, self.weight.value, self.bias.value if self.bias else None)

    def backward(self, grad: NDArray) -> NDArray:
        grad_x, *rest = linear_backward(grad, self._x, self.weight.value)
        for parameter, part in zip(self.parameters(), rest, strict=False):
            parameter.collect(part)
        return grad_x


class BatchNorm2d(Layer):
    """:func:`cnnlib.batch_norm` of (N, C, H, W), with running statistics for use.

    Examples
    --------
    >>> layer = BatchNorm2d(2)
    >>> y = layer(np.arange(16.0, dtype=np.float32).reshape(2, 2, 2, 2))
    >>> bool(abs(y.mean()) < 1e-6), layer.running_mean
    (True, array([0.55, 0.95], dtype=float32))
    """

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float = 0.1,
        *,
        dtype: DTypeLike = np.float32,
    ) -> None:
        self.weight = Parameter(np.ones(num_features, dtype))
        self.bias = Parameter(np.zeros(num_features, dtype))
        self.running_mean, self.running_var = (
            np.zeros(num_features, dtype),
            np.ones(num_features, dtype),
        )
        self.num_batches_tracked = np.array(0)
        self._how = (momentum, eps)

    def _arguments(self) -> tuple:
        learned = (self.weight.value, self.bias.value)
        return (self.running_mean, self.running_var, *learned, self.training, *self._how)

    def __call__(self, x: ArrayLike) -> NDArray:
        self._x = np.asarray(x)
        if self._x.ndim != 4:
            raise ValueError(f"input has shape {self._x.shape}, but must be (N, C, H, W)")
        y = batch_norm(self._x, *self._arguments())
        self.num_batches_tracked += self.training
        return y

    def backward(self, grad: NDArray) -> NDArray:
        grad_x, grad_w, grad_b = batch_norm_backward(grad, self._x, *self._arguments())
        self.weight.collect(grad_w)
        self.bias.collect(grad_b)
        return grad_x


def _draw(
    shape: tuple[int, ...], bias: bool, rng: Random, dtype: DTypeLike
) -> tuple[Parameter, Parameter | None]:
    """Draw a weight and a bias evenly from ±1/√(inputs of one output), as torch does."""
    rng, bound = np.random.default_rng(rng), 1 / math.sqrt(math.prod(shape[1:]))

    def drawn(*size: int) -> Parameter:
        return Parameter(rng.uniform(-bound, bound, size).astype(dtype))

    return drawn(*shape), drawn(shape[0]) if bias else None
