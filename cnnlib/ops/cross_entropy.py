"""How wrong the scores are: cross entropy."""

from numpy.typing import ArrayLike, NDArray

from ._arguments import QUIET, gradient, real
from .losses import losses, scores_gradient, total


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
    >>> import numpy as np
    >>> scores = np.log(np.array([[1.0, 3.0], [2.0, 2.0]]))
    >>> np.exp(-cross_entropy(scores, np.array([0, 1]), reduction="none")).round(3)
    array([0.25, 0.5 ])
    """
    return total(losses(input, target, weight, ignore_index, reduction, label_smoothing), reduction)


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
    >>> import numpy as np
    >>> scores = np.log(np.array([[1.0, 3.0]]))
    >>> cross_entropy_backward(np.array(1.0), scores, np.array([0])).round(3)
    array([[-0.75,  0.75]])
    """
    x = real("input", input, integers=False)
    found = losses(x, target, weight, ignore_index, reduction, label_smoothing)
    shape = found.log_p.shape[:-1] if reduction == "none" else ()
    return scores_gradient(gradient(grad_output, x, shape), x.ndim, found)
