"""What stands between the convolutions: relu, sigmoid and tanh, cell by cell.

Each ``_backward`` takes the gradient of the output and then what its forward function took.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ._arguments import QUIET, array, gradient, real, signed


def relu(input: ArrayLike) -> NDArray:
    """Return max(x, 0), cell by cell; the dtype stays.

    Examples
    --------
    >>> relu(np.array([-2, 0, 3]))
    array([0, 0, 3])
    """
    x = real("input", input)
    signed(input=x)
    return np.asarray(np.maximum(x, 0))


def relu_backward(grad_output: ArrayLike, input: ArrayLike) -> NDArray:
    """Return the gradient of :func:`relu`: it passes where x > 0, and not at 0.

    Examples
    --------
    >>> relu_backward(np.array([5.0, 5.0, 5.0]), np.array([-2.0, 0.0, 3.0]))
    array([0., 0., 5.])
    """
    x = real("input", input, integers=False)
    g, passes = gradient(grad_output, x, x.shape), ~(x <= 0)  # at NaN too, as in torch
    whole = f"i{x.itemsize}"  # bits are multiplied as whole numbers: an infinity times 0 is 0
    return np.asarray(g.view(whole) * passes).view(x.dtype)


@QUIET
def sigmoid(input: ArrayLike) -> NDArray:
    """Return 1 / (1 + exp(-x)), cell by cell; integers become float32.

    Examples
    --------
    >>> sigmoid(np.array([-1000.0, 0.0, 1000.0]))
    array([0. , 0.5, 1. ])
    """
    return np.asarray(1 / (1 + np.exp(-_float(input))))


@QUIET
def sigmoid_backward(grad_output: ArrayLike, input: ArrayLike) -> NDArray:
    """Return the gradient of :func:`sigmoid`, y (1 - y): a quarter at most.

    Examples
    --------
    >>> sigmoid_backward(np.array([1.0, 1.0]), np.array([0.0, 1000.0]))
    array([0.25, 0.  ])
    """
    y = sigmoid(input)
    g = gradient(grad_output, array("input", input), y.shape)
    return np.asarray(g * (1 - y) * y)


@QUIET
def tanh(input: ArrayLike) -> NDArray:
    """Return the hyperbolic tangent, cell by cell; integers become float32.

    Examples
    --------
    >>> tanh(np.array([-1000.0, 0.0, 1000.0]))
    array([-1.,  0.,  1.])
    """
    return np.asarray(np.tanh(_float(input)))


@QUIET
def tanh_backward(grad_output: ArrayLike, input: ArrayLike) -> NDArray:
    """Return the gradient of :func:`tanh`, 1 - y².

    Examples
    --------
    >>> tanh_backward(np.array([1.0, 1.0]), np.array([0.0, 1000.0]))
    array([1., 0.])
    """
    y = tanh(input)
    g = gradient(grad_output, array("input", input), y.shape)
    return np.asarray(g * (1 - y * y))


def _float(input: ArrayLike) -> NDArray:
    """Return the input as floats: integers and truth values as float32, like torch."""
    x = array("input", input)
    return x.astype(np.float32) if x.dtype.kind in "biu" else real("input", x)
