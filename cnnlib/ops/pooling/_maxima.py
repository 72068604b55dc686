"""The maxima of all windows, where they are, and who takes their gradients.

The first of equal maxima wins, row by row, and of several NaN the last: so it is in torch.
Everything is done for a block of planes at a time, a plane being one channel of one image.
"""

from collections.abc import Iterator, Sequence
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from cnnlib.arguments import Sizes

from ._windows import Index, Line, lines

BLOCK = 1 << 18  # numbers of the input in a block: few enough for the processor's cache


def maxima(x: NDArray, k: Sizes, s: Sizes, p: Sizes, d: Sizes, size: Sizes) -> NDArray:
    """Return the maximum of each window: of each of its columns, then of those maxima."""
    rows, columns = lines(x.shape, k, s, p, d, size)
    y = np.empty((*x.shape[:2], *size), x.dtype)
    for planes, block in _blocks(x):
        shape = (len(block), size[0], x.shape[3])
        tall = _largest([((slice(None), out), block[:, i]) for out, i in rows], shape, x.dtype)
        parts = [((..., out), tall[..., j]) for out, j in columns]
        y.reshape(-1, *size)[planes] = _largest(parts, (len(block), *size), x.dtype)
    return y


def share(g: NDArray, x: NDArray, k: Sizes, size: Sizes, y: NDArray | None = None) -> NDArray:
    """Return the gradient of x if the windows lie side by side: each cell's share of g.

    `y` are the maxima, (N, C, *size), if they are at hand.
    """
    (kh, kw), (H, W) = k, size
    high, wide = H * kh, W * kw  # behind them, rows and columns may be left over
    grad = (np.empty if (high, wide) == x.shape[2:] else np.zeros)(x.shape, x.dtype)
    whole = f"i{x.itemsize}"  # bits are multiplied as whole numbers: an infinity times 0 is 0
    for planes, block in _blocks(x):
        if y is None:
            best = maxima(block[None], k, k, (0, 0), (1, 1), size)[0]  # (n, H_out, W_out)
        else:
            best = y.reshape(-1, *size)[planes]
        seen = block[:, :high, :wide].reshape(-1, H, kh, wide)
        wins, has_nan = seen == _widen(best, kw), np.isnan(best).any()
        if has_nan or np.count_nonzero(wins) != best.size:
            if kw == 2 and not has_nan:
                _settle_pairs(wins.view("<u2"))
            else:
                _settle(wins.reshape(-1, H, kh, W, kw), seen)
        part = grad.view(whole).reshape(-1, *x.shape[2:])[planes, :high, :wide]
        np.multiply(_widen(g[planes], kw).view(whole), wins, out=_cut(part, H, kh))
    return grad


def _cut(planes: NDArray, H: int, kh: int) -> NDArray:
    """Show (n, H kh, W) as (n, H, kh, W) without a copy."""
    n, row, column = planes.strides
    shape = (len(planes), H, kh, planes.shape[2])
    return np.lib.stride_tricks.as_strided(planes, shape, (n, kh * row, row, column))


