"""Lp pooling: the p-norm of each window, forward and backward."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnlib.arguments import Ints, Sizes, ints

from .._arguments import gradient, real
from .average_pooling import avg_pool2d, avg_pool2d_backward
from .max_pooling import max_pool2d, max_pool2d_backward


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
        if p > 0:
            return max_pool2d(np.abs(x), k, stride, ceil_mode=ceil_mode)
        turn = np.negative if x.dtype.kind == "f" else np.invert  # the smallest becomes the largest
        return turn(max_pool2d(turn(np.abs(x)), k, stride, ceil_mode=ceil_mode))
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
        with np.errstate(invalid="ignore"):
            return g * np.nan_to_num(np.sign(x))  # in torch NaN has sign 0
    options = (k, stride, 0, ceil_mode)
    with np.errstate(all="ignore"):
        mean, cells = avg_pool2d(x**p, *options), k[0] * k[1]
        g = gradient(grad_output, x, mean.shape) * (mean * cells) ** (1 / p - 1) / p * cells
        g = np.where(mean == 0, 0, g * ~np.isnan(mean)).astype(x.dtype)
        return avg_pool2d_backward(g, x, *options) * p * x ** (p - 1)


def _check_norm(
    input: ArrayLike, norm_type: float, kernel_size: Ints
) -> tuple[NDArray, float, Sizes]:
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
    if x.dtype.kind in "iu" and p < 0 and not np.isinf(p):
        raise ValueError(
            f"norm_type {p} of {x.dtype} input: whole numbers have no negative powers, "
            "convert the input with .astype(np.float32)"
        )
    if isinstance(kernel_size, (tuple, list)) and len(kernel_size) == 1:  # as other poolings take
        raise ValueError(f"kernel_size must be one whole number or two, got {kernel_size}")
    return x, p, ints("kernel_size", kernel_size, least=1)
