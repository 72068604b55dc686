"""Convolution along one axis, forward and backward."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnlib.arguments import Ints

from ._arguments import gradient
from ._bias import add_bias, bias_gradient
from ._check_convolution import check
from ._moves import slide, spread, weigh
from .padding import cut, surround


def conv1d(
    input: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    stride: Ints = 1,
    padding: Ints | str = 0,
    dilation: Ints = 1,
    groups: int = 1,
) -> NDArray:
    """Slide kernels along one axis: :func:`conv2d` of (N, C_in, L) or (C_in, L).

    The weight is (C_out, C_in / groups, k), the output (N, C_out, L_out) or (C_out, L_out).

    References
    ----------
    https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.conv1d.html

    Examples
    --------
    >>> conv1d(np.array([[1, 2, 3, 4]]), np.array([[[1, 10]]]))
    array([[21, 32, 43]])
    """
    x, w, b, how, size, sides = check(input, weight, bias, stride, padding, dilation, groups, 1)
    x = surround(x, sides)
    y = slide(x, w, size, *how)[:, :, 0]  # (N, C_out, L_out)
    y = add_bias(y, b)
    return y if np.ndim(input) == 3 else y[0]


def conv1d_backward(
    grad_output: ArrayLike,
    input: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    stride: Ints = 1,
    padding: Ints | str = 0,
    dilation: Ints = 1,
    groups: int = 1,
) -> tuple[NDArray, NDArray, NDArray]:
    """Return the gradients of :func:`conv1d` for its input, weight and bias.

    Examples
    --------
    >>> x, w = np.array([[1.0, 2.0, 3.0, 4.0]]), np.array([[[1.0, 10.0]]])
    >>> conv1d_backward(np.array([[1.0, 0.0, 0.0]]), x, w)
    (array([[ 1., 10.,  0.,  0.]]), array([[[1., 2.]]]), array([1.]))
    """
    x, w, _, how, size, sides = check(input, weight, bias, stride, padding, dilation, groups, 1)
    grad_y = gradient(grad_output, x, (len(x), len(w), size[1]), np.ndim(input) == 3)
    grad_b, grad_y = bias_gradient(grad_y), grad_y[:, :, None]  # (N, C_out, 1, L_out)
    x = surround(x, sides)
    grad_x = cut(spread(grad_y, w, x.shape, *how), sides)[:, :, 0]
    grad_w = weigh(x, grad_y, w.shape, *how)[:, :, 0]
    return grad_x if np.ndim(input) == 3 else grad_x[0], grad_w, grad_b
