"""What every operation asks of its arrays: see also cnnlib/arguments.py."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

QUIET = np.errstate(all="ignore")  # NaN and infinity may pass


def array(name: str, x: ArrayLike) -> NDArray:
    """Return `x` as an array; torch refuses to hand over a tensor that records gradients."""
    try:
        return np.asarray(x)
    except RuntimeError:
        shape = tuple(getattr(x, "shape", ()))
        raise TypeError(
            f"{name} is a {type(x).__name__} of shape {shape} that records gradients: "
            f"give {name}.detach().numpy()"
        ) from None


def real(name: str, x: ArrayLike, integers: bool = True) -> NDArray:
    """Return `x` as an array of float32, float64 or, if allowed, integers."""
    x = array(name, x)
    if x.dtype.char in "fd" or (integers and x.dtype.kind in "iu"):
        return x
    allowed = "float32, float64 or integers" if integers else "float32 or float64"
    raise TypeError(
        f"{name} is {x.dtype}, but must be {allowed}: convert it with .astype(np.float32)"
    )


def signed(**arrays: NDArray | None) -> None:
    """Refuse unsigned integers of more than 8 bits, with which torch does not calculate."""
    for name, numbers in arrays.items():
        if numbers is not None and numbers.dtype.kind == "u" and numbers.dtype != np.uint8:
            raise TypeError(f"{name} is {numbers.dtype}: convert it with .astype(np.int64)")


def alike(**arrays: NDArray | None) -> None:
    """Refuse arrays of different dtypes: like torch, nothing is promoted silently."""
    (first, a), *rest = [(name, b) for name, b in arrays.items() if b is not None]
    for name, b in rest:
        if b.dtype != a.dtype:
            raise TypeError(
                f"{first} is {a.dtype} but {name} is {b.dtype}: "
                f"convert one of them, e.g. {name}.astype(np.{a.dtype})"
            )


def batched(name: str, x: NDArray, axes: str = "C, H, W") -> NDArray:
    """Return `x` with a batch axis in front, added where it has none."""
    ndim = axes.count(",") + 1
    if x.ndim == ndim:
        return x[None]
    if x.ndim != ndim + 1:
        raise ValueError(
            f"{name} has shape {x.shape}, but must be ({axes}) or (N, {axes}): "
            "reshape it, or add the missing axis with array[None]"
        )
    return x


def gradient(
    grad_output: ArrayLike,
    x: NDArray,
    shape: Sequence[int],
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
