"""One training run: what `fit` was given, checked and in its place, and what was seen so far."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import torch
from torch import nn
from torch.optim import Adam, Optimizer
from torch.optim.lr_scheduler import LRScheduler

from cnnlib.arguments import whole

from ._examples import checked, checked_pair
from ._optimizer import check_optimizer
from ._schedule import check_schedule
from .answers import Array
from .device import choose_device
from .history import History


@dataclass
class Run:
    """All that belongs to a run. Its functions take it whole: `train`, `save`, `check_losses`."""

    model: nn.Module
    x: torch.Tensor  # (N, ...), on the device
    y: torch.Tensor  # (N,) int64
    batch_size: int
    optimizer: Optimizer
    schedule: LRScheduler | None
    augment: Callable[[torch.Tensor], torch.Tensor] | None
    seed: int | None
    validation: tuple[torch.Tensor, torch.Tensor] | None
    gradient_norm: bool  # whether it is recorded
    history: History = field(default_factory=History)
    best: dict[str, torch.Tensor] | None = None  # the weights of history.best_epoch

    @property
    def epochs(self) -> int:
        """How many epochs are done."""
        return len(self.history.epoch_loss)

    @property
    def steps(self) -> int:
        """How many batches an epoch has."""
        return math.ceil(len(self.x) / self.batch_size)


def prepare(
    model: nn.Module,
    x: Array,
    y: Array,
    *,
    batch_size: int,
    optimizer: Optimizer | None,
    schedule: LRScheduler | None,
    augment: Callable[[torch.Tensor], torch.Tensor] | None,
    seed: int | None,
    device: str | torch.device | None,
    validation: tuple[Array, Array] | None,
    gradient_norm: bool,
) -> Run:
    """Check what `fit` was given, and take model and data to the device; nothing is trained."""
    batch_size = whole("batch_size", batch_size, 1)
    if seed is not None and not -(2**63) <= whole("seed", seed) < 2**64:
        raise ValueError(f"seed {seed} is outside torch's range: take one from 0 to 2**64 - 1")
    place = choose_device(device)
    x, y = (part.to(place) for part in checked(model, x, y))
    held_out = None
    if validation is not None:
        x_out, y_out = checked_pair(model, validation)
        held_out = x_out.to(place), y_out.to(place)
    # channels_last and fused Adam: the same results to rounding, in under half the time on a CPU.
    model.to(place)
    if place.type == "cpu" and x.ndim == 4:
        model.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # not in its types
    optimizer = optimizer or getattr(schedule, "optimizer", None)
    optimizer = optimizer or Adam(model.parameters(), lr=0.001, fused=True)
    check_optimizer(optimizer, model)
    check_schedule(schedule, optimizer, validation is not None)
    return Run(model, x, y, batch_size, optimizer, schedule, augment, seed, held_out, gradient_norm)
