"""What cross entropy is made of, found once and used forward and backward."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnlib.arguments import whole

from ._arguments import QUIET, alike, array, real
from .softmax import log_softmax


class Losses(NamedTuple):
    """What the loss and its gradient are made of; q and log p have the class axis last."""

    parts: list[tuple[float, NDArray]]  # a share and losses; what is smoothed is the second part
    scale: float  # what their sums are divided by
    q: NDArray  # weighted
    counted: NDArray  # which q count
    log_p: NDArray


@QUIET
def losses(
    input: ArrayLike,
    target: ArrayLike,
    weight: ArrayLike | None = None,
    ignore_index: int = -100,
    reduction: str = "mean",
    label_smoothing: float = 0.0,
) -> Losses:
    """Return what :func:`total` and :func:`scores_gradient` need, for arguments that are right."""
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
        return Losses([(1, loss)], scale, q, np.ones(q.shape, bool), log_p)

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
    return Losses(parts, counts.sum() if reduction == "mean" else 1, q, counted, log_p)


@QUIET
def total(found: Losses, reduction: str) -> NDArray:
    """Return the loss, given what :func:`losses` found."""
    parts, dtype = found.parts, found.parts[0][1].dtype
    if reduction != "none":  # each part by itself: of weightless classes 0/0 is NaN, as in torch
        parts = [(share, loss.sum() / found.scale) for share, loss in parts]
    return np.asarray(sum(share * loss for share, loss in parts), dtype)


@QUIET
def scores_gradient(grad: NDArray, ndim: int, found: Losses) -> NDArray:
    """Return the gradient of scores of so many axes, given what :func:`losses` found."""
    log_p = found.log_p
    # what does not count stays 0, whatever the scale
    g = np.where(found.counted, -found.q * (grad[..., None] / found.scale), 0).astype(log_p.dtype)
    g -= np.exp(log_p) * g.sum(-1, keepdims=True)  # back through log_softmax
    return np.moveaxis(g, -1, min(1, ndim - 1))


def _check_loss(
    input: ArrayLike,
    target: ArrayLike,
    weight: ArrayLike | None,
    ignore_index: int,
    reduction: str,
    label_smoothing: float,
) -> tuple[NDArray, NDArray, NDArray]:
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
    smoothed = bool(label_smoothing) and weight is not None and reduction == "mean"
    narrow = (x.ndim > 2 and (t.size or reduction == "none")) or (t.size and smoothed)
    if t.dtype != np.int64 and (t.dtype != np.uint8 or narrow):  # where torch has no uint8 either
        raise TypeError(
            f"target is {t.dtype} for input {x.shape}: convert classes with .astype(np.int64)"
        )
    alike(input=x, weight=w)
    wrong = t[(t != ignore_index) & ((t < 0) | (t >= C))]
    if wrong.size:
        raise ValueError(f"target {wrong[0]} is not one of the {C} classes 0 to {C - 1}")
    return x, t, w
