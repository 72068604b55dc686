"""What padding asks of its arguments: how far beyond the edge each mode can go."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnlib.arguments import by, ints

Sides = dict[int, tuple[int, int]]  # axis → cells before and behind; negative ones are taken away

# Each mode says which cell of an axis of n cells stands in for cell i, beyond 0 and n - 1.
STAND_IN = {
    "reflect": lambda i, n: n - 1 - np.abs(n - 1 - np.abs(i)),
    "replicate": lambda i, n: np.clip(i, 0, n - 1),
    "circular": lambda i, n: i % n,
}


def check(
    input: ArrayLike, pad: Sequence[int], mode: str, value: float | None
) -> tuple[NDArray, Sides]:
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
    pairs = zip(pad[::2], pad[1::2], strict=True)
    sides = {x.ndim - 1 - i: pair for i, pair in enumerate(pairs)}
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
    if dtype.kind == "b":
        return
    lowest: float
    highest: float
    if dtype.kind in "iu":
        lowest, highest = np.iinfo(dtype).min, np.iinfo(dtype).max
        fits = lowest <= value <= highest  # not for NaN
    else:
        highest = float(np.finfo(dtype).max)
        lowest = -highest
        fits = lowest <= value <= highest or value in (np.inf, -np.inf) or value != value
    if not fits:
        raise ValueError(
            f"value {value} does not fit into {dtype}, from {lowest} to {highest}: "
            "use another value or convert the input"
        )