def places(
    x: NDArray, k: Sizes, s: Sizes, p: Sizes, d: Sizes, size: Sizes
) -> Iterator[tuple[slice, NDArray, NDArray]]:
    """Find where each window has its maximum.

    Yields which planes; which windows see any cell at all, (H_out, W_out); and the places of the
    maxima, ``row * W + column``, (n, H_out, W_out).

    Every window looks at its cells one by one, until it meets its maximum: the number of cells
    that it looks at in vain says which cell wins. NaN equals nothing, so a window with a NaN
    looks in vain to the end, and is looked at again.
    """
    rows, columns = lines(x.shape, k, s, p, d, size)
    start = [np.arange(n) * s_ - p_ for n, s_, p_ in zip(size, s, p, strict=True)]
    first = start[0][:, None] * x.shape[3] + start[1]  # the place of each window's first cell
    offset = np.add.outer(np.arange(k[0]) * d[0] * x.shape[3], np.arange(k[1]) * d[1]).ravel()
    sees = np.zeros(size, bool)
    for out, _ in _cells(x[:0, 0], rows, columns, s):
        sees[out[1:]] = True
    # where a window sees nothing, torch names the first cell behind the padding in front
    behind = [np.maximum(0, -(begin // d_)) for begin, d_ in zip(start, d, strict=True)]
    nothing = np.where(sees, 0, behind[0][:, None] * k[1] + behind[1])

    for planes, block in _blocks(x):
        cells = list(_cells(block, rows, columns, s))
        best = _largest(cells, (len(block), *size), x.dtype)
        looks = np.ones(best.shape, bool) & sees
        winner = np.full(best.shape, nothing, np.min_scalar_type(len(offset)))
        for out, seen in cells:
            looks[out] &= seen != best[out]
            winner += looks.view(np.uint8)
        if looks.any():
            for cell, (out, seen) in enumerate(cells):
                winner[out] = np.where(seen != seen, cell, winner[out])
        yield planes, sees, offset.take(winner) + first


def _settle(wins: NDArray, seen: NDArray) -> None:
    """Leave one winner in each window: of equal maxima the first, of several NaN the last.

    `wins` says which cells equal the maximum of their window, (n, H_out, kh, W_out, kw).
    """
    free = np.ones((*wins.shape[:2], wins.shape[3]), bool)  # windows without a winner
    cells = list(np.ndindex(wins.shape[2], wins.shape[4]))
    for i, j in cells:
        wins[:, :, i, :, j] &= free
        free ^= wins[:, :, i, :, j]
    if free.any():
        is_nan = np.isnan(seen).reshape(wins.shape)
        for i, j in reversed(cells):
            wins[:, :, i, :, j] |= is_nan[:, :, i, :, j] & free
            free &= ~is_nan[:, :, i, :, j]


def _settle_pairs(pairs: NDArray) -> None:
    """Leave the first winner in each window two cells wide; two cells are read as one number.

    The left cell is its low byte: 1 if the left one equals the maximum, 256 if the right one
    does, 257 if both do. There must be no NaN. `pairs` is (n, H_out, kh, W_out).
    """
    pairs &= -pairs  # the lowest bit alone: of two winners the left one
    free = pairs[:, :, 0] == 0  # windows without a winner
    for i in range(1, pairs.shape[2]):
        pairs[:, :, i] *= free
        free &= pairs[:, :, i] == 0


def _widen(a: NDArray, times: int) -> NDArray:
    """Repeat each column, and put an axis in front of the columns: (n, H, 1, W times)."""
    wide = np.empty((*a.shape[:-1], 1, a.shape[-1] * times), a.dtype)
    for j in range(times):
        wide[..., 0, j::times] = a
    return wide


def _blocks(x: NDArray) -> Iterator[tuple[slice, NDArray]]:
    """Cut the planes of x, that is the channels of all images, into blocks of about BLOCK numbers.

    Yields which planes, and those planes: (n, H, W).
    """
    x = x.reshape(-1, *x.shape[2:])
    n = max(1, BLOCK // x[0].size) if len(x) else 1
    for first in range(0, len(x), n):
        yield slice(first, first + n), x[first : first + n]


def _cells(x: NDArray, rows: Line, columns: Line, s: Sizes) -> Iterator[tuple[Index, NDArray]]:
    """Pair the windows with what their first cell sees, then their second, and so on.

    Yields the index of the output, without the windows whose cell lies in the padding, and the
    cells that the other windows see: (n, rows, columns). NumPy is fast where neighbours lie side
    by side. So of a stride s, every s-th row and column are first copied into one part, the rows
    and columns behind them into the next; in a part neighbouring windows see neighbours.
    """
    parts = {}
    for out_rows, in_rows in rows:
        for out_columns, in_columns in columns:
            (a, i), (b, j) = _unstrided(in_rows), _unstrided(in_columns)
            if (a, b) not in parts:
                parts[a, b] = np.ascontiguousarray(x[:, a :: s[0], b :: s[1]])
            yield (slice(None), out_rows, out_columns), parts[a, b][:, i, j]


def _unstrided(window: slice) -> tuple[int, slice]:
    """Return a and a slice i without steps, such that x[window] is x[a::step][i]."""
    skipped, a = divmod(window.start, window.step)
    return a, slice(skipped, skipped + (window.stop - window.start) // window.step)


def _largest(cells: Sequence[tuple[Index, NDArray]], shape: Sizes, dtype: np.dtype) -> NDArray:
    """Return the largest of several arrays; each comes with its place in the result."""
    whole = [seen for _, seen in cells if seen.shape == shape]
    if len(whole) > 1:  # most often; faster than to begin with minus infinity
        y, cells = reduce(np.maximum, whole), [c for c in cells if c[1].shape != shape]
    else:  # padding counts as the lowest number
        y = np.full(shape, -np.inf if dtype.kind == "f" else np.iinfo(dtype).min, dtype)
    for out, seen in cells:
        np.maximum(y[out], seen, out=y[out])
    return y
