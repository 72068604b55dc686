"""Convolution layers, forward and backward: pad, slide a window, multiply, add.

Everything here rests on three moves between an input x, a weight w and an output y:

* ``_slide``: y from x and w. Each window of x, times w: the convolution itself.
* ``_spread``: x from y and w. Each cell of y, times w, added back where its window lay.
* ``_weigh``: w from x and y. Each window of x, times the cell of y that it made.

The gradients of a convolution are the other two moves. A transposed convolution is ``_spread``
used forward, and its gradients are again the other two. Each ``_backward`` takes the gradient
of the output and then exactly what its forward function took.
"""

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ._arguments import Ints, alike, batched, by, gradient, ints, real, whole
from .padding import pad
from .shapes import output_size

# Windows are copied out in blocks of so many numbers, few enough for the processor's cache. All
# at once they would be 122 MB for an 11x11 kernel on a 512x512 image, and slower.
BLOCK = 1 << 17
SHORT = 128  # rows with fewer windows than this are copied in two steps: see _columns


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
    x, w, b, how, size, sides = _check(input, weight, bias, stride, padding, dilation, groups)
    (sh, sw), (dh, dw), groups = how
    x = _add_padding(x, sides)  # (N, C_in, H + padding, W + padding)
    C_out, C, kh, kw = w.shape  # C = C_in / groups, the channels that one kernel sees
    y = np.zeros((len(x), C_out, *size), x.dtype)  # (N, C_out, H_out, W_out)
    for n, o, r, c in np.ndindex(y.shape):
        first = o // (C_out // groups) * C  # the first channel of this kernel's group
        for i in range(C):
            for u in range(kh):
                for v in range(kw):
                    cell = x[n, first + i, r * sh + u * dh, c * sw + v * dw]
                    y[n, o, r, c] += w[o, i, u, v] * cell
        if b is not None:
            y[n, o, r, c] += b[o]
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
    x, w, b, how, size, sides = _check(input, weight, bias, stride, padding, dilation, groups)
    y = _slide(_add_padding(x, sides), w, size, *how)
    if b is not None:
        y += b[:, None, None]
    return y if np.ndim(input) == 4 else y[0]


def conv2d_backward(
    grad_output: ArrayLike,
    input: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    stride: Ints = 1,
    padding: Ints | str = 0,
    dilation: Ints = 1,
    groups: int = 1,
) -> tuple[NDArray, NDArray, NDArray]:
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
    x, w, _, how, size, sides = _check(input, weight, bias, stride, padding, dilation, groups)
    grad_y = gradient(grad_output, x, (len(x), len(w), *size), np.ndim(input) == 4)
    grad_x, grad_w = _gradients(grad_y, x, w, how, sides)
    return grad_x if np.ndim(input) == 4 else grad_x[0], grad_w, grad_y.sum((0, 2, 3))


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
    x, w, b, how, size, sides = _check(input, weight, bias, stride, padding, dilation, groups, 1)
    y = _slide(_add_padding(x, sides), w, size, *how)[:, :, 0]  # (N, C_out, L_out)
    if b is not None:
        y += b[:, None]
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
    x, w, _, how, size, sides = _check(input, weight, bias, stride, padding, dilation, groups, 1)
    grad_y = gradient(grad_output, x, (len(x), len(w), size[1]), np.ndim(input) == 3)
    grad_x, grad_w = _gradients(grad_y[:, :, None], x, w, how, sides)
    grad_x = grad_x[:, :, 0]
    return grad_x if np.ndim(input) == 3 else grad_x[0], grad_w[:, :, 0], grad_y.sum((0, 2))


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
    x, w, b, how, size, sides = _check(
        input, weight, bias, stride, padding, dilation, groups, output_padding=output_padding
    )
    C_out = w.shape[1] * groups
    full = [n + sum(side) for n, side in zip(size, sides, strict=True)]
    y = _cut_padding(_spread(x, w, (len(x), C_out, *full), *how), sides)
    if b is not None:
        y += b[:, None, None]
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
    x, w, _, how, size, sides = _check(
        input, weight, bias, stride, padding, dilation, groups, output_padding=output_padding
    )
    grad_y = gradient(grad_output, x, (len(x), w.shape[1] * groups, *size), np.ndim(input) == 4)
    full = _add_padding(grad_y, sides)
    grad_x = _slide(full, w, x.shape[2:], *how)
    grad_w = _weigh(full, x, w.shape, *how)
    return grad_x if np.ndim(input) == 4 else grad_x[0], grad_w, grad_y.sum((0, 2, 3))


def _gradients(grad_y, x, w, how, sides) -> tuple[NDArray, NDArray]:
    """Return the gradients of a convolution for its input and weight."""
    padded = _add_padding(x, sides)
    grad_x = _cut_padding(_spread(grad_y, w, padded.shape, *how), sides)
    return grad_x, _weigh(padded, grad_y, w.shape, *how)


