"""How good a torch classifier is."""

import torch
from torch import nn
from torch.nn.functional import cross_entropy

from ._examples import checked
from .answers import Array, scores


def evaluate(model: nn.Module, x: Array, y: Array, batch_size: int = 1000) -> float:
    """Return the accuracy: the fraction of the examples whose predicted class is their label."""
    return loss_and_accuracy(model, *checked(model, x, y), batch_size)[1]


def loss_and_accuracy(
    model: nn.Module, x: torch.Tensor, y: torch.Tensor, batch_size: int = 1000
) -> tuple[float, float]:
    """Return the mean cross-entropy loss and the accuracy on `checked` examples."""
    found, y = scores(model, x, batch_size), y.cpu()
    return cross_entropy(found, y).item(), (found.argmax(1) == y).double().mean().item()
