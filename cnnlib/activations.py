"""What stands between and behind the convolutions: activations, linear layer, loss, and so on.

Each ``_backward`` takes the gradient of the output and then what its forward function took
(dropout's takes the mask that was drawn).
"""

from __future__ import annotations  # or the hint np.random.Generator would import numpy.random

import math
import warnings

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from ._arguments import alike, by, flag, gradient, real, whole

QUIET = np.errstate(divide="ignore", over="ignore", invalid="ignore")  # NaN and infinity may pass


def relu(input: ArrayLike) -> NDArray:
    """Return max(x, 0), cell by cell; the dtype stays.

    Examples
    --------
    >>> relu(np.array([-2, 0, 3]))
    array([0, 0, 3])
    """
    return np.maximum(real("input", input), 0)


def relu_backward(grad_output: ArrayLike, input: ArrayLike) -> NDArray:
    """Return the gradient of :func:`relu`: it passes where x > 0, and not at 0.

    Examples
    --------
    >>> relu_backward(np.array([5.0, 5.0, 5.0]), np.array([-2.0, 0.0, 3.0]))
    array([0., 0., 5.])
    """
    x = np.asarray(input)
    return np.where(x <= 0, 0, gradient(grad_output, x, x.shape))


@QUIET
def sigmoid(input: ArrayLike) -> NDArray:
    """Return 1 / (1 + exp(-x)), cell by cell; integers become float32.

    Examples
    --------
    >>> sigmoid(np.array([-1000.0, 0.0, 1000.0]))
    array([0. , 0.5, 1. ])
    """
    return 1 / (1 + np.exp(-_float(input)))


def sigmoid_backward(grad_output: ArrayLike, input: ArrayLike) -> NDArray:
    """Return the gradient of :func:`sigmoid`, y (1 - y): a quarter at most.

    Examples
    --------
    >>> sigmoid_backward(np.array([1.0, 1.0]), np.array([0.0, 1000.0]))
    array([0.25, 0.  ])
    """
    y = sigmoid(input)
    return gradient(grad_output, np.asarray(input), y.shape) * (1 - y) * y


def tanh(input: ArrayLike) -> NDArray:
    """Return the hyperbolic tangent, cell by cell; integers become float32.

    Examples
    --------
    >>> tanh(np.array([-1000.0, 0.0, 1000.0]))
    array([-1.,  0.,  1.])
    """
    return np.tanh(_float(input))


def tanh_backward(grad_output: ArrayLike, input: ArrayLike) -> NDArray:
    """Return the gradient of :func:`tanh`, 1 - y².

    Examples
    --------
    >>> tanh_backward(np.array([1.0, 1.0]), np.array([0.0, 1000.0]))
    array([1., 0.])
    """
    y = tanh(input)
    return gradient(grad_output, np.asarray(input), y.shape) * (1 - y * y)


@QUIET
def softmax(input: ArrayLike, dim: int | None = None, *, dtype: DTypeLike = None) -> NDArray:
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
    e = np.exp(x - x.max(axis, keepdims=True, initial=-np.inf))
    return (e / e.sum(axis, keepdims=True)).reshape(np.shape(input))


@QUIET
def softmax_backward(grad_output: ArrayLike, input: ArrayLike, dim: int | None = None) -> NDArray:
    """Return the gradient of :func:`softmax`: what helps one share takes from the others.

    Examples
    --------
    >>> softmax_backward(np.array([8.0, 0.0]), np.array([3.0, 3.0]), dim=0)
    array([ 2., -2.])
    """
    x, axis = _scores(input, dim)
    y = softmax(x, axis)
    g = gradient(grad_output, x, np.shape(input)).reshape(x.shape)
    return (y * (g - (g * y).sum(axis, keepdims=True))).reshape(np.shape(input))


@QUIET
def log_softmax(input: ArrayLike, dim: int | None = None, *, dtype: DTypeLike = None) -> NDArray:
    """Return the logarithm of :func:`softmax`, exact where a share is too small to be a float.

    Examples
    --------
    >>> log_softmax(np.array([1000.0, 0.0]), dim=0)
    array([    0., -1000.])
    """
    x, axis = _scores(input, dim, dtype)
    x = x - x.max(axis, keepdims=True, initial=-np.inf)
    return (x - np.log(np.exp(x).sum(axis, keepdims=True))).reshape(np.shape(input))


