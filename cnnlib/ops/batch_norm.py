"""Batch normalisation: every channel to mean 0 and variance 1."""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnlib.arguments import Sizes, by, flag

from ._arguments import QUIET, alike, gradient, real


@QUIET
def batch_norm(
    input: ArrayLike,
    running_mean: NDArray | None,
    running_var: NDArray | None,
    weight: ArrayLike | None = None,
    bias: ArrayLike | None = None,
    training: bool = False,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> NDArray:
    r"""Shift and scale each channel to mean 0 and variance 1, then by weight and bias.

    .. math:: y = \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}}\, w + b

    Parameters
    ----------
    input : array_like, (N, C) or (N, C, ...)
    running_mean, running_var : NDArray, (C,), or None
        What is used when not training. When training they are moved, in place, by `momentum`
        of the way to the batch's mean and its variance (divided by n - 1).
    weight, bias : array_like, (C,), optional
    training : bool
        Use the batch's own mean and variance (divided by n).
    momentum : float
    eps : float
        Above 0 when training, so that nothing is divided by 0.

    Returns
    -------
    NDArray, of input's shape

    Raises
    ------
    ValueError, TypeError
        If sizes or dtypes do not fit, or there is one value per channel when training. Of an
        input without any number little is asked, as in torch.

    References
    ----------
    Ioffe and Szegedy, "Batch Normalization" (2015), https://arxiv.org/abs/1502.03167

    Examples
    --------
    >>> batch_norm(np.array([[1.0], [3.0]]), None, None, training=True, eps=3.0)
    array([[-0.5],
           [ 0.5]])
    """
    x, w, b, mean, var, across = _check_norm(
        input, running_mean, running_var, weight, bias, training, momentum, eps
    )
    if not x.size:
        return x.copy()
    if training and running_mean is not None and running_var is not None:
        n = x.size // x.shape[1]
        new = float(momentum)
        running_mean[:] = (1 - new) * running_mean + new * mean.ravel()
        running_var[:] = (1 - new) * running_var + new * var.ravel() * (n / (n - 1))
    y = (x - mean) / np.sqrt(var + float(eps))
    if w is not None:
        y = y * w.reshape(across)
    return y if b is None else y + b.reshape(across)


@QUIET
def batch_norm_backward(
    grad_output: ArrayLike,
    input: ArrayLike,
    running_mean: NDArray | None,
    running_var: NDArray | None,
    weight: ArrayLike | None = None,
    bias: ArrayLike | None = None,
    training: bool = False,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> tuple[NDArray, NDArray, NDArray]:
    """Return the gradients of :func:`batch_norm` for its input, weight and bias.

    When training, mean and variance depend on every input of the channel: so the gradient's
    own mean, and its part along the normalised input, are taken out.

    Examples
    --------
    >>> x, g = np.array([[1.0], [3.0], [5.0]]), np.array([[6.0], [0.0], [0.0]])
    >>> batch_norm_backward(g, x, np.zeros(1), np.ones(1), eps=0.0)
    (array([[6.],
           [0.],
           [0.]]), array([6.]), array([6.]))
    """
    x, w, _, mean, var, across = _check_norm(
        input, running_mean, running_var, weight, bias, training, momentum, eps
    )
    g = gradient(grad_output, x, x.shape)
    if not x.size:
        return g.copy(), np.zeros(across, x.dtype).ravel(), np.zeros(across, x.dtype).ravel()
    axes = (0, *range(2, x.ndim))
    scale = 1 / np.sqrt(var + float(eps))
    normal = (x - mean) * scale
    grad_w = (g * normal).sum(axes, dtype=np.float64).astype(x.dtype)
    grad_b = g.sum(axes, dtype=np.float64).astype(x.dtype)
    if w is not None:
        g = g * w.reshape(across)
    if training:
        along = (g * normal).mean(axes, keepdims=True)
        g = g - g.mean(axes, keepdims=True) - normal * along
    return g * scale, grad_w, grad_b


def _check_norm(
    input: ArrayLike,
    running_mean: NDArray | None,
    running_var: NDArray | None,
    weight: ArrayLike | None,
    bias: ArrayLike | None,
    training: bool,
    momentum: float,
    eps: float,
) -> tuple[NDArray, NDArray | None, NDArray | None, NDArray, NDArray, Sizes]:
    """Return x, weight, bias, the mean and variance to use, and the shape that lies across x."""
    flag("training", training)
    x = real("input", input, integers=False)
    if x.ndim < 2 and x.size:
        raise ValueError(f"input has shape {x.shape}, but must be (N, C) or (N, C, ...)")
    if not all(isinstance(value, (int, float, np.number)) for value in (momentum, eps)):
        raise TypeError(f"momentum and eps must be numbers, got {momentum!r} and {eps!r}")
    if eps < 0 or (training and eps == 0):
        least = "above 0 when training" if training else "at least 0"
        raise ValueError(f"eps must be {least}, got {eps}: 1e-5 is usual")
    if training and math.prod(x.shape[:1] + x.shape[2:]) == 1:
        raise ValueError(f"input {by(x.shape)} has one value for each channel: training needs more")
    w = None if weight is None else real("weight", weight)
    b = None if bias is None else real("bias", bias)
    C = x.shape[:2][-1]
    if not x.size:
        if any(a is not None and not a.size for a in (w, b)):
            raise ValueError(f"input {by(x.shape)} has no channels to give a weight or bias to")
        return x, w, b, x, x, (1, C)  # of nothing there is no mean
    stats = {"running_mean": running_mean, "running_var": running_var}
    _check_channels(x, C, training, **stats, weight=w, bias=b)
    missing = [name for name, array in stats.items() if array is None]
    if len(missing) == 1 or (missing and not training):
        raise ValueError(
            f"{' and '.join(missing)} not given for the {C} channels: give both, or train with none"
        )
    across = (1, C, *[1] * (x.ndim - 2))
    if not training and running_mean is not None and running_var is not None:
        return x, w, b, running_mean.reshape(across), running_var.reshape(across), across
    axes = (0, *range(2, x.ndim))
    mean = x.mean(axes, np.float64, keepdims=True)  # float32 would drift far from 0
    var = x.var(axes, np.float64, keepdims=True)
    return x, w, b, mean.astype(x.dtype), var.astype(x.dtype), across


def _check_channels(x: NDArray, C: int, training: bool, **given: NDArray | None) -> None:
    """Refuse what is not one number for each channel, of x's dtype."""
    for name, array in given.items():
        if array is None:
            continue
        if not isinstance(array, np.ndarray):
            raise TypeError(
                f"{name} is a {type(array).__name__}, but must be an array of {C} numbers, for it "
                f"is changed in place: use np.array({name})"
            )
        if name in ("running_mean", "running_var") and training and not array.flags.writeable:
            raise ValueError(f"{name} is read-only, but is changed in place: give {name}.copy()")
        if array.shape != (C,):
            raise ValueError(f"{name} has shape {array.shape}, but must be ({C},), one per channel")
    alike(input=x, **given)
