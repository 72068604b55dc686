"""Pooling: one number for each window, channel by channel, forward and backward.

All of it rests on one thought (``_overlaps``): instead of going from window to window, go from
cell to cell of the window, and do all windows at once. Each ``_backward`` takes the gradient of
the output and then what its forward function took.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ._arguments import Ints, batched, by, flag, gradient, ints, real, whole
from ._pooling import check, overlaps
from .max_pooling import max_pool2d, max_pool2d_backward


def avg_pool2d(
    input: ArrayLike,
    kernel_size: Ints,
    stride: Ints | None = None,
    padding: Ints = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> NDArray:
    r"""Take the mean of each window.

    Each axis gives :math:`\lfloor (n + 2p - k)/s \rfloor + 1` cells.

    Parameters
    ----------
    input : array_like, (N, C, H, W) or (C, H, W)
        float32, float64 or int64 (whose means are cut to whole numbers, as in torch).
    kernel_size, stride, padding, ceil_mode
        As for :func:`max_pool2d`; padding is zeros.
    count_include_pad : bool
        Whether padded zeros count as cells when the sum is divided. What hangs over
        the padding, in `ceil_mode`, never counts.
    divisor_override : int, optional
        Divide the sum by this number instead.

    Returns
    -------
    NDArray, (N, C, H_out, W_out) or (C, H_out, W_out)

    Raises
    ------
    ValueError, TypeError
        As :func:`max_pool2d`.

    References
    ----------
    https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.avg_pool2d.html

    Examples
    --------
    >>> x = np.array([[[1.0, 3.0, 2.0, 2.0], [4.0, 0.0, 0.0, 0.0]]])
    >>> avg_pool2d(x, 2)
    array([[[2., 1.]]])
    >>> avg_pool2d(x, (3, 1), padding=(1, 0), count_include_pad=False)
    array([[[2.5, 1.5, 1. , 1. ]]])
    """
    x, k, s, p, d, size = check(input, kernel_size, stride, padding, 1, ceil_mode)
    count = _cells(x, k, s, p, size, count_include_pad, divisor_override)
    if x.dtype.kind in "iu" and x.dtype != np.int64:
        raise TypeError(f"input is {x.dtype}: convert it with .astype(np.float32) to average it")
    y = np.zeros((*x.shape[:2], *size), x.dtype)
    for _, out, window in overlaps(x.shape, k, s, p, d, size):
        y[out] += x[window]
    y = np.trunc(y / count).astype(x.dtype) if x.dtype == np.int64 else y / count.astype(x.dtype)
    return y if np.ndim(input) == 4 else y[0]


def avg_pool2d_backward(
    grad_output: ArrayLike,
    input: ArrayLike,
    kernel_size: Ints,
    stride: Ints | None = None,
    padding: Ints = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> NDArray:
    """Return the gradient of :func:`avg_pool2d`: each window's is shared out evenly.

    Examples
    --------
    >>> avg_pool2d_backward(np.array([[[4.0, 8.0]]]), np.zeros((1, 2, 4)), 2)
    array([[[1., 1., 2., 2.],
            [1., 1., 2., 2.]]])
    """
    x, k, s, p, d, size = check(input, kernel_size, stride, padding, 1, ceil_mode)
    g = gradient(grad_output, x, (*x.shape[:2], *size), np.ndim(input) == 4)
    g = g / _cells(x, k, s, p, size, count_include_pad, divisor_override).astype(x.dtype)
    grad = np.zeros_like(x)
    for _, out, window in overlaps(x.shape, k, s, p, d, size):
        grad[window] += g[out]
    return grad if np.ndim(input) == 4 else grad[0]


def lp_pool2d(
    input: ArrayLike,
    norm_type: float,
    kernel_size: Ints,
    stride: Ints | None = None,
    ceil_mode: bool = False,
) -> NDArray:
    r"""Take the p-norm of each window, :math:`(\sum x^p)^{1/p}` with p = `norm_type`.

    p = 1 is the sum, p = 2 the Euclidean norm, p = infinity the largest size. As in
    torch the numbers are not made positive first (but for infinity), so an odd p lets
    signs cancel, and the root of a negative sum is NaN. A window that hangs over the
    edge, in `ceil_mode`, is scaled up as if it were whole.

    Parameters
    ----------
    input : array_like, (N, C, H, W) or (C, H, W)
        Integers become float32, with a whole `norm_type` only after the sum (see avg_pool2d).
    norm_type : float
        Any number but 0.
    kernel_size, stride, ceil_mode
        As for :func:`max_pool2d`.

    Returns
    -------
    NDArray, (N, C, H_out, W_out) or (C, H_out, W_out)

    Raises
    ------
    ValueError, TypeError
        As :func:`max_pool2d`.

    References
    ----------
    https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.lp_pool2d.html

    Examples
    --------
    >>> x = np.array([[[3.0, 0.0, -6.0], [0.0, 4.0, 8.0]]])
    >>> lp_pool2d(x, 2, 2)
    array([[[5.]]])
    >>> lp_pool2d(x, 2, (2, 1)), lp_pool2d(x, float("inf"), (2, 1))
    (array([[[ 3.,  4., 10.]]]), array([[[3., 4., 8.]]]))
    """
    x, p, k = _check_norm(input, norm_type, kernel_size)
    if np.isinf(p):
        sign = 1 if p > 0 else -1  # the smallest size is the largest, with the signs turned
        return sign * max_pool2d(sign * np.abs(x), k, stride, ceil_mode=ceil_mode)
    with np.errstate(all="ignore"):
        total = avg_pool2d(x**p, k, stride, ceil_mode=ceil_mode) * (k[0] * k[1])
        return (total if x.dtype.kind == "f" else total.astype(np.float32)) ** (1 / p)


def lp_pool2d_backward(
    grad_output: ArrayLike,
    input: ArrayLike,
    norm_type: float,
    kernel_size: Ints,
    stride: Ints | None = None,
    ceil_mode: bool = False,
) -> NDArray:
    """Return the gradient of :func:`lp_pool2d`; where a window sums to 0, it is 0.

    Examples
    --------
    >>> x = np.array([[[3.0, 0.0], [0.0, 4.0]]])
    >>> lp_pool2d_backward(np.array([[[10.0]]]), x, 2, 2)
    array([[[6., 0.],
            [0., 8.]]])
    """
    x, p, k = _check_norm(input, norm_type, kernel_size)
    if np.isinf(p):
        sign = 1 if p > 0 else -1
        g = max_pool2d_backward(grad_output, sign * np.abs(x), k, stride, ceil_mode=ceil_mode)
        return g * np.nan_to_num(np.sign(x))  # in torch NaN has sign 0
    options = (k, stride, 0, ceil_mode)
    with np.errstate(all="ignore"):
        mean, cells = avg_pool2d(x**p, *options), k[0] * k[1]
        g = gradient(grad_output, x, mean.shape) * (mean * cells) ** (1 / p - 1) / p * cells
        g = np.where(mean == 0, 0, g * ~np.isnan(mean)).astype(x.dtype)
        return avg_pool2d_backward(g, x, *options) * p * x ** (p - 1)


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

    torch calls it ``adaptive_avg_pool2d(input, 1)``. float32 or float64 only.

    Examples
    --------
    >>> global_avg_pool2d(np.array([[[1.0, 8.0], [5.0, 2.0]], [[0.0, 0.0], [0.0, 4.0]]])).tolist()
    [[[4.0]], [[1.0]]]
    """
    return _check_whole(input).mean((-2, -1), keepdims=True)


