"""Convolution layers, forward and backward: pad, slide a window, multiply, add.

``conv2d_loops`` is the definition. All other functions do the same in three moves between an
input x, a weight w and an output y (see ``_moves.py``):

* ``slide``: y from x and w. Each window of x, times w: the convolution itself.
* ``spread``: x from y and w. Each cell of y, times w, added back where its window lay.
* ``weigh``: w from x and y. Each window of x, times the cell of y that it made.

The gradients of a convolution are the other two moves. A transposed convolution
(``transposed.py``) is ``spread`` used forward, and its gradients are again the other two. Each
``_backward`` takes the gradient of the output and then exactly what its forward function took.
"""

from typing import overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnlib.arguments import Ints

from ._arguments import gradient
from ._bias import add_bias, bias_gradient
from ._check_convolution import check
from ._moves import slide, spread, weigh
from .padding import cut, surround


def conv2d_loops(
    input: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    stride: Ints = 1,
    padding: Ints | str = 0,
    dilation: Ints = 1,
    groups: int = 1,
) -> NDArray:
    """Do exactly what :func:`conv2d` does, one multiplication at a time.

    This is the definition, to be read and checked by hand. It is thousands of times slower.

    Examples
    --------
    >>> x = np.arange(9).reshape(1, 3, 3)
    >>> w = np.array([[[[0, 1], [2, 3]]]])
    >>> conv2d_loops(x, w)
    array([[[19, 25],
            [37, 43]]])
    """
    x, w, b, how, size, sides = check(input, weight, bias, stride, padding, dilation, groups)
    (sh, sw), (dh, dw), groups = how
    x = surround(x, sides)  # (N, C_in, H + padding, W + padding)
    C_out, C, kh, kw = w.shape  # C = C_in / groups, the channels that one kernel sees
    y = np.zeros((len(x), C_out, *size), x.dtype)  # (N, C_out, H_out, W_out)
    for n, o, r, c in np.ndindex(y.shape):
        first = o // (C_out // groups) * C  # the first channel of this kernel's group
        for i in range(C):
            for u in range(kh):
                for v in range(kw):
                    cell = x[n, first + i, r * sh + u * dh, c * sw + v * dw]
                    with np.errstate(invalid="ignore", over="ignore"):  # infinity passes through
                        y[n, o, r, c] += w[o, i, u, v] * cell
    y = add_bias(y, b)
    return y if np.ndim(input) == 4 else y[0]


def conv2d(
    input: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    stride: Ints = 1,
    padding: Ints | str = 0,
    dilation: Ints = 1,
    groups: int = 1,
) -> NDArray:
    r"""Slide every kernel over the input; at each place multiply, add over all channels.

    .. math:: y[n, o, r, c] = b[o] + \sum_{i,u,v} w[o, i, u, v]\,
              x[n, i, r s + u d, c s + v d]

    It is cross-correlation: the kernel is not turned. Each axis gives
    :math:`\lfloor (n + 2p - d(k - 1) - 1)/s \rfloor + 1` cells.

    Parameters
    ----------
    input : array_like, (N, C_in, H, W) or (C_in, H, W)
        float32, float64 or integers; the output has the same dtype. The batch may be empty.
    weight : array_like, (C_out, C_in / groups, kh, kw)
    bias : array_like, (C_out,), optional
    stride, dilation : int or (int, int)
    padding : int, (int, int), "valid" or "same"
        Zeros on each of the two sides. "same" keeps the size, for stride 1; where the
        total is odd, the extra row or column comes last.
    groups : int
        Split the channels into so many independent convolutions, side by side.

    Returns
    -------
    NDArray, (N, C_out, H_out, W_out) or (C_out, H_out, W_out)

    Raises
    ------
    ValueError
        If shapes do not fit together or a number is out of range.
    TypeError
        If dtypes differ or are not supported, or a number is not whole.

    References
    ----------
    https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.conv2d.html

    Examples
    --------
    >>> x = np.arange(9).reshape(1, 3, 3)
    >>> w = np.array([[[[0, 1], [2, 3]]]])
    >>> conv2d(x, w)
    array([[[19, 25],
            [37, 43]]])
    >>> conv2d(x, w, bias=np.array([100]), stride=2, padding=1)
    array([[[100, 108],
            [121, 143]]])
    """
    x, w, b, how, size, sides = check(input, weight, bias, stride, padding, dilation, groups)
    x = surround(x, sides)
    y = slide(x, w, size, *how)
    y = add_bias(y, b)
    return y if np.ndim(input) == 4 else y[0]


@overload
def conv2d_backward(
    grad_output: ArrayLike,
    input: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = ...,
    stride: Ints = ...,
    padding: Ints | str = ...,
    dilation: Ints = ...,
    groups: int = ...,
) -> tuple[NDArray, NDArray, NDArray]: ...
@overload
def conv2d_backward(
    grad_output: ArrayLike,
    input: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = ...,
    stride: Ints = ...,
    padding: Ints | str = ...,
    dilation: Ints = ...,
    groups: int = ...,
    *,
    output_mask: tuple[bool, bool, bool],
) -> tuple[NDArray | None, NDArray | None, NDArray | None]: ...
def conv2d_backward(
    grad_output: ArrayLike,
    input: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    stride: Ints = 1,
    padding: Ints | str = 0,
    dilation: Ints = 1,
    groups: int = 1,
    *,
    output_mask: tuple[bool, bool, bool] = (True, True, True),
) -> tuple[NDArray | None, NDArray | None, NDArray | None]:
    """Return the gradients of :func:`conv2d` for its input, weight and bias.

    A weight's gradient is each number that the weight was multiplied with, times the
    gradient of the cell that the product went to; likewise an input's. A bias went
    to every cell of its map: its gradient is their sum, whatever its value.

    Parameters
    ----------
    grad_output : array_like, of the output's shape
        The gradient of the loss for each output cell.
    input, weight, bias, stride, padding, dilation, groups
        What :func:`conv2d` took, float32 or float64.
    output_mask : (bool, bool, bool)
        Which of the three are wanted; the others are None. Data need no gradient.

    Returns
    -------
    tuple of NDArray
        Of the shapes of input, weight and (C_out,).

    Raises
    ------
    ValueError, TypeError
        As :func:`conv2d`, and if grad_output has another shape or dtype than the output.

    Examples
    --------
    >>> x = np.arange(9.0).reshape(1, 3, 3)
    >>> w = np.array([[[[0.0, 1.0], [2.0, 3.0]]]])
    >>> grad_x, grad_w, grad_b = conv2d_backward(np.ones((1, 2, 2)), x, w)
    >>> grad_x
    array([[[0., 1., 1.],
            [2., 6., 4.],
            [2., 5., 3.]]])
    >>> grad_w
    array([[[[ 8., 12.],
             [20., 24.]]]])
    >>> grad_b
    array([4.])
    """
    x, w, _, how, size, sides = check(input, weight, bias, stride, padding, dilation, groups)
    grad_y = gradient(grad_output, x, (len(x), len(w), *size), np.ndim(input) == 4)
    x = surround(x, sides)
    grad_x = cut(spread(grad_y, w, x.shape, *how), sides) if output_mask[0] else None
    grad_w = weigh(x, grad_y, w.shape, *how) if output_mask[1] else None
    grad_b = bias_gradient(grad_y) if output_mask[2] else None
    return grad_x if grad_x is None or np.ndim(input) == 4 else grad_x[0], grad_w, grad_b
