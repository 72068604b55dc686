"""The transposed convolution, forward and backward: from small to large."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnlib.arguments import Ints

from ._arguments import gradient
from ._bias import add_bias, bias_gradient
from ._check_convolution import check
from ._moves import slide, spread, weigh
from .padding import cut, surround


def conv_transpose2d(
    input: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    stride: Ints = 1,
    padding: Ints = 0,
    output_padding: Ints = 0,
    groups: int = 1,
    dilation: Ints = 1,
) -> NDArray:
    """Let every input cell stamp the kernel, times itself, onto the output; add what overlaps.

    This is how :func:`conv2d` sends gradients back to its input, used forward, to go from
    small to large. Each axis gives ``(n - 1) s - 2p + d (k - 1) + output_padding + 1`` cells.

    Parameters
    ----------
    input : array_like, (N, C_in, H, W) or (C_in, H, W)
    weight : array_like, (C_in, C_out / groups, kh, kw)
    bias : array_like, (C_out,), optional
    stride, dilation : int or (int, int)
        The stride is the distance between two stamps.
    padding : int or (int, int)
        Cut so many rows and columns off each side of the output: it undoes conv2d's padding.
    output_padding : int or (int, int)
        Add so many at the end of each axis: the sizes that conv2d's stride rounds away.
        Less than the stride or the dilation.
    groups : int
        As in :func:`conv2d`.

    Returns
    -------
    NDArray, (N, C_out, H_out, W_out) or (C_out, H_out, W_out)

    Raises
    ------
    ValueError, TypeError
        As :func:`conv2d`.

    References
    ----------
    https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.conv_transpose2d.html

    Examples
    --------
    >>> w = np.array([[[[0, 1], [2, 3]]]])
    >>> conv_transpose2d(np.array([[[1, 10]]]), w)
    array([[[ 0,  1, 10],
            [ 2, 23, 30]]])
    >>> conv_transpose2d(np.array([[[1, 10]]]), w, stride=2)
    array([[[ 0,  1,  0, 10],
            [ 2,  3, 20, 30]]])
    """
    x, w, b, how, size, sides = check(
        input, weight, bias, stride, padding, dilation, groups, output_padding=output_padding
    )
    full = [n + sum(sides.get(axis, (0, 0))) for axis, n in enumerate(size, 2)]
    y = spread(x, w, (len(x), w.shape[1] * groups, *full), *how)
    y = add_bias(cut(y, sides), b)
    return y if np.ndim(input) == 4 else y[0]


def conv_transpose2d_backward(
    grad_output: ArrayLike,
    input: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    stride: Ints = 1,
    padding: Ints = 0,
    output_padding: Ints = 0,
    groups: int = 1,
    dilation: Ints = 1,
) -> tuple[NDArray, NDArray, NDArray]:
    """Return the gradients of :func:`conv_transpose2d` for its input, weight and bias.

    The input's gradient is the plain convolution of grad_output with the same weight.

    Examples
    --------
    >>> x, w = np.array([[[1.0, 10.0]]]), np.array([[[[0.0, 1.0], [2.0, 3.0]]]])
    >>> grad_x, grad_w, grad_b = conv_transpose2d_backward(np.ones((1, 2, 3)), x, w)
    >>> grad_x, grad_b
    (array([[[6., 6.]]]), array([6.]))
    >>> grad_w
    array([[[[11., 11.],
             [11., 11.]]]])
    """
    x, w, _, how, size, sides = check(
        input, weight, bias, stride, padding, dilation, groups, output_padding=output_padding
    )
    grad_y = gradient(grad_output, x, (len(x), w.shape[1] * groups, *size), np.ndim(input) == 4)
    full = surround(grad_y, sides)
    grad_x = slide(full, w, x.shape[2:], *how)
    grad_w = weigh(full, x, w.shape, *how)
    return grad_x if np.ndim(input) == 4 else grad_x[0], grad_w, bias_gradient(grad_y)
