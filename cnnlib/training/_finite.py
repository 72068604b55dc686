"""Stop a run whose numbers are no longer finite, and say where it went wrong and why."""

import math

import torch
from torch.optim import Optimizer

from ._run import Run


def check_losses(run: Run, augmented: list[torch.Tensor]) -> None:
    """Look at the losses of the batches so far; the last is the newest.

    `augmented` says of the newest ones whether what `augment` made was finite.
    """
    losses, steps = run.history.loss, run.steps
    if math.isfinite(sum(losses)):
        return
    first = next(i for i, loss in enumerate(losses) if not math.isfinite(loss))
    cause = _too_fast(run.optimizer)
    if first == 0:
        cause = "the initial weights or the layers are at fault, since no step was taken before it"
    if augmented and not augmented[first - len(losses)]:
        cause = "augment is at fault, since it made NaN or infinite numbers of this batch"
    raise FloatingPointError(
        f"the loss is {losses[first]} in epoch {first // steps + 1}, batch {first % steps + 1} of "
        f"{steps}, with inputs from {run.x.min():g} to {run.x.max():g}; most likely {cause}"
    )


def check_weights(run: Run) -> None:
    """Look at the weights after an epoch, whose last step may have spoiled them."""
    spoiled, validation_loss = "", run.history.validation_loss
    if not torch.stack([weight.isfinite().all() for weight in run.model.parameters()]).all():
        spoiled = "some weights are NaN or infinite"
    elif not math.isfinite(sum(validation_loss)):
        spoiled = f"the validation loss is {validation_loss[-1]}"
    if spoiled:
        where = f"after epoch {run.epochs}, batch {run.steps} of {run.steps}"
        raise FloatingPointError(f"{spoiled} {where}; most likely {_too_fast(run.optimizer)}")


def _too_fast(optimizer: Optimizer) -> str:
    rate = optimizer.param_groups[0]["lr"]
    return f"the learning rate {rate:g} is too large: try {rate / 10:g}"
