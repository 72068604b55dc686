"""The linear layer, which joins every input to every output."""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnlib.arguments import by

from ._arguments import QUIET, alike, gradient, real, signed


@QUIET
def linear(input: ArrayLike, weight: ArrayLike, bias: ArrayLike | None = None) -> NDArray:
    """Return x Wᵀ + b: every output is a weighted sum of all inputs.

    Parameters
    ----------
    input : array_like, (..., in)
    weight : array_like, (out, in), or (in,) for one output that gets no axis
    bias : array_like, (out,) or one number, optional

    Returns
    -------
    NDArray, (..., out) or (...)

    Raises
    ------
    ValueError, TypeError
        If shapes or dtypes do not fit together.

    References
    ----------
    https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.linear.html

    Examples
    --------
    >>> linear(np.array([1, 2]), np.array([[1, 0], [0, 1], [1, 1]]), np.array([10, 10, 10]))
    array([11, 12, 13])
    """
    x, w, b = _check_linear(input, weight, bias)
    y = x @ w.T
    return np.asarray(y if b is None else y + b)


@QUIET
def linear_backward(
    grad_output: ArrayLike, input: ArrayLike, weight: ArrayLike, bias: ArrayLike | None = None
) -> tuple[NDArray, NDArray, NDArray]:
    """Return the gradients of :func:`linear` for its input, weight and bias.

    Examples
    --------
    >>> x, w = np.array([1.0, 2.0]), np.array([[3.0, 4.0]])
    >>> linear_backward(np.array([10.0]), x, w)
    (array([30., 40.]), array([[10., 20.]]), array([10.]))
    """
    x, w, _ = _check_linear(input, weight, bias)
    g = gradient(grad_output, x, (*x.shape[:-1], *w.shape[:-1]))
    n, out, into = math.prod(x.shape[:-1]), math.prod(w.shape[:-1]), w.shape[-1]
    rows = g.reshape(n, out)
    grad_x, grad_w = rows @ w.reshape(out, into), rows.T @ x.reshape(n, into)
    shape = w.shape[:-1] if bias is None else np.shape(bias)
    axis = 0 if shape == w.shape[:-1] else None  # a single bias takes part in every output
    grad_b = rows.sum(axis, dtype=np.float64).astype(g.dtype)  # many rows: float32 would drift
    return grad_x.reshape(x.shape), grad_w.reshape(w.shape), grad_b.reshape(shape)


def _check_linear(
    input: ArrayLike, weight: ArrayLike, bias: ArrayLike | None
) -> tuple[NDArray, NDArray, NDArray | None]:
    """Return the arguments of a linear layer as arrays, or say what is wrong with them."""
    x, w = real("input", input), real("weight", weight)
    b = None if bias is None else real("bias", bias)
    if w.ndim not in (1, 2):
        raise ValueError(f"weight has shape {w.shape}, but must be (out, in) or (in,): reshape it")
    if x.ndim < 1 or x.shape[-1] != w.shape[-1]:
        raise ValueError(
            f"input {by(x.shape) or 'of no axes'} must end in the {w.shape[-1]} inputs that weight "
            f"{by(w.shape)} takes: flatten it, or use another weight"
        )
    if b is not None and w.ndim == 1 and (b.ndim > 0 or x.ndim == 2):
        raise ValueError(
            f"bias {b.shape} cannot be added for weight {w.shape} and input {x.shape}: "
            "give weight the shape (1, in), weight[None]"
        )
    if b is not None and w.ndim == 2 and b.shape not in ((), (1,), (len(w),)):
        raise ValueError(
            f"bias has shape {b.shape}, but must be ({len(w)},), one for each output, or one number"
        )
    alike(input=x, weight=w, bias=b)
    signed(input=x)
    return x, w, b
