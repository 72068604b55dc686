"""One batch: changed by `augment`, shown to the model; what does not fit is told in a sentence."""

from collections.abc import Callable

import torch
from torch import nn
from torch.nn.functional import cross_entropy


def augmented(augment: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    """Return the changed examples, or refuse what cannot stand for them."""
    changed = augment(x)
    if not isinstance(changed, torch.Tensor):
        raise TypeError(f"augment returned a {type(changed).__name__}: return a tensor")
    was, now = ((len(part) if part.ndim else 0, part.dtype, part.device) for part in (x, changed))
    if was != now:
        raise ValueError(
            "augment made {} examples, {}, on {} ".format(*now)
            + "of {}, {}, on {}: keep their number, dtype and device".format(*was)
        )
    return changed


def loss_of(model: nn.Module, x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """Return the mean cross-entropy loss of a batch."""
    try:
        return cross_entropy(model(x), y)
    except torch.OutOfMemoryError:  # the batch is not at fault
        raise
    except (RuntimeError, TypeError, ValueError, IndexError) as error:
        lone = "; choose a batch_size that leaves no single example over" if len(x) == 1 else ""
        raise ValueError(
            f"the model does not take a batch of shape {tuple(x.shape)}: {error}{lone}"
        ) from error
