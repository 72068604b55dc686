"""The layers that stand between those that learn: activation, pooling, dropout, flattening."""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnlib.arguments import Ints
from cnnlib.ops.activations import relu, relu_backward
from cnnlib.ops.dropout import dropout, dropout_backward
from cnnlib.ops.pooling.average_pooling import avg_pool2d, avg_pool2d_backward
from cnnlib.ops.pooling.max_pooling import max_pool2d, max_pool2d_backward

from .layer import Layer
from .layers import Random


class ReLU(Layer):
    """:func:`cnnlib.relu`: what is below 0 becomes 0."""

    def __call__(self, x: ArrayLike) -> NDArray:
        self._x = np.asarray(x)
        return relu(self._x)

    def backward(self, grad: NDArray) -> NDArray:
        return relu_backward(grad, self._x)


class MaxPool2d(Layer):
    """:func:`cnnlib.max_pool2d`: the largest number of each window."""

    def __init__(
        self,
        kernel_size: Ints,
        stride: Ints | None = None,
        padding: Ints = 0,
        dilation: Ints = 1,
        ceil_mode: bool = False,
    ) -> None:
        self._how = (kernel_size, stride, padding, dilation, ceil_mode)

    def __call__(self, x: ArrayLike) -> NDArray:
        self._x = np.asarray(x)
        self._y = max_pool2d(self._x, *self._how)
        return self._y

    def backward(self, grad: NDArray) -> NDArray:
        return max_pool2d_backward(grad, self._x, *self._how, output=self._y)


class AvgPool2d(Layer):
    """:func:`cnnlib.avg_pool2d`: the mean of each window."""

    def __init__(
        self,
        kernel_size: Ints,
        stride: Ints | None = None,
        padding: Ints = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
        divisor_override: int | None = None,
    ) -> None:
        self._how = (kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override)

    def __call__(self, x: ArrayLike) -> NDArray:
        self._x = np.asarray(x)
        return avg_pool2d(self._x, *self._how)

    def backward(self, grad: NDArray) -> NDArray:
        return avg_pool2d_backward(grad, self._x, *self._how)


class Dropout(Layer):
    """:func:`cnnlib.dropout`: when learning, each number is 0 with probability p."""

    def __init__(self, p: float = 0.5, *, rng: Random = None) -> None:
        self._p, self._rng = p, np.random.default_rng(rng)

    def __call__(self, x: ArrayLike) -> NDArray:
        y, self._mask = dropout(x, self._p, self.training, rng=self._rng, return_mask=True)
        return y

    def backward(self, grad: NDArray) -> NDArray:
        return dropout_backward(grad, self._mask, self._p if self.training else 0.0)


class Flatten(Layer):
    """Lay each example out in one row: (N, C, H, W) to (N, C H W)."""

    def __call__(self, x: ArrayLike) -> NDArray:
        self._shape = np.shape(x)
        return np.reshape(x, (self._shape[0], math.prod(self._shape[1:])))

    def backward(self, grad: NDArray) -> NDArray:
        return grad.reshape(self._shape)