@QUIET
def log_softmax_backward(
    grad_output: ArrayLike, input: ArrayLike, dim: int | None = None
) -> NDArray:
    """Return the gradient of :func:`log_softmax`.

    Examples
    --------
    >>> log_softmax_backward(np.array([1.0, 0.0]), np.array([3.0, 3.0]), dim=0)
    array([ 0.5, -0.5])
    """
    x, axis = _scores(input, dim)
    g = gradient(grad_output, x, np.shape(input)).reshape(x.shape)
    return (g - softmax(x, axis) * g.sum(axis, keepdims=True)).reshape(np.shape(input))


def linear(input: ArrayLike, weight: ArrayLike, bias: ArrayLike | None = None) -> NDArray:
    """Return x Wᵀ + b: every output is a weighted sum of all inputs.

    Parameters
    ----------
    input : array_like, (..., in)
    weight : array_like, (out, in)
    bias : array_like, (out,), optional

    Returns
    -------
    NDArray, (..., out)

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
    return y if b is None else y + b


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
    g = gradient(grad_output, x, (*x.shape[:-1], len(w)))
    n = math.prod(x.shape[:-1])
    rows = g.reshape(n, len(w))
    return g @ w, rows.T @ x.reshape(n, w.shape[1]), rows.sum(0)


@QUIET
def cross_entropy(
    input: ArrayLike,
    target: ArrayLike,
    weight: ArrayLike | None = None,
    *,
    ignore_index: int = -100,
    reduction: str = "mean",
    label_smoothing: float = 0.0,
) -> NDArray:
    r"""Return how much the scores are surprised by the right classes, :math:`-\sum q \log p`.

    p is the softmax of the scores over the class axis; q is 1 for the right class and 0
    for the rest, or the given probabilities.

    Parameters
    ----------
    input : array_like, (C,), (N, C) or (N, C, d1, ...)
        Scores, float32 or float64, before any softmax.
    target : array_like
        Classes 0 to C - 1 (int64 or uint8), of input's shape without C. Or
        probabilities (floats) of input's shape.
    weight : array_like, (C,), optional
        How much each class counts.
    ignore_index : int
        A class that does not count at all, nor in the mean.
    reduction : {"mean", "sum", "none"}
        The mean is over the weights of the right classes; over N for probabilities.
    label_smoothing : float, 0 to 1
        Give this much of q evenly to all classes.

    Returns
    -------
    NDArray
        One number; for "none" of input's shape without C.

    Raises
    ------
    ValueError, TypeError
        If shapes or dtypes do not fit, a class is out of range, or an option is unknown.

    References
    ----------
    https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.cross_entropy.html

    Examples
    --------
    >>> scores = np.log(np.array([[1.0, 3.0], [2.0, 2.0]]))
    >>> np.exp(-cross_entropy(scores, np.array([0, 1]), reduction="none")).round(3)
    array([0.25, 0.5 ])
    """
    loss, scale, _, _ = _losses(input, target, weight, ignore_index, reduction, label_smoothing)
    if reduction == "none":
        return loss
    return np.asarray(loss.sum() / scale, loss.dtype)


@QUIET
def cross_entropy_backward(
    grad_output: ArrayLike,
    input: ArrayLike,
    target: ArrayLike,
    weight: ArrayLike | None = None,
    *,
    ignore_index: int = -100,
    reduction: str = "mean",
    label_smoothing: float = 0.0,
) -> NDArray:
    """Return the gradient of :func:`cross_entropy` for its scores: in the plainest case p - q.

    Examples
    --------
    >>> scores = np.log(np.array([[1.0, 3.0]]))
    >>> cross_entropy_backward(np.array(1.0), scores, np.array([0])).round(3)
    array([[-0.75,  0.75]])
    """
    x = real("input", input, integers=False)
    loss, scale, q, keep = _losses(x, target, weight, ignore_index, reduction, label_smoothing)
    g = gradient(grad_output, loss, loss.shape if reduction == "none" else ())
    keep = keep[..., None]  # an ignored one stays 0, whatever the scale
    g = np.where(keep, -q * (g[..., None] / scale), 0).astype(x.dtype)
    axis = min(1, x.ndim - 1)
    return log_softmax_backward(np.moveaxis(g, -1, axis), x, axis)


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
    momentum, eps : float

    Returns
    -------
    NDArray, of input's shape

    Raises
    ------
    ValueError, TypeError
        If sizes or dtypes do not fit, or there is one value per channel when training.

    References
    ----------
    Ioffe and Szegedy, "Batch Normalization" (2015), https://arxiv.org/abs/1502.03167

    Examples
    --------
    >>> batch_norm(np.array([[1.0], [3.0]]), None, None, training=True, eps=0.0)
    array([[-1.],
           [ 1.]])
    """
    x, w, b, mean, var, across = _check_norm(
        input, running_mean, running_var, weight, bias, training, momentum, eps
    )
    if training and running_mean is not None and x.size:
        n = x.size // x.shape[1]
        running_mean += float(momentum) * (mean.ravel() - running_mean)
        running_var += float(momentum) * (var.ravel() * (n / (n - 1)) - running_var)
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
    axes = (0, *range(2, x.ndim))
    scale = 1 / np.sqrt(var + float(eps))
    normal = (x - mean) * scale
    grad_w, grad_b = (g * normal).sum(axes), g.sum(axes)
    if w is not None:
        g = g * w.reshape(across)
    if training and x.size:
        along = (g * normal).mean(axes, keepdims=True)
        g = g - g.mean(axes, keepdims=True) - normal * along
    return g * scale, grad_w, grad_b


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
        float32 or float64; when not training also integers.
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
    x = real("input", input, integers=not training)
    if training:
        mask = np.random.default_rng(rng).random(x.shape) >= p
    else:
        mask, p = np.ones(x.shape, bool), 0
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
    if g.shape != np.shape(mask):
        raise ValueError(f"grad_output has shape {g.shape}, but the mask has {np.shape(mask)}")
    return _drop(g, np.asarray(mask), p)


