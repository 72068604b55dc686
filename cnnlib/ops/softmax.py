"""From scores to probabilities: softmax and its logarithm."""

import warnings

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from cnnlib.arguments import whole

from ._arguments import QUIET, array, gradient, real


@QUIET
def softmax(input: ArrayLike, dim: int | None = None, *, dtype: DTypeLike | None = None) -> NDArray:
    """Turn scores into shares: exp(x) divided by the sum of all exp(x) along `dim`.

    The largest score is subtracted first, which changes no share and lets exp not overflow.

    Parameters
    ----------
    input : array_like
        float32 or float64, or anything with `dtype`.
    dim : int
        The axis whose shares add up to 1. Say it: torch's old rule for None (axis 0 of 0, 1 or
        3 axes, else 1) holds here too, and warns here too.
    dtype : dtype, optional
        Convert the input first.

    Raises
    ------
    ValueError, TypeError
        If there is no such axis, or the dtype is not supported.

    References
    ----------
    https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.softmax.html

    Examples
    --------
    >>> softmax(np.array([[0.0, 0.0], [1000.0, 1000.0]]), dim=1)
    array([[0.5, 0.5],
           [0.5, 0.5]])
    """
    x, axis = _scores(input, dim, dtype)
    if not x.size:
        return x.copy()  # also of integers, like torch
    e = np.exp(x - x.max(axis, keepdims=True))
    return (e / e.sum(axis, keepdims=True)).reshape(np.shape(input))


@QUIET
def softmax_backward(
    grad_output: ArrayLike,
    input: ArrayLike,
    dim: int | None = None,
    *,
    dtype: DTypeLike | None = None,
) -> NDArray:
    """Return the gradient of :func:`softmax`: what helps one share takes from the others.

    grad_output is of `dtype`, the gradient of input's own.

    Examples
    --------
    >>> softmax_backward(np.array([8.0, 0.0]), np.array([3.0, 3.0]), dim=0)
    array([ 2., -2.])
    """
    x, axis, g = _scores_and_gradient(grad_output, input, dim, dtype)
    y = softmax(x, axis)
    g = y * (g - (g * y).sum(axis, keepdims=True))
    return g.reshape(np.shape(input)).astype(np.asarray(input).dtype)


@QUIET
def log_softmax(
    input: ArrayLike, dim: int | None = None, *, dtype: DTypeLike | None = None
) -> NDArray:
    """Return the logarithm of :func:`softmax`, exact where a share is too small to be a float.

    Examples
    --------
    >>> log_softmax(np.array([1000.0, 0.0]), dim=0)
    array([    0., -1000.])
    """
    x, axis = _scores(input, dim, dtype)
    if not x.size:
        return x.copy()
    x = x - x.max(axis, keepdims=True)
    return (x - np.log(np.exp(x).sum(axis, keepdims=True))).reshape(np.shape(input))


@QUIET
def log_softmax_backward(
    grad_output: ArrayLike,
    input: ArrayLike,
    dim: int | None = None,
    *,
    dtype: DTypeLike | None = None,
) -> NDArray:
    """Return the gradient of :func:`log_softmax`.

    grad_output is of `dtype`, the gradient of input's own.

    Examples
    --------
    >>> log_softmax_backward(np.array([1.0, 0.0]), np.array([3.0, 3.0]), dim=0)
    array([ 0.5, -0.5])
    """
    x, axis, g = _scores_and_gradient(grad_output, input, dim, dtype)
    g = g - softmax(x, axis) * g.sum(axis, keepdims=True)
    return g.reshape(np.shape(input)).astype(np.asarray(input).dtype)


def _scores(
    input: ArrayLike, dim: int | None, dtype: DTypeLike | None, level: int = 4
) -> tuple[NDArray, int]:
    """Return the scores with at least one axis, and which axis `dim` means."""
    x = array("input", input)
    if dtype is not None:
        x = (x if x.dtype.kind in "bf" else real("input", x)).astype(dtype)
    if x.size or x.dtype.kind not in "biu":
        x = real("input", x, integers=False)
    if dim is None:
        dim = 0 if x.ndim in (0, 1, 3) else 1
        warnings.warn(f"say along which axis: dim={dim} was chosen", UserWarning, stacklevel=level)
    axis = whole("dim", dim)
    ndim = max(x.ndim, 1)
    if not -ndim <= axis < ndim:
        raise ValueError(f"dim must be from {-ndim} to {ndim - 1} for {x.ndim} axes, got {dim}")
    return np.atleast_1d(x), axis


def _scores_and_gradient(
    grad_output: ArrayLike, input: ArrayLike, dim: int | None, dtype: DTypeLike | None
) -> tuple[NDArray, int, NDArray]:
    """Return the scores, the axis, and the gradient of what becomes of them, in one shape."""
    real("input", input, integers=False)
    x, axis = _scores(input, dim, dtype, level=5)
    return x, axis, gradient(grad_output, x, np.shape(input)).reshape(x.shape)