# The three moves. An output is written (N, G, C_out/G, H W) and a weight (G, C_out/G, K), with
# K = C/G kh kw, for G groups; a block of windows is (n, G, K, L), one window a column.


@np.errstate(invalid="ignore", over="ignore")  # NaN and infinity pass through
def _slide(x, w, size, stride, dilation, groups) -> NDArray:
    """Return y of this size: every window of x, times the weight."""
    x, (_, C, kh, kw) = np.ascontiguousarray(x), w.shape  # C = C_in / G
    per_group, (H, W) = len(w) // groups, size
    y = np.empty((len(x), groups, per_group, H * W), x.dtype)
    how = kh, kw, size, stride, dilation
    if W < SHORT or 2 * per_group > C * kw:
        matrix = w.reshape(groups, per_group, C * kh * kw)
        for images, rows, places in _blocks(x, kh * kw, size):
            columns, out = _columns(x, images, rows, groups, *how), y[images, ..., places]
            if out.flags.c_contiguous:
                np.matmul(matrix, columns, out=out)
            else:  # far-apart rows are written faster in a second step
                out[:] = matrix @ columns
    else:
        # A wide image and few kernels: it costs less to add up one product for each row of the
        # kernel than to copy the windows of all its rows.
        w = w.reshape(groups, per_group, C, kh, kw)
        for images, rows, places in _blocks(x, kw, size):
            bands, out = _bands(x, images, rows, *how), y[images, ..., places]
            h, out[:] = rows.stop - rows.start, 0
            for i in range(kh):
                begin = i * dilation[0]
                band = bands[:, :, :, begin : begin + h * stride[0] : stride[0]]
                matrix = w[:, :, :, i].reshape(groups, per_group, C * kw)
                out += matrix @ band.reshape(len(band), groups, C * kw, h * W)
    return y.reshape(len(x), groups * per_group, H, W)


