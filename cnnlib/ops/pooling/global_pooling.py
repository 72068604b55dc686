"""Global pooling: one number for each channel, forward and backward."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnlib.arguments import by

from .._arguments import batched, gradient, real


def global_max_pool2d(input: ArrayLike) -> NDArray:
    """Take the largest number of each channel: (N, C, H, W) gives (N, C, 1, 1).

    torch calls it ``adaptive_max_pool2d(input, 1)``. float32 or float64 only.

    Examples
    --------
    >>> global_max_pool2d(np.array([[[1.0, 8.0], [5.0, 2.0]], [[0.0, 0.0], [0.0, 3.0]]])).tolist()
    [[[8.0]], [[3.0]]]
    """
    return _check_whole(input).max((-2, -1), keepdims=True)


def global_max_pool2d_backward(grad_output: ArrayLike, input: ArrayLike) -> NDArray:
    """Return the gradient of :func:`global_max_pool2d`: it goes to the maximum, whole.

    Examples
    --------
    >>> x = np.array([[[1.0, 8.0], [8.0, 2.0]]])
    >>> global_max_pool2d_backward(np.array([[[5.0]]]), x)
    array([[[0., 5.],
            [0., 0.]]])
    """
    x = _check_whole(input)
    g = gradient(grad_output, x, (*x.shape[:-2], 1, 1))
    cells = x.reshape(*x.shape[:-2], 1, x.shape[-2] * x.shape[-1])
    winner = cells.argmax(-1, keepdims=True)  # the first of equal ones, but of several NaN the last
    is_nan = np.isnan(cells)
    last = cells.shape[-1] - 1 - is_nan[..., ::-1].argmax(-1, keepdims=True)
    winner = np.where(is_nan.any(-1, keepdims=True), last, winner)
    grad = np.zeros_like(cells)
    np.put_along_axis(grad, winner, g, -1)
    return grad.reshape(x.shape)


def global_avg_pool2d(input: ArrayLike) -> NDArray:
    """Take the mean of each channel: (N, C, H, W) gives (N, C, 1, 1).

    torch calls it ``adaptive_avg_pool2d(input, 1)``. float32 or float64 only; any axes may come
    before the last two, and no cells have the mean NaN.

    Examples
    --------
    >>> global_avg_pool2d(np.array([[[1.0, 8.0], [5.0, 2.0]], [[0.0, 0.0], [0.0, 4.0]]])).tolist()
    [[[4.0]], [[1.0]]]
    """
    x = _check_planes(input)
    with np.errstate(invalid="ignore", over="ignore"):  # infinity passes through; 0 / 0 is NaN
        return x.sum((-2, -1), keepdims=True) / x.dtype.type(x.shape[-2] * x.shape[-1])


def global_avg_pool2d_backward(grad_output: ArrayLike, input: ArrayLike) -> NDArray:
    """Return the gradient of :func:`global_avg_pool2d`: it is shared out evenly.

    Examples
    --------
    >>> global_avg_pool2d_backward(np.array([[[8.0]]]), np.zeros((1, 2, 2)))
    array([[[2., 2.],
            [2., 2.]]])
    """
    x = _check_planes(input)
    g = gradient(grad_output, x, (*x.shape[:-2], 1, 1))
    return np.broadcast_to(g / max(1, x.shape[-2] * x.shape[-1]), x.shape).copy()


def _check_whole(input: ArrayLike) -> NDArray:
    """Return the input of a global maximum, or say what is wrong with it."""
    x = real("input", input, integers=False)
    if 0 in batched("input", x).shape[1:]:
        raise ValueError(f"input {by(x.shape)} has no cells: only the batch may be empty")
    return x


def _check_planes(input: ArrayLike) -> NDArray:
    """Return the input of a global mean, or say what is wrong with it."""
    x = real("input", input, integers=False)
    if x.ndim < 2:
        raise ValueError(f"input has shape {x.shape}, but must be (..., H, W): reshape it")
    return x
