"""Padding: what stands beyond the edge of an array, forward and backward."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ._arguments import gradient
from ._check_padding import STAND_IN, Sides, check


def pad(
    input: ArrayLike, pad: Sequence[int], mode: str = "constant", value: float | None = None
) -> NDArray:
    """Put cells around an array, or with negative numbers take cells away.

    Parameters
    ----------
    input : array_like
        For "constant" of any shape; else (C, W), (N, C, W), (C, H, W), (N, C, H, W) and so on:
        the axes to pad, behind a channel and perhaps a batch axis.
    pad : sequence of int
        (before, after) of the last axis, then of the last but one, and so on:
        (left, right, top, bottom) for pictures.
    mode : {"constant", "reflect", "replicate", "circular"}
        What the new cells hold: one value; what lies as far inside the edge; the cell at the
        edge; what lies at the other end.
    value : number, optional
        For "constant" only: 0 if not given. For integers it is cut to a whole number.

    Returns
    -------
    NDArray
        A new array of input's dtype; each axis has ``before + n + after`` cells.

    Raises
    ------
    ValueError
        If `pad` does not fit the axes, takes more cells away than there are, or asks for a cell
        that is not there: "reflect" needs less than n, "circular" at most n; or if the dtype
        cannot hold the value.
    TypeError
        If `pad` is not a sequence of whole numbers, or the dtype is not supported.

    References
    ----------
    https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.pad.html

    Examples
    --------
    >>> x = np.array([[1, 2, 3]])
    >>> pad(x, (1, 2))
    array([[0, 1, 2, 3, 0, 0]])
    >>> pad(x, (1, 2), "reflect"), pad(x, (1, 2), "replicate"), pad(x, (1, 2), "circular")
    (array([[2, 1, 2, 3, 2, 1]]), array([[1, 1, 2, 3, 3, 3]]), array([[3, 1, 2, 3, 1, 2]]))
    >>> pad(x, (-1, 0, 1, 0), value=7)
    array([[7, 7],
           [2, 3]])
    """
    x, sides = check(input, pad, mode, value)
    if mode != "constant":
        for axis, (before, after) in sides.items():
            x = x.take(_cells(x.shape[axis], before, after, mode), axis)
        return x
    value = 0 if value is None else value
    return surround(x, sides, bool(value) if x.dtype == bool else value)


def pad_backward(
    grad_output: ArrayLike,
    input: ArrayLike,
    pad: Sequence[int],
    mode: str = "constant",
    value: float | None = None,
) -> NDArray:
    """Return the gradient of :func:`pad` for its input.

    Each cell collects the gradients of all the places that hold a copy of it.

    Examples
    --------
    >>> pad_backward(np.array([[1.0, 2, 3, 4, 5, 6]]), np.zeros((1, 3)), (1, 2), "replicate")
    array([[ 3.,  3., 15.]])
    """
    x, sides = check(input, pad, mode, value)
    g = gradient(grad_output, x, [n + sum(sides.get(a, (0, 0))) for a, n in enumerate(x.shape)])
    if mode == "constant":
        grad = np.zeros_like(x)
        inner, kept = _inner(x, sides)
        grad[kept] = g[inner]
        return grad
    for axis, (before, after) in reversed(sides.items()):
        n = g.shape[axis] - before - after
        grad = np.zeros((n, *np.delete(g.shape, axis)), g.dtype)
        with np.errstate(invalid="ignore", over="ignore"):  # NaN and infinity pass through
            np.add.at(grad, _cells(n, before, after, mode), np.moveaxis(g, axis, 0))
        g = np.moveaxis(grad, 0, axis)
    return g


def surround(x: NDArray, sides: Sides, value: float = 0) -> NDArray:
    """Put cells of one value around x, or take cells away; x itself where there are no sides."""
    if not sides:
        return x
    shape = [n + sum(sides.get(axis, (0, 0))) for axis, n in enumerate(x.shape)]
    y = np.full(shape, value, x.dtype)
    inner, kept = _inner(x, sides)
    y[inner] = x[kept]
    return y


def cut(y: NDArray, sides: Sides) -> NDArray:
    """Take away what :func:`surround` put there."""
    return surround(y, {axis: (-before, -after) for axis, (before, after) in sides.items()})


def _cells(n: int, before: int, after: int, mode: str) -> NDArray:
    """Return which cell of the axis each cell of the padded axis holds."""
    i = np.arange(-before, n + after)
    if mode == "circular":  # around what is left after negative pads, as in torch
        first, last = max(-before, 0), n - max(-after, 0)
        return first + STAND_IN[mode](i - first, last - first)
    return STAND_IN[mode](i, n)


def _inner(x: NDArray, sides: Sides) -> tuple[tuple, tuple]:
    """Return where a constant padding keeps the input: (index of the output, of the input)."""
    inner, kept = [slice(None)] * x.ndim, [slice(None)] * x.ndim
    for axis, (before, after) in sides.items():
        n = x.shape[axis]
        kept[axis] = slice(max(-before, 0), n - max(-after, 0))
        inner[axis] = slice(max(before, 0), n + before + min(after, 0))
    return tuple(inner), tuple(kept)
