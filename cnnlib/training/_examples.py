"""Which examples and labels a model can learn from."""

import math

import torch
from torch import nn

from .answers import Array, scores, tensor


def checked(model: nn.Module, x: Array, y: Array) -> tuple[torch.Tensor, torch.Tensor]:
    """Return examples and labels as tensors, or refuse what the model could not learn from."""
    x, y = tensor("examples", x), tensor("labels", y)
    if y.ndim != 1 or y.shape != x.shape[:1] or x.numel() == 0:
        many = len(x) if x.ndim else "no"
        raise ValueError(
            f"{many} examples and labels of shape {tuple(y.shape)}: give one label per example, "
            "and one example at least"
        )
    if y.is_floating_point() or y.is_complex() or y.dtype == torch.bool:
        raise TypeError(f"the labels are {y.dtype}: give class numbers, e.g. as int64")
    y, found = y.long(), scores(model, x[:2])
    if found.ndim != 2 or len(found) != len(x[:2]):
        raise ValueError(
            f"the model gives {tuple(found.shape)} for {len(x[:2])} examples: it must give a row "
            "of scores, one for each class, for every example"
        )
    low, high = x.aminmax()
    if not (math.isfinite(low) and math.isfinite(high)):
        raise ValueError(
            "some examples hold NaN or infinite numbers: repair or drop these examples"
        )
    classes = found.shape[1]
    if y.min() < 0 or y.max() >= classes:
        raise ValueError(
            f"the labels run from {y.min()} to {y.max()}, but the model's {classes} outputs are "
            f"the classes 0 to {classes - 1}: renumber the labels or widen the last layer"
        )
    return x, y


def checked_pair(model: nn.Module, pair: tuple[Array, Array]) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the validation examples and labels `checked`, or say that they are at fault."""
    if not isinstance(pair, tuple | list) or len(pair) != 2:
        raise TypeError(f"validation must be a pair (x, y), not a {type(pair).__name__}")
    try:
        return checked(model, *pair)
    except (TypeError, ValueError) as error:
        raise type(error)(f"validation: {error}") from error
