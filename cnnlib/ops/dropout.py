"""Dropout: numbers left out at random, so that no cell relies on another."""

from __future__ import annotations  # or the hint np.random.Generator would import numpy.random

from typing import Literal, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnlib.arguments import flag

from ._arguments import QUIET, array, real


@overload
def dropout(
    input: ArrayLike,
    p: float = 0.5,
    training: bool = True,
    *,
    rng: np.random.Generator | int | None = None,
    return_mask: Literal[False] = False,
) -> NDArray: ...
@overload
def dropout(
    input: ArrayLike,
    p: float = 0.5,
    training: bool = True,
    *,
    rng: np.random.Generator | int | None = None,
    return_mask: Literal[True],
) -> tuple[NDArray, NDArray]: ...


def dropout(
    input: ArrayLike,
    p: float = 0.5,
    training: bool = True,
    *,
    rng: np.random.Generator | int | None = None,
    return_mask: bool = False,
) -> NDArray | tuple[NDArray, NDArray]:
    """Set each number to 0 with probability p, and divide the rest by 1 - p.

    So the expected value stays, and when not training nothing is to be done.

    Parameters
    ----------
    input : array_like
        float32 or float64; integers too where none is to be divided.
    p : float, 0 to 1
    training : bool
    rng : numpy.random.Generator or seed, optional
        Where the randomness comes from; the draw cannot be the same as torch's.
    return_mask : bool
        Also return which numbers were kept, for :func:`dropout_backward`.

    References
    ----------
    Srivastava et al., "Dropout" (2014), https://jmlr.org/papers/v15/srivastava14a.html

    Examples
    --------
    >>> y = dropout(np.ones(1000), p=0.25, rng=0)
    >>> sorted(set(y.round(3).tolist())), bool(abs(y.mean() - 1) < 0.05)
    ([0.0, 1.333], True)
    """
    flag("training", training)
    flag("return_mask", return_mask)
    _check_p(p)
    x = array("input", input)
    p = p if training else 0
    if p not in (0, 1) and x.size:
        x = real("input", x, integers=False)
    elif x.dtype != bool:
        x = real("input", x)
    if not isinstance(rng, (int, np.integer, np.random.Generator, type(None))):
        raise TypeError(f"rng must be a seed like 7 or a numpy.random.Generator, got {rng!r}")
    mask = np.random.default_rng(rng).random(x.shape) >= p if p else np.ones(x.shape, bool)
    y = _drop(x, mask, p)
    return (y, mask) if return_mask else y


def dropout_backward(grad_output: ArrayLike, mask: NDArray, p: float = 0.5) -> NDArray:
    """Return the gradient of :func:`dropout` (when training), given the mask that it drew.

    Examples
    --------
    >>> dropout_backward(np.array([1.0, 1.0]), np.array([True, False]), p=0.5)
    array([2., 0.])
    """
    _check_p(p)
    g = real("grad_output", grad_output, integers=False)
    mask = array("mask", mask)
    if mask.dtype != bool:
        raise TypeError(f"mask is {mask.dtype}, but must be the truth values that dropout returned")
    if g.shape != mask.shape:
        raise ValueError(f"grad_output has shape {g.shape}, but the mask has {mask.shape}")
    return _drop(g, mask, p)


@QUIET
def _drop(x: NDArray, mask: NDArray, p: float) -> NDArray:
    """Return x times the mask, divided by the share that is kept."""
    if p == 0 or not x.size:
        return x.copy()
    mask = mask.astype(x.dtype)  # where p is 1 it is empty, and NaN stays NaN
    return np.asarray(x * mask if p == 1 else x * (mask * (1 / (1 - float(p)))))


def _check_p(p: float) -> None:
    """Refuse what is not a probability."""
    if not isinstance(p, (int, float, np.number)):
        raise TypeError(f"p must be a number, got {p!r}")
    if not 0 <= p <= 1:
        raise ValueError(f"p must be a probability from 0 to 1, got {p}")
