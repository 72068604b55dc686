"""What a torch classifier answers, how good that is, and which examples it can learn from."""

import math

import numpy as np
import torch
from torch import nn
from torch.nn.functional import cross_entropy

from cnnlib.arguments import whole

Array = np.ndarray | torch.Tensor


def scores(model: nn.Module, x: Array, batch_size: int = 1000) -> torch.Tensor:
    """Return the model's outputs for `x`, (N, classes) on the CPU, dropout and such at rest."""
    x, batch_size = _tensor("examples", x), whole("batch_size", batch_size, least=1)
    weight = next(model.parameters(), None) if isinstance(model, nn.Module) else None
    if weight is None:
        found = type(model).__name__
        raise TypeError(f"model is a {found} without weights: give a torch.nn.Module, built")
    if x.dtype != weight.dtype:
        raise TypeError(
            f"the examples are {x.dtype} and the weights {weight.dtype}: convert the examples, "
            "bytes for instance by torch.as_tensor(x) / 255"
        )
    modes = [(part, part.training) for part in model.modules()]  # some layers may rest already
    model.eval()
    try:
        with torch.no_grad():
            return torch.cat([model(part.to(weight.device)) for part in x.split(batch_size)]).cpu()
    except torch.OutOfMemoryError:  # the examples are not at fault
        raise
    except (RuntimeError, TypeError, ValueError, IndexError) as error:
        raise ValueError(
            f"the model does not take examples of shape {tuple(x.shape[1:])} each, "
            f"and pictures must be (C, H, W): {error}"
        ) from error
    finally:
        for part, mode in modes:
            part.training = mode


def predict(model: nn.Module, x: Array, batch_size: int = 1000) -> torch.Tensor:
    """Return the class with the highest score for each example, (N,) int64."""
    return scores(model, x, batch_size).argmax(1)


def evaluate(model: nn.Module, x: Array, y: Array, batch_size: int = 1000) -> float:
    """Return the accuracy: the fraction of the examples whose predicted class is their label."""
    return loss_and_accuracy(model, *checked(model, x, y), batch_size)[1]


def loss_and_accuracy(
    model: nn.Module, x: torch.Tensor, y: torch.Tensor, batch_size: int = 1000
) -> tuple[float, float]:
    """Return the mean cross-entropy loss and the accuracy on `checked` examples."""
    found, y = scores(model, x, batch_size), y.cpu()
    return cross_entropy(found, y).item(), (found.argmax(1) == y).double().mean().item()


def checked(model: nn.Module, x: Array, y: Array) -> tuple[torch.Tensor, torch.Tensor]:
    """Return examples and labels as tensors, or refuse what the model could not learn from."""
    x, y = _tensor("examples", x), _tensor("labels", y)
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


def _tensor(name: str, values: Array) -> torch.Tensor:
    try:
        return torch.as_tensor(values)
    except (RuntimeError, TypeError, ValueError) as error:
        raise TypeError(f"the {name} are no numbers that torch can take: {error}") from error