@QUIET
def _drop(x: NDArray, mask: NDArray, p: float) -> NDArray:
    """Return x times the mask, divided by the share that is kept."""
    return x * (mask.astype(x.dtype) * (1 / (1 - float(p)) if p < 1 else 0)) if p else x.copy()


def _check_p(p: float) -> None:
    """Refuse what is not a probability."""
    if not isinstance(p, (int, float, np.number)):
        raise TypeError(f"p must be a number, got {p!r}")
    if not 0 <= p <= 1:
        raise ValueError(f"p must be a probability from 0 to 1, got {p}")


def _float(input: ArrayLike) -> NDArray:
    """Return the input as floats: integers and truth values as float32, like torch."""
    x = np.asarray(input)
    return x.astype(np.float32) if x.dtype.kind in "biu" else real("input", x)


def _scores(input: ArrayLike, dim: int | None, dtype=None) -> tuple[NDArray, int]:
    """Return the scores with at least one axis, and which axis `dim` means."""
    x = np.asarray(input) if dtype is None else np.asarray(input).astype(dtype)
    x = real("input", x, integers=False)
    if dim is None:
        dim = 0 if x.ndim in (0, 1, 3) else 1
        warnings.warn(f"say along which axis: dim={dim} was chosen", UserWarning, stacklevel=4)
    axis = whole("dim", dim)
    ndim = max(x.ndim, 1)
    if not -ndim <= axis < ndim:
        raise ValueError(f"dim must be from {-ndim} to {ndim - 1} for {x.ndim} axes, got {dim}")
    return np.atleast_1d(x), axis


def _check_linear(input, weight, bias) -> tuple[NDArray, NDArray, NDArray | None]:
    """Return the arguments of a linear layer as arrays, or say what is wrong with them."""
    x, w = real("input", input), real("weight", weight)
    b = None if bias is None else real("bias", bias)
    if w.ndim != 2:
        raise ValueError(f"weight has shape {w.shape}, but must be (out, in)")
    if x.ndim < 1 or x.shape[-1] != w.shape[1]:
        raise ValueError(
            f"input {by(x.shape) or 'of no axes'} must end in the {w.shape[1]} inputs that weight "
            f"{by(w.shape)} takes: flatten it, or use another weight"
        )
    if b is not None and b.shape != (len(w),):
        raise ValueError(f"bias has shape {b.shape}, but must be ({len(w)},), one for each output")
    alike(input=x, weight=w, bias=b)
    return x, w, b


