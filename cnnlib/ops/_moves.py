"""The three moves between an input x, a weight w and an output y of a convolution.

* ``slide``: y from x and w. Each window of x, times w: the convolution itself.
* ``spread``: x from y and w. Each cell of y, times w, added back where its window lay.
* ``weigh``: w from x and y. Each window of x, times the cell of y that it made.

All three are products of matrices, which is what computers do fastest: windows are copied out,
one window a column, a block of them at a time. An output is written (N, G, C_out/G, H W) and a
weight (G, C_out/G, K), with K = C/G kh kw, for G groups; a block of windows is (n, G, K, L).
"""

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from cnnlib.arguments import Sizes

# Windows are copied out in blocks of so many bytes, few enough for the processor's cache. All at
# once they would be 122 MB for an 11x11 kernel on a 512x512 image in float32, and slower.
BLOCK = 1 << 19
SHORT = 128  # rows with fewer windows than this are copied in two steps: see _columns


@np.errstate(invalid="ignore", over="ignore")  # NaN and infinity pass through
def slide(
    x: NDArray, w: NDArray, size: Sizes, stride: Sizes, dilation: Sizes, groups: int
) -> NDArray:
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
def spread(
    y: NDArray, w: NDArray, shape: Sizes, stride: Sizes, dilation: Sizes, groups: int
) -> NDArray:
    """Return x of this shape: every cell of y, times the weight, added where its window lay."""
    x = np.zeros(shape, y.dtype)
    (kh, kw), size, (sh, sw), (dh, dw) = w.shape[2:], y.shape[2:], stride, dilation
    # One product for each row of the kernel: what it gives is still in the cache when it is added.
    w = w.reshape(groups, len(w) // groups, *w.shape[1:]).transpose(3, 0, 2, 4, 1)
    matrices = w.reshape(kh, groups, -1, w.shape[-1])  # (kh, G, C kw, C_out/G)
    y = y.reshape(len(y), groups, w.shape[-1], math.prod(size))
    for images, rows, places in _blocks(x, kh * kw, size):
        cells, h, W = y[images, ..., places], rows.stop - rows.start, size[1]
        # first down the kernel's rows, then along its columns
        part = x[images, :, rows.start * sh :][:, :, : (h - 1) * sh + (kh - 1) * dh + 1]
        tall = np.zeros((len(cells), shape[1], kw, part.shape[2], W), x.dtype)
        for i, matrix in enumerate(matrices):
            row = (matrix @ cells).reshape(len(cells), shape[1], kw, h, W)
            if i == 0:
                tall[:, :, :, : h * sh : sh] = row
            else:
                tall[:, :, :, i * dh : i * dh + h * sh : sh] += row
        for j in range(kw):
            part[..., j * dw : j * dw + W * sw : sw] += tall[:, :, j]
    return x


@np.errstate(invalid="ignore", over="ignore")
def weigh(
    x: NDArray, y: NDArray, shape: Sizes, stride: Sizes, dilation: Sizes, groups: int
) -> NDArray:
    """Return w of this shape: every window of x, times the cell of y that it made."""
    x, size, (kh, kw) = np.ascontiguousarray(x), y.shape[2:], shape[2:]
    w = np.zeros((groups, shape[0] // groups, math.prod(shape[1:])), x.dtype)
    y = y.reshape(len(y), groups, shape[0] // groups, math.prod(size))
    for images, rows, places in _blocks(x, kh * kw, size):
        columns = _columns(x, images, rows, groups, kh, kw, size, stride, dilation)
        w += (y[images, ..., places] @ columns.swapaxes(2, 3)).sum(0)
    return w.reshape(shape)


def _blocks(x: NDArray, cells: int, size: Sizes) -> Iterator[tuple[slice, slice, slice]]:
    """Cut the windows of x, of so many cells for each channel, into blocks of about BLOCK bytes.

    Yields which images, which rows of the output, and which places of the output, row by row.
    """
    N, (H, W) = len(x), size
    row = max(1, x.shape[1] * cells * W * x.itemsize)  # bytes that one row of the output needs
    rows = min(H, max(1, BLOCK // row))
    images = max(1, BLOCK // max(1, row * H))
    for n in range(0, N, images):
        for r in range(0, H, rows):
            end = min(r + rows, H)
            yield slice(n, min(n + images, N)), slice(r, end), slice(r * W, end * W)


def _columns(
    x: NDArray,
    images: slice,
    rows: slice,
    groups: int,
    kh: int,
    kw: int,
    size: Sizes,
    stride: Sizes,
    dilation: Sizes,
) -> NDArray:
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


def _bands(
    x: NDArray,
    images: slice,
    rows: slice,
    kh: int,
    kw: int,
    size: Sizes,
    stride: Sizes,
    dilation: Sizes,
) -> NDArray:
    """Copy what each column of the kernel sees of a block: (n, C, kw, depth, W).

    The depth is all rows that any row of the kernel sees.
    """
    N_, C_, H_, W_ = x.strides
    begin = images.start * N_ + rows.start * stride[0] * H_
    depth = (rows.stop - rows.start - 1) * stride[0] + (kh - 1) * dilation[0] + 1
    shape = (images.stop - images.start, x.shape[1], kw, depth, size[1])
    strides = (N_, C_, dilation[1] * W_, H_, stride[1] * W_)
    return np.ndarray(shape, x.dtype, x, begin, strides).copy()
