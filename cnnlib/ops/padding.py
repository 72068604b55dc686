"""Padding: what stands beyond the edge of an array, forward and backward."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnlib.arguments import by, ints

from ._arguments import gradient

# Each mode says which cell of an axis of n cells stands in for cell i, beyond 0 and n - 1.
STAND_IN = {
    "reflect": lambda i, n: n - 1 - np.abs(n - 1 - np.abs(i)),
    "replicate": lambda i, n: np.clip(i, 0, n - 1),
    "circular": lambda i, n: i % n,
}


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
    x, sides = _check(input, pad, mode, value)
    if mode != "constant":
        for axis, (before, after) in sides.items():
            x = x.take(_cells(x.shape[axis], before, after, mode), axis)
        return x
    shape = [n + sum(sides.get(axis, (0, 0))) for axis, n in enumerate(x.shape)]
    value = 0 if value is None else value
    out = np.full(shape, bool(value) if x.dtype == bool else value, x.dtype)
    inner, kept = _inner(x, sides)
    out[inner] = x[kept]
    return out


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
    x, sides = _check(input, pad, mode, value)
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


def _cells(n: int, before: int, after: int, mode: str) -> NDArray:
    """Return which cell of the axis each cell of the padded axis holds."""
    i = np.arange(-before, n + after)
    if mode == "circular":  # around what is left after negative pads, as in torch
        first, last = max(-before, 0), n - max(-after, 0)
        return first + STAND_IN[mode](i - first, last - first)
    return STAND_IN[mode](i, n)


def _inner(x: NDArray, sides: dict) -> tuple[tuple, tuple]:
    """Return where a constant padding keeps the input: (index of the output, of the input)."""
    inner, kept = [slice(None)] * x.ndim, [slice(None)] * x.ndim
    for axis, (before, after) in sides.items():
        n = x.shape[axis]
        kept[axis] = slice(max(-before, 0), n - max(-after, 0))
        inner[axis] = slice(max(before, 0), n + before + min(after, 0))
    return tuple(inner), tuple(kept)


def _check(input, pad, mode, value) -> tuple[NDArray, dict[int, tuple[int, int]]]:
    """Return the array and {axis: (before, after)}, or say what is wrong."""
    if mode != "constant" and mode not in list(STAND_IN):
        raise ValueError(f"mode must be 'constant' or one of {list(STAND_IN)}, got {mode!r}")
    x = _native(input, mode)
    if not isinstance(pad, (tuple, list)):
        raise TypeError(f"pad must be a sequence of whole numbers, got {pad!r}: use ({pad}, {pad})")
    pad = ints("pad", pad, len(pad)) if pad else ()
    if len(pad) % 2 or len(pad) > 2 * x.ndim:
        raise ValueError(
            f"pad has {len(pad)} numbers: give two for each axis to pad, of {x.ndim} axes at most"
        )
    sides = {x.ndim - 1 - i: pad[2 * i : 2 * i + 2] for i in range(len(pad) // 2)}
    grown = {axis: x.shape[axis] + sum(side) for axis, side in sides.items()}
    if mode == "constant":
        if value is not None:
            _check_value(value, x.dtype)
        if min(grown.values(), default=0) < 0 or any(
            max(-b, 0) + max(-a, 0) > x.shape[axis] for axis, (b, a) in sides.items()
        ):
            raise ValueError(f"pad {pad} takes away more cells than input {by(x.shape)} has")
        return x, sides

    if value:
        raise ValueError(f"mode {mode!r} takes no value, got {value!r}: leave it out")
    if len(sides) not in (1, 2, 3) or x.ndim - len(sides) not in (1, 2):
        raise ValueError(
            f"mode {mode!r} pads 1, 2 or 3 axes behind a channel and perhaps a batch axis, but "
            f"pad has {len(pad)} numbers for input {by(x.shape)}: "
            f"give {2 * (x.ndim - 1)} or {2 * (x.ndim - 2)}"
        )
    for axis, (before, after) in sides.items():
        n = x.shape[axis]
        # torch wraps around what negative pads leave, and reads past it where that is too short
        left = n - max(-before, 0) - max(-after, 0)
        most = {"reflect": n - 1, "circular": left}.get(mode, max(before, after))
        nothing = mode != "circular" and not any(grown.values())
        if grown[axis] < 0 or max(before, after) > most or nothing:
            raise ValueError(
                f"mode {mode!r} cannot put {before} and {after} cells around {n}: use smaller pads"
            )
    if mode != "circular" and 0 in x.shape[-len(sides) - 1 :]:
        raise ValueError(f"input {by(x.shape)} has no cells: only the batch may be empty")
    return x, sides


def _native(input: ArrayLike, mode: str) -> NDArray:
    """Return the input as an array of a dtype that torch pads too, or refuse it."""
    x = np.asarray(input)
    if x.dtype.char not in (
        "bhilqBefdFD" if mode in ("reflect", "replicate") else "?bhilqBHILQefdFD"
    ):
        raise TypeError(
            f"input is {x.dtype}, which mode {mode!r} does not pad: convert it with "
            ".astype(np.float32), or .astype(np.int64)"
        )
    return x.astype(x.dtype.newbyteorder("="), copy=False)


def _check_value(value: float, dtype: np.dtype) -> None:
    """Refuse a padding value that the dtype cannot hold; fractions of integers are cut off."""
    if not isinstance(value, (int, float, np.integer, np.floating, np.bool_)):
        raise TypeError(f"value must be a number, got {value!r}")
    if dtype.kind in "iu":
        lowest, highest = np.iinfo(dtype).min, np.iinfo(dtype).max
        fits = lowest <= value <= highest  # not for NaN
    elif dtype.kind == "b":
        return
    else:
        highest = float(np.finfo(dtype).max)
        lowest, fits = (
            -highest,
            abs(value) <= highest or value in (np.inf, -np.inf) or value != value,
        )
    if not fits:
        raise ValueError(
            f"value {value} does not fit into {dtype}, from {lowest} to {highest}: "
            "use another value or convert the input"
        )