def global_avg_pool2d_backward(grad_output: ArrayLike, input: ArrayLike) -> NDArray:
    """Return the gradient of :func:`global_avg_pool2d`: it is shared out evenly.

    Examples
    --------
    >>> global_avg_pool2d_backward(np.array([[[8.0]]]), np.zeros((1, 2, 2)))
    array([[[2., 2.],
            [2., 2.]]])
    """
    x = _check_whole(input)
    g = gradient(grad_output, x, (*x.shape[:-2], 1, 1))
    return np.broadcast_to(g / (x.shape[-2] * x.shape[-1]), x.shape).copy()


def _cells(x, k, s, p, size, count_include_pad, divisor_override) -> NDArray:
    """Return by how many cells the sum of each window is divided, (H_out, W_out)."""
    flag("count_include_pad", count_include_pad)
    if divisor_override is not None:
        divisor = whole("divisor_override", divisor_override)
        if divisor == 0:
            raise ValueError("divisor_override must not be 0: leave it out to divide by the cells")
        return np.array(divisor)
    along = []
    for n, k_, s_, p_, size_ in zip(x.shape[2:], k, s, p, size, strict=True):
        start = np.arange(size_) * s_ - p_
        end = np.minimum(start + k_, n + p_)
        if not count_include_pad:
            start, end = np.maximum(start, 0), np.minimum(end, n)
        along.append(end - start)
    return along[0][:, None] * along[1]


def _check_whole(input: ArrayLike) -> NDArray:
    """Return the input of a global pooling, or say what is wrong with it."""
    x = real("input", input, integers=False)
    if 0 in batched("input", x).shape[1:]:
        raise ValueError(f"input {by(x.shape)} has no cells: only the batch may be empty")
    return x


def _check_norm(input, norm_type, kernel_size) -> tuple[NDArray, float, tuple[int, int]]:
    """Return the input of an Lp pooling, p and the kernel as a pair."""
    if not isinstance(norm_type, (int, float, np.number)):
        raise TypeError(f"norm_type must be a number, got {norm_type!r}")
    if norm_type == 0:
        raise ValueError("norm_type must not be 0: 1 gives sums, 2 Euclidean norms")
    x, p = real("input", input), norm_type
    if isinstance(p, np.number):
        p = p.item()  # a plain number leaves float32 alone
    if x.dtype.kind in "iu" and isinstance(p, float) and not np.isinf(p):
        x = x.astype(np.float32)
    if isinstance(kernel_size, (tuple, list)) and len(kernel_size) == 1:  # as other poolings take
        raise ValueError(f"kernel_size must be one whole number or two, got {kernel_size}")
    return x, p, ints("kernel_size", kernel_size, least=1)
