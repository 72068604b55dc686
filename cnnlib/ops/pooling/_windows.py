"""What all poolings share: their arguments, and which cell of a window sees what.

All of it rests on one thought: instead of going from window to window, go from cell to cell of
the window, and do all windows at once.
"""

from collections.abc import Iterator
from types import EllipsisType

from numpy.typing import ArrayLike, NDArray

from cnnlib.arguments import Ints, Sizes, by, ints, once
from cnnlib.shapes.sizes import output_size

from .._arguments import batched, real

Line = list[tuple[slice, slice]]  # see `lines`
Index = tuple[slice | EllipsisType, ...]


def overlaps(
    shape: Sizes, k: Sizes, s: Sizes, p: Sizes, d: Sizes, size: Sizes
) -> Iterator[tuple[int, Index, Index]]:
    """Pair each cell of the window with what it sees, for all windows at once.

    Yields (cell, index of the output, index of the input), where the index of the output
    leaves out the windows whose cell lies in the padding.
    """
    rows, columns = lines(shape, k, s, p, d, size)
    for i, (out_rows, in_rows) in enumerate(rows):
        for j, (out_columns, in_columns) in enumerate(columns):
            yield i * k[1] + j, (..., out_rows, out_columns), (..., in_rows, in_columns)


def lines(shape: Sizes, k: Sizes, s: Sizes, p: Sizes, d: Sizes, size: Sizes) -> list[Line]:
    """Return, for each axis and each cell of the window along it, (part of output, of input)."""
    lines = []
    for n, k_, s_, p_, d_, size_ in zip(shape[2:], k, s, p, d, size, strict=True):
        line = []
        for i in range(k_):
            offset = i * d_ - p_  # cell i of window r sees place r s + offset
            low = max(0, -(offset // s_))
            high = max(low, min(size_, (n - 1 - offset) // s_ + 1))
            begin = low * s_ + offset
            line.append((slice(low, high), slice(begin, begin + (high - low) * s_, s_)))
        lines.append(line)
    return lines


def check(
    input: ArrayLike,
    kernel_size: Ints,
    stride: Ints | None,
    padding: Ints,
    dilation: Ints,
    ceil_mode: bool,
) -> tuple[NDArray, Sizes, Sizes, Sizes, Sizes, Sizes]:
    """Return the arguments of a pooling as arrays and pairs, or say what is wrong with them."""
    x = batched("input", real("input", input))  # (N, C, H, W)
    if 0 in x.shape[1:]:
        raise ValueError(f"input {by(x.shape)} has no cells: only the batch may be empty")
    k = ints("kernel_size", kernel_size, least=1)
    no_stride = stride is None or (isinstance(stride, (tuple, list)) and not stride)
    s = k if no_stride else ints("stride", stride, least=1)
    p, d = ints("padding", padding, least=0), ints("dilation", dilation, least=1)
    if any(p_ > k_ // 2 for p_, k_ in zip(p, k, strict=True)):
        raise ValueError(
            f"padding {once(p)} is more than half the kernel {by(k)}: some windows would see "
            "nothing but padding; use less padding or a larger kernel"
        )
    if max(*k, *s, *p, *d) >= 2**31:
        raise ValueError(
            f"kernel {by(k)}, stride {by(s)}, padding {by(p)}, dilation {by(d)}: "
            f"use numbers below {2**31}, the least that torch refuses"
        )
    return x, k, s, p, d, output_size(x.shape[2:], k, s, p, d, ceil_mode)
