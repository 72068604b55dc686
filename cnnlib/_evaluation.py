"""What a torch classifier answers, how good that is, and which examples it can learn from."""

import math

import numpy as np
import torch
from torch import nn
from torch.nn.functional import cross_entropy

Array = np.ndarray | torch.Tensor


def scores(model: nn.Module, x: Array, batch_size: int = 1000) -> torch.Tensor:
    """Return the model's outputs for `x`, (N, classes) on the CPU, dropout and such at rest."""
    x, weight, was_training = torch.as_tensor(x), next(model.parameters()), model.training
    if x.dtype != weight.dtype:
        raise TypeError(
            f"the examples are {x.dtype} and the weights {weight.dtype}: convert the examples, "
            "bytes for instance by torch.as_tensor(x) / 255"
        )
    model.eval()
    try:
        with torch.no_grad():
            return torch.cat([model(part.to(weight.device)) for part in x.split(batch_size)]).cpu()
    except RuntimeError as error:
        raise ValueError(
            f"the model does not take examples of shape {tuple(x.shape[1:])} each, "
            f"and pictures must be (C, H, W): {error}"
        ) from error
    finally:
        model.train(was_training)


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
    x, y = torch.as_tensor(x), torch.as_tensor(y)
    if y.shape != (len(x),) or len(x) == 0:
        found = f"{len(x)} examples and labels of shape {tuple(y.shape)}"
        raise ValueError(f"{found}: give one label per example, and one example at least")
    if y.is_floating_point() or y.dtype == torch.bool:
        raise TypeError(f"the labels are {y.dtype}: give class numbers, e.g. as int64")
    low, high = x.aminmax()
    if not math.isfinite(low + high):
        raise ValueError(
            "some examples hold NaN or infinite numbers: repair or drop these examples"
        )
    classes = scores(model, x[:2]).shape[1]
    if y.min() < 0 or y.max() >= classes:
        raise ValueError(
            f"the labels run from {y.min()} to {y.max()}, but the model's {classes} outputs are "
            f"the classes 0 to {classes - 1}: renumber the labels or widen the last layer"
        )
    return x, y.long()
