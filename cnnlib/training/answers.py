"""What a torch classifier answers."""

import numpy as np
import torch
from torch import nn

from cnnlib.arguments import whole

Array = np.ndarray | torch.Tensor


def scores(model: nn.Module, x: Array, batch_size: int = 1000) -> torch.Tensor:
    """Return the model's outputs for `x`, (N, classes) on the CPU, dropout and such at rest."""
    x, batch_size = tensor("examples", x), whole("batch_size", batch_size, least=1)
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


def tensor(name: str, values: Array) -> torch.Tensor:
    try:
        return torch.as_tensor(values)
    except (RuntimeError, TypeError, ValueError) as error:
        raise TypeError(f"the {name} are no numbers that torch can take: {error}") from error