def _losses(input, target, weight, ignore_index, reduction, label_smoothing) -> tuple:
    """Return each loss, the divisor of their sum, the weighted q (class axis last), what counts."""
    x = real("input", input, integers=False)
    t = np.asarray(target)
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"reduction must be 'mean', 'sum' or 'none', got {reduction!r}")
    if not isinstance(label_smoothing, (int, float, np.number)) or not 0 <= label_smoothing <= 1:
        raise ValueError(f"label_smoothing must be a number from 0 to 1, got {label_smoothing!r}")
    label_smoothing = float(label_smoothing)  # a NumPy scalar would promote float32 to float64
    ignore_index = whole("ignore_index", ignore_index)
    if x.ndim < 1:
        raise ValueError("input must have a class axis: (C,), (N, C) or (N, C, ...)")
    axis = min(1, x.ndim - 1)
    C = x.shape[axis]
    log_p = np.moveaxis(log_softmax(x, axis), axis, -1)  # (N, d1, ..., C)
    w = np.ones(C, x.dtype) if weight is None else real("weight", weight)
    if w.shape != (C,):
        raise ValueError(f"weight has shape {w.shape}, but must be ({C},), one for each class")

    if t.shape == x.shape:  # probabilities
        t = real("target", t, integers=False)
        if ignore_index >= 0:
            raise ValueError("ignore_index is for classes, not for probabilities: leave it out")
        q = np.moveaxis(t, axis, -1) * (1 - label_smoothing) + label_smoothing / max(C, 1)
        q = q * w
        loss = -(q * log_p).sum(-1)
        return loss, loss.size if reduction == "mean" else 1, q, np.ones(loss.shape, bool)

    if x.ndim == 1 and t.shape == (1,):
        t = t[0]
    if t.shape != log_p.shape[:-1]:
        raise ValueError(
            f"target has shape {t.shape}, but must be {log_p.shape[:-1]} for classes, or "
            f"{x.shape} for probabilities"
        )
    if t.dtype not in (np.int64, np.uint8):
        raise TypeError(f"target is {t.dtype}: convert classes with .astype(np.int64)")
    alike(input=x, weight=w)
    keep = t != ignore_index
    wrong = t[keep & ((t < 0) | (t >= C))]
    if wrong.size:
        raise ValueError(f"target {wrong[0]} is not one of the {C} classes 0 to {C - 1}")
    right = np.where(keep, t, 0)[..., None]
    counts = w[right[..., 0]] * keep  # (N, d1, ...)
    q = np.zeros_like(log_p)
    np.put_along_axis(q, right, counts[..., None] * (1 - label_smoothing), -1)
    loss = -np.take_along_axis(log_p * (1 - label_smoothing), right, -1)[..., 0] * counts
    if label_smoothing:
        q += label_smoothing / C * w * keep[..., None]
        loss -= label_smoothing / C * (log_p * w).sum(-1)
    return np.where(keep, loss, 0), counts.sum() if reduction == "mean" else 1, q, keep


def _check_norm(input, running_mean, running_var, weight, bias, training, momentum, eps) -> tuple:
    """Return x, weight, bias, the mean and variance to use, and the shape that lies across x."""
    flag("training", training)
    x = real("input", input, integers=False)
    if x.ndim < 2:
        raise ValueError(f"input has shape {x.shape}, but must be (N, C) or (N, C, ...)")
    if not all(isinstance(value, (int, float, np.number)) for value in (momentum, eps)):
        raise TypeError(f"momentum and eps must be numbers, got {momentum!r} and {eps!r}")
    if eps < 0:
        raise ValueError(f"eps must be at least 0, got {eps}")
    if (running_mean is None) != (running_var is None):
        raise ValueError("give both running_mean and running_var, or neither")
    if running_mean is None and not training:
        raise ValueError("running_mean and running_var are needed when not training")
    C = x.shape[1]
    if training and x.size == C:
        raise ValueError(f"input {by(x.shape)} has one value for each channel: training needs more")
    given = {
        "running_mean": running_mean,
        "running_var": running_var,
        "weight": None if weight is None else real("weight", weight),
        "bias": None if bias is None else real("bias", bias),
    }
    for name, array in given.items():
        if array is None:
            continue
        if not isinstance(array, np.ndarray):
            raise TypeError(f"{name} must be an array, for it is changed in place")
        if array.shape != (C,):
            raise ValueError(f"{name} has shape {array.shape}, but must be ({C},), one per channel")
    alike(input=x, **given)
    across = (1, C, *[1] * (x.ndim - 2))
    if not training:
        mean, var = running_mean.reshape(across), running_var.reshape(across)
    elif x.size:
        axes = (0, *range(2, x.ndim))
        mean, var = x.mean(axes, keepdims=True), x.var(axes, keepdims=True)
    else:
        mean, var = np.zeros(across, x.dtype), np.ones(across, x.dtype)
    return x, given["weight"], given["bias"], mean, var, across
