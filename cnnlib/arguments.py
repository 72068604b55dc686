"""What every function asks of whole numbers and flags, and how it says no.

torch raises RuntimeError for most bad inputs. Here a wrong type is a TypeError and a wrong
number a ValueError, and the message carries the numbers and the remedy.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

Ints = int | tuple[int, ...] | list[int]  # one number, or one for each axis
Sizes = tuple[int, ...]  # what `ints` makes of them: one for each axis


def ints(name: str, value: object, count: int = 2, least: int | None = None) -> Sizes:
    """Return `value` as `count` ints; a single int (or a sequence of one) holds for every axis."""
    values: tuple[Any, ...] = tuple(value) if isinstance(value, (tuple, list)) else (value,)
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


def whole(name: str, value: object, least: int | None = None) -> int:
    """Return `value`, which must be one int and not a sequence."""
    if isinstance(value, (tuple, list)):
        raise TypeError(f"{name} must be one whole number, got {value!r}")
    return ints(name, value, 1, least)[0]


def flag(name: str, value: object) -> None:
    """Refuse anything but True and False."""
    if not isinstance(value, (bool, np.bool_)):
        raise TypeError(f"{name} must be True or False, got {value!r}")


def by(sizes: Sequence[int]) -> str:
    """Write sizes as 3x4, and equal paddings or strides (see `once`) as one number."""
    return "x".join(str(s) for s in sizes)


def once(values: Sequence[int]) -> str:
    """Write (1, 1) as 1 and (1, 2) as 1x2."""
    return str(values[0]) if len(set(values)) == 1 else by(values)
