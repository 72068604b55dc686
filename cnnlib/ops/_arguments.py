"""What every operation asks of its arguments, and how it says no.

torch raises RuntimeError for most bad inputs. Here a wrong type is a TypeError and a wrong
number a ValueError, and the message carries the numbers and the remedy.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

Ints = int | Sequence[int]  # one number, or one for each axis
QUIET = np.errstate(all="ignore")  # NaN and infinity may pass


def ints(name: str, value: Ints, count: int = 2, least: int | None = None) -> tuple[int, ...]:
    """Return `value` as `count` ints; a single int (or a sequence of one) holds for every axis."""
    values = tuple(value) if isinstance(value, (tuple, list)) else (value,)
    for v in values:
        if type(v) is not int and not isinstance(v, np.integer):  # a bool is not a number here
            raise TypeError(f"{name} must be whole numbers, got {value!r}")
    if len(values) == 1:
        values *= count
    if len(values) != count:
        many = "one whole number" if count == 1 else f"one whole number or {count} of them"
        raise ValueError(f"{name} must be {many}, got {value!r}")
    if least is not None and min(values) < least:
        raise ValueError(f"{name} must be at least {least}, got {value!r}")
    return tuple(map(int, values))  # an int8 would wrap, and a NumPy scalar promote


def whole(name: str, value: int, least: int | None = None) -> int:
    """Return `value`, which must be one int and not a sequence."""
    if isinstance(value, (tuple, list)):
        raise TypeError(f"{name} must be one whole number, got {value!r}")
    return ints(name, value, 1, least)[0]


def flag(name: str, value: bool) -> None:
    """Refuse anything but True and False."""
    if not isinstance(value, (bool, np.bool_)):
        raise TypeError(f"{name} must be True or False, got {value!r}")


def by(sizes: Sequence[int]) -> str:
    """Write sizes as 3x4, and equal paddings or strides (see `once`) as one number."""
    return "x".join(str(s) for s in sizes)


def once(values: Sequence[int]) -> str:
    """Write (1, 1) as 1 and (1, 2) as 1x2."""
    return str(values[0]) if len(set(values)) == 1 else by(values)


def array(name: str, value: ArrayLike) -> NDArray:
    """Return `value` as an array; torch refuses to hand over a tensor that records gradients."""
    try:
        return np.asarray(value)
    except RuntimeError:
        shape = tuple(getattr(value, "shape", ()))
        raise TypeError(
            f"{name} is a {type(value).__name__} of shape {shape} that records gradients: "
            f"give {name}.detach().numpy()"
        ) from None


def real(name: str, value: ArrayLike, integers: bool = True) -> NDArray:
    """Return `value` as an array of float32, float64 or, if allowed, integers."""
    numbers = array(name, value)
    if numbers.dtype.char in "fd" or (integers and numbers.dtype.kind in "iu"):
        return numbers
    allowed = "float32, float64 or integers" if integers else "float32 or float64"
    raise TypeError(
        f"{name} is {numbers.dtype}, but must be {allowed}: convert it with .astype(np.float32)"
    )


def signed(**arrays: NDArray | None) -> None:
    """Refuse unsigned integers of more than 8 bits, with which torch does not calculate."""
    for name, numbers in arrays.items():
        if numbers is not None and numbers.dtype.kind == "u" and numbers.dtype != np.uint8:
            raise TypeError(f"{name} is {numbers.dtype}: convert it with .astype(np.int64)")


def alike(**arrays: NDArray | None) -> None:
    """Refuse arrays of different dtypes: like torch, nothing is promoted silently."""
    (first, a), *rest = arrays.items()
    for name, b in rest:
        if b is not None and b.dtype != a.dtype:
            raise TypeError(
                f"{first} is {a.dtype} but {name} is {b.dtype}: "
                f"convert one of them, e.g. {name}.astype(np.{a.dtype})"
            )


def batched(name: str, array: NDArray, axes: str = "C, H, W") -> NDArray:
    """Return `array` with a batch axis in front, added where it has none."""
    ndim = axes.count(",") + 1
    if array.ndim == ndim:
        return array[None]
    if array.ndim != ndim + 1:
        raise ValueError(
            f"{name} has shape {array.shape}, but must be ({axes}) or (N, {axes}): "
            "reshape it, or add the missing axis with array[None]"
        )
    return array


def gradient(
    grad_output: ArrayLike,
    x: NDArray,
    shape: tuple,
    is_batch: bool = True,
    name: str = "grad_output",
) -> NDArray:
    """Return grad_output, for an operation on x whose batched output has this shape, batched."""
    real("input", x, integers=False)
    g = real(name, grad_output, integers=False)
    wanted = shape if is_batch else shape[1:]
    if g.shape != tuple(wanted):
        raise ValueError(f"{name} has shape {g.shape}, but the output has {tuple(wanted)}")
    alike(**{"input": x, name: g})
    return g if is_batch else g[None]