@np.errstate(invalid="ignore", over="ignore")
def _spread(y, w, shape, stride, dilation, groups) -> NDArray:
    """Return x of this shape: every cell of y, times the weight, added where its window lay."""
    x = np.zeros(shape, y.dtype)
    (kh, kw), size, (sh, sw), (dh, dw) = w.shape[2:], y.shape[2:], stride, dilation
    matrix = w.reshape(groups, len(w) // groups, -1).swapaxes(1, 2)  # (G, K, C_out/G)
    y = y.reshape(len(y), groups, len(w) // groups, math.prod(size))
    for images, rows, places in _blocks(x, kh * kw, size):
        columns = matrix @ y[images, ..., places]  # (n, G, K, L)
        h, W = rows.stop - rows.start, size[1]
        columns = columns.reshape(-1, shape[1], kh, kw, h, W)  # (n, C, kh, kw, h, W)
        # first down the kernel's rows, then along its columns
        part = x[images, :, rows.start * sh :][:, :, : (h - 1) * sh + (kh - 1) * dh + 1]
        tall = np.zeros((len(columns), shape[1], kw, part.shape[2], W), x.dtype)
        for i in range(kh):
            tall[:, :, :, i * dh : i * dh + h * sh : sh] += columns[:, :, i]
        for j in range(kw):
            part[..., j * dw : j * dw + W * sw : sw] += tall[:, :, j]
    return x


@np.errstate(invalid="ignore", over="ignore")
def _weigh(x, y, shape, stride, dilation, groups) -> NDArray:
    """Return w of this shape: every window of x, times the cell of y that it made."""
    x, size = np.ascontiguousarray(x), y.shape[2:]
    w = np.zeros((groups, shape[0] // groups, math.prod(shape[1:])), x.dtype)
    y = y.reshape(len(y), groups, shape[0] // groups, math.prod(size))
    for images, rows, places in _blocks(x, math.prod(shape[2:]), size):
        columns = _columns(x, images, rows, groups, *shape[2:], size, stride, dilation)
        w += (y[images, ..., places] @ columns.swapaxes(2, 3)).sum(0)
    return w.reshape(shape)


def _blocks(x, cells, size) -> Iterator[tuple[slice, slice, slice]]:
    """Cut the windows of x, of so many cells for each channel, into blocks of about BLOCK numbers.

    Yields which images, which rows of the output, and which places of the output, row by row.
    """
    N, (H, W) = len(x), size
    row = x.shape[1] * cells * W  # numbers that one row of the output needs
    rows = min(H, max(1, BLOCK // row))
    images = max(1, BLOCK // (row * H))
    for n in range(0, N, images):
        for r in range(0, H, rows):
            end = min(r + rows, H)
            yield slice(n, min(n + images, N)), slice(r, end), slice(r * W, end * W)


def _columns(x, images, rows, groups, kh, kw, size, stride, dilation) -> NDArray:
    """Copy a block of windows of x out, one window a column: (n, G, K, L)."""
    n, C, h, W = images.stop - images.start, x.shape[1], rows.stop - rows.start, size[1]
    # Strides say how many bytes lie between one image, channel, row, column and the next. With
    # them an array can show every window of x without a copy; NumPy checks that all is inside x.
    if W < SHORT and kh > 1 and kw > 1:  # rows so short are slow to copy: first copy fewer
        x = _bands(x, images, rows, kh, kw, size, stride, dilation)
        N_, C_, K_, H_, W_ = x.strides
        begin, strides = 0, (N_, C_, dilation[0] * H_, K_, stride[0] * H_, W_)
    else:
        N_, C_, H_, W_ = x.strides
        begin = images.start * N_ + rows.start * stride[0] * H_
        strides = (N_, C_, dilation[0] * H_, dilation[1] * W_, stride[0] * H_, stride[1] * W_)
    windows = np.ndarray((n, C, kh, kw, h, W), x.dtype, x, begin, strides)
    return windows.reshape(n, groups, -1, h * W)  # this copies


def _bands(x, images, rows, kh, kw, size, stride, dilation) -> NDArray:
    """Copy what each column of the kernel sees of a block: (n, C, kw, depth, W).

    The depth is all rows that any row of the kernel sees.
    """
    N_, C_, H_, W_ = x.strides
    begin = images.start * N_ + rows.start * stride[0] * H_
    depth = (rows.stop - rows.start - 1) * stride[0] + (kh - 1) * dilation[0] + 1
    shape = (images.stop - images.start, x.shape[1], kw, depth, size[1])
    strides = (N_, C_, dilation[1] * W_, H_, stride[1] * W_)
    return np.ndarray(shape, x.dtype, x, begin, strides).copy()


def _add_padding(x: NDArray, sides: list[tuple[int, int]]) -> NDArray:
    """Return x with zeros around it, `sides` being (before, after) of each axis that slides."""
    flat = [cells for side in reversed(sides) for cells in side]  # the last axis first
    return pad(x, flat) if any(flat) else x


def _cut_padding(x: NDArray, sides: list[tuple[int, int]]) -> NDArray:
    """Return x without its padding."""
    return _add_padding(x, [(-before, -after) for before, after in sides])


def _check(
    input, weight, bias, stride, padding, dilation, groups, axes=2, output_padding=None
) -> tuple:
    """Return the arguments of a convolution in the form the three moves need, or refuse them.

    That is: x, w, b, (stride, dilation, groups), the output size, the padding on both sides of
    each axis. One axis becomes two, the first of size 1. `output_padding` not None says that the
    convolution is transposed.
    """
    transposed = output_padding is not None
    x = batched("input", real("input", input), "C, H, W" if axes == 2 else "C, L")
    w = real("weight", weight)
    groups = whole("groups", groups, least=1)
    kernels = "C_in, C_out/groups" if transposed else "C_out, C_in/groups"
    if w.ndim != axes + 2 or 0 in w.shape:
        raise ValueError(f"weight has shape {w.shape}, but must be ({kernels}, k...), none of it 0")
    if len(w) % groups:
        raise ValueError(
            f"weight {by(w.shape)} does not divide into {groups} groups: use a multiple"
        )
    C_in, C_out = len(w), w.shape[1] * groups
    if not transposed:
        C_in, C_out = C_out, C_in
    if x.shape[1] != C_in:
        raise ValueError(
            f"input has {x.shape[1]} channels, but weight {by(w.shape)} with groups={groups} "
            f"takes {C_in}: the weight must be ({kernels}, k...)"
        )
    b = None if bias is None else real("bias", bias)
    if b is not None and b.shape != (C_out,):
        raise ValueError(f"bias has shape {b.shape}, but must be ({C_out},), one for each kernel")
    alike(input=x, weight=w, bias=b)

    options = {"transposed": True, "output_padding": output_padding} if transposed else {}
    kernel = w.shape[2:]
    size = output_size(x.shape[2:], kernel, stride, padding, dilation, **options)
    if len(x) and not x.size:
        raise ValueError(f"input {by(x.shape)} has no cells: only the batch may be empty")
    stride, dilation = ints("stride", stride, axes), ints("dilation", dilation, axes)
    if padding == "same":  # d (k - 1) in all; where that is odd, the extra one comes last
        total = [d * (k - 1) for d, k in zip(dilation, kernel, strict=True)]
        sides = [(t // 2, t - t // 2) for t in total]
    else:
        sides = [(p, p) for p in ints("padding", 0 if padding == "valid" else padding, axes)]
    if axes == 1:
        x, w, size, sides = x[:, :, None], w[:, :, None], (1, *size), [(0, 0), *sides]
        stride, dilation = (1, *stride), (1, *dilation)
    return x, w, b, (stride, dilation, groups), size, sides
