"""Average pooling: the mean of each window, forward and backward."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnlib.arguments import Ints, Sizes, flag, whole

from .._arguments import gradient
from ._windows import check, overlaps


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
    with np.errstate(invalid="ignore", over="ignore"):  # NaN and infinity pass through
        for _, out, window in overlaps(x.shape, k, s, p, d, size):
            y[out] += x[window]
        if x.dtype == np.int64:  # cut off, not rounded down
            y = np.sign(y) * np.sign(count) * (np.abs(y) // np.abs(count))
        else:
            y = y / count.astype(x.dtype)
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
    with np.errstate(invalid="ignore", over="ignore"):
        for _, out, window in overlaps(x.shape, k, s, p, d, size):
            grad[window] += g[out]
    return grad if np.ndim(input) == 4 else grad[0]


def _cells(
    x: NDArray,
    k: Sizes,
    s: Sizes,
    p: Sizes,
    size: Sizes,
    count_include_pad: bool,
    divisor_override: int | None,
) -> NDArray:
    """Return by how many cells the sum of each window is divided, (H_out, W_out)."""
    flag("count_include_pad", count_include_pad)
    if divisor_override is not None:
        divisor = whole("divisor_override", divisor_override)
        if divisor == 0 or abs(divisor) >= 2**63:
            raise ValueError(
                f"divisor_override must not be 0 and fit into 64 bits, got {divisor}: "
                "leave it out to divide by the cells"
            )
        return np.array(divisor)
    along = []
    for n, k_, s_, p_, size_ in zip(x.shape[2:], k, s, p, size, strict=True):
        start = np.arange(size_) * s_ - p_
        end = np.minimum(start + k_, n + p_)
        if not count_include_pad:
            start, end = np.maximum(start, 0), np.minimum(end, n)
        along.append(end - start)
    return along[0][:, None] * along[1]
