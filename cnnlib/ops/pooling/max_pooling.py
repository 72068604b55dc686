"""Max pooling: the largest number of each window, forward and backward."""

from typing import Literal, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnlib.arguments import Ints, flag

from .._arguments import gradient
from ._maxima import maxima, places, share
from ._windows import check


@overload
def max_pool2d(
    input: ArrayLike,
    kernel_size: Ints,
    stride: Ints | None = None,
    padding: Ints = 0,
    dilation: Ints = 1,
    ceil_mode: bool = False,
    return_indices: Literal[False] = False,
) -> NDArray: ...
@overload
def max_pool2d(
    input: ArrayLike,
    kernel_size: Ints,
    stride: Ints | None = None,
    padding: Ints = 0,
    dilation: Ints = 1,
    ceil_mode: bool = False,
    *,
    return_indices: Literal[True],
) -> tuple[NDArray, NDArray]: ...


def max_pool2d(
    input: ArrayLike,
    kernel_size: Ints,
    stride: Ints | None = None,
    padding: Ints = 0,
    dilation: Ints = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> NDArray | tuple[NDArray, NDArray]:
    r"""Take the largest number of each window.

    Each axis gives :math:`\lfloor (n + 2p - d(k - 1) - 1)/s \rfloor + 1` cells.
    Padding never wins: it counts as minus infinity, not as zero.

    Parameters
    ----------
    input : array_like, (N, C, H, W) or (C, H, W)
        float32, float64 or integers; the output has the same dtype.
    kernel_size, padding, dilation : int or (int, int)
        Padding is at most half the kernel.
    stride : int or (int, int), optional
        The kernel size, if not given: windows side by side.
    ceil_mode : bool
        Round the output size up, so that a last window may hang over the edge.
    return_indices : bool
        Also return where each maximum was: ``row * W + column`` of the input. Of
        equal ones the first wins (of several NaN the last).

    Returns
    -------
    NDArray, (N, C, H_out, W_out) or (C, H_out, W_out)
        And the int64 indices of the same shape, if asked for.

    Raises
    ------
    ValueError
        If the shape does not fit or a number is out of range.
    TypeError
        If the dtype is not supported or a number is not whole.

    References
    ----------
    https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.max_pool2d.html

    Examples
    --------
    >>> x = np.array([[[1, 3, 2, 1], [4, 2, 0, 1], [5, 5, 7, 0], [1, 5, 6, 9]]])
    >>> max_pool2d(x, 2)
    array([[[4, 2],
            [5, 9]]])
    >>> max_pool2d(x, 2, return_indices=True)[1]
    array([[[ 4,  2],
            [ 8, 15]]])
    """
    flag("return_indices", return_indices)
    x, *how = check(input, kernel_size, stride, padding, dilation, ceil_mode)
    y = maxima(x, *how)
    if not return_indices:
        return y if np.ndim(input) == 4 else y[0]
    indices = np.empty(y.shape, np.int64)
    for planes, _, place in places(x, *how):
        indices.reshape(-1, *y.shape[2:])[planes] = place
    return (y, indices) if np.ndim(input) == 4 else (y[0], indices[0])


def max_pool2d_backward(
    grad_output: ArrayLike,
    input: ArrayLike,
    kernel_size: Ints,
    stride: Ints | None = None,
    padding: Ints = 0,
    dilation: Ints = 1,
    ceil_mode: bool = False,
    *,
    output: ArrayLike | None = None,
) -> NDArray:
    """Return the gradient of :func:`max_pool2d`: each window's goes to its maximum, whole.

    `output` is what :func:`max_pool2d` returned, if you kept it: it saves finding the maxima again.

    Examples
    --------
    >>> x = np.array([[[7.0, 7.0, 2.0], [0.0, 7.0, 9.0]]])
    >>> max_pool2d_backward(np.array([[[10.0, 1.0]]]), x, (2, 2), stride=1)
    array([[[10.,  0.,  0.],
            [ 0.,  0.,  1.]]])
    """
    x, *how = check(input, kernel_size, stride, padding, dilation, ceil_mode)
    k, s, p, d, size = how
    shape, is_batch = (*x.shape[:2], *size), np.ndim(input) == 4
    g = gradient(grad_output, x, shape, is_batch).reshape(-1, *size)
    y = None if output is None else gradient(output, x, shape, is_batch, "output")
    if k == s and p == (0, 0) and d == (1, 1) and (np.multiply(size, k) <= x.shape[2:]).all():
        grad = share(g, x, k, size, y)  # the usual case: no cell is in two windows
        return grad if np.ndim(input) == 4 else grad[0]
    grad = np.zeros(x.shape, x.dtype)
    for planes, sees, place in places(x, *how):
        part, block = g[planes], grad.reshape(-1, x.shape[2] * x.shape[3])[planes]
        place += np.arange(len(block))[:, None, None] * block.shape[1]  # the place in the block
        if not sees.all():
            place, part = place[:, sees], part[:, sees]
        with np.errstate(invalid="ignore", over="ignore"):  # NaN and infinity pass through
            np.add.at(block.reshape(-1), place.reshape(-1), part.reshape(-1))
    return grad if np.ndim(input) == 4 else grad[0]
