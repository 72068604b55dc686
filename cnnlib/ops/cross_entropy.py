"""How wrong the scores are: cross entropy."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnlib.arguments import whole

from ._arguments import QUIET, alike, array, gradient, real
from .softmax import log_softmax


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
        Classes 0 to C - 1 (int64; uint8 where torch takes it), of input's shape without C. Or
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
    return total(losses(input, target, weight, ignore_index, reduction, label_smoothing), reduction)


@QUIET
def total(found: tuple, reduction: str) -> NDArray:
    """Return the loss, given what :func:`losses` found."""
    parts, scale, *_ = found
    dtype = parts[0][1].dtype
    if reduction != "none":  # each part by itself: of weightless classes 0/0 is NaN, as in torch
        parts = [(share, loss.sum() / scale) for share, loss in parts]
    return np.asarray(sum(share * loss for share, loss in parts), dtype)


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
    found = losses(x, target, weight, ignore_index, reduction, label_smoothing)
    shape = found[0][0][1].shape if reduction == "none" else ()
    return scores_gradient(gradient(grad_output, x, shape), x.ndim, found)


@QUIET
def scores_gradient(grad: NDArray, ndim: int, found: tuple) -> NDArray:
    """Return the gradient of scores of so many axes, given what :func:`losses` found."""
    _, scale, q, counted, log_p = found
    # what does not count stays 0, whatever the scale
    g = np.where(counted, -q * (grad[..., None] / scale), 0).astype(log_p.dtype)
    g -= np.exp(log_p) * g.sum(-1, keepdims=True)  # back through log_softmax
    return np.moveaxis(g, -1, min(1, ndim - 1))


@QUIET
def losses(
    input, target, weight=None, ignore_index=-100, reduction="mean", label_smoothing=0.0
) -> tuple:
    """Return the losses in parts, the divisor of their sums, q weighted, which q count, and log p.

    A part is its share and its losses; with label smoothing the second goes to all classes.
    q and log p have the class axis last.
    """
    x, t, w = _check_loss(input, target, weight, ignore_index, reduction, label_smoothing)
    label_smoothing = float(label_smoothing)  # a NumPy scalar would promote float32 to float64
    axis = min(1, x.ndim - 1)
    C = x.shape[axis]
    even = float(np.divide(label_smoothing, C))  # of no classes infinite or NaN, as in torch
    log_p = np.moveaxis(log_softmax(x, axis), axis, -1)  # (N, d1, ..., C)

    if t.shape == x.shape:  # probabilities
        q = np.moveaxis(t, axis, -1)
        if label_smoothing:
            q = q * (1 - label_smoothing) + even
        q = q * w
        loss = -(q * log_p).sum(-1)
        scale = float(np.divide(x.size, C)) if reduction == "mean" else 1
        return [(1, loss)], scale, q, np.ones(q.shape, bool), log_p

    t = t.reshape(log_p.shape[:-1])
    keep = t != ignore_index
    right = np.where(keep, t, 0)[..., None]
    counts = (w[right[..., 0]] if C else np.zeros(t.shape, w.dtype)) * keep  # (N, d1, ...)
    q = np.zeros_like(log_p)
    log_right = np.zeros(t.shape, x.dtype)
    if q.size:
        np.put_along_axis(q, right, counts[..., None] * (1 - label_smoothing), -1)
        log_right = np.take_along_axis(log_p, right, -1)[..., 0]
    parts = [(1 - label_smoothing, np.where(keep, -log_right * counts, 0))]
    counted = keep[..., None] & (right == np.arange(C))
    if label_smoothing:
        counted = keep[..., None]
        q += even * w * keep[..., None]
        parts.append((even, np.where(keep, -(log_p * w).sum(-1), 0)))
    return parts, counts.sum() if reduction == "mean" else 1, q, counted, log_p


def _check_loss(input, target, weight, ignore_index, reduction, label_smoothing) -> tuple:
    """Return the scores, the target and the weights as arrays, or say what is wrong with them."""
    x, t = real("input", input, integers=False), array("target", target)
    if not isinstance(reduction, str) or reduction not in ("mean", "sum", "none"):
        raise ValueError(f"reduction must be 'mean', 'sum' or 'none', got {reduction!r}")
    if not isinstance(label_smoothing, (int, float, np.number)) or not 0 <= label_smoothing <= 1:
        raise ValueError(f"label_smoothing must be a number from 0 to 1, got {label_smoothing!r}")
    ignore_index = whole("ignore_index", ignore_index)
    if not -(2**63) <= ignore_index < 2**63:
        raise ValueError(f"ignore_index {ignore_index} is no int64: take a negative class")
    if x.ndim < 1:
        raise ValueError("input has shape (), but needs a class axis: (C,), (N, C) or (N, C, ...)")
    C = x.shape[min(1, x.ndim - 1)]
    w = np.ones(C, x.dtype) if weight is None else real("weight", weight)
    if w.shape != (C,):
        raise ValueError(f"weight has shape {w.shape}, but must be ({C},), one for each class")

    if t.shape == x.shape:
        if ignore_index >= 0:
            raise ValueError(
                f"ignore_index {ignore_index} is for classes, not for probabilities: leave it out"
            )
        w = w.astype(x.dtype) if w.dtype.kind in "iu" else w  # they promote nothing
        return x, real("target", t, integers=False), w

    shape = x.shape[:1] * (x.ndim > 1) + x.shape[2:]
    lone = x.ndim == 1 and t.shape == (1,) and not label_smoothing
    if t.shape != shape and not lone:
        raise ValueError(
            f"target has shape {t.shape}, but must be {shape} for classes, or "
            f"{x.shape} for probabilities"
        )
    narrow = x.ndim > 2 and (t.size or reduction == "none")
    narrow = narrow or (t.size and label_smoothing and weight is not None and reduction == "mean")
    if t.dtype != np.int64 and (t.dtype != np.uint8 or narrow):  # where torch has no uint8 either
        raise TypeError(
            f"target is {t.dtype} for input {x.shape}: convert classes with .astype(np.int64)"
        )
    alike(input=x, weight=w)
    wrong = t[(t != ignore_index) & ((t < 0) | (t >= C))]
    if wrong.size:
        raise ValueError(f"target {wrong[0]} is not one of the {C} classes 0 to {C - 1}")
    return x, t, w
