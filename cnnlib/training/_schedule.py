"""When a schedule of the learning rate takes its steps."""

from torch.optim import Optimizer
from torch.optim.lr_scheduler import CyclicLR, LRScheduler, OneCycleLR, ReduceLROnPlateau


def check_schedule(schedule: LRScheduler | None, optimizer: Optimizer, validated: bool) -> None:
    """Refuse a schedule that could not steer this run."""
    if schedule is None:
        return
    if not isinstance(schedule, LRScheduler):
        found = type(schedule).__name__
        raise TypeError(f"schedule is a {found}: give one of torch.optim.lr_scheduler, built")
    if schedule.optimizer is not optimizer:
        raise ValueError("the schedule steers another optimizer: build it on this one")
    if isinstance(schedule, ReduceLROnPlateau) and not validated:
        raise ValueError("ReduceLROnPlateau watches the validation loss: give validation=(x, y)")
    if isinstance(schedule, ReduceLROnPlateau) and schedule.mode != "min":
        raise ValueError(f"ReduceLROnPlateau watches a loss: its mode is {schedule.mode}, not min")


def check_length(schedule: LRScheduler | None, batches: int) -> None:
    """Refuse a OneCycleLR that ends before the `batches` that are still to come."""
    if isinstance(schedule, OneCycleLR) and schedule.total_steps < schedule.last_epoch + batches:
        raise ValueError(
            f"OneCycleLR is at step {schedule.last_epoch} of {schedule.total_steps} and {batches} "
            f"batches are to come: build it with total_steps={schedule.last_epoch + batches}"
        )


def after_batch(schedule: LRScheduler | None) -> None:
    """Step those that count batches."""
    if isinstance(schedule, (OneCycleLR, CyclicLR)):
        schedule.step()


def after_epoch(schedule: LRScheduler | None, validation_loss: list[float]) -> None:
    """Step those that count epochs; ReduceLROnPlateau looks at the last validation loss."""
    if isinstance(schedule, ReduceLROnPlateau):
        schedule.step(validation_loss[-1])
    elif schedule is not None and not isinstance(schedule, (OneCycleLR, CyclicLR)):
        schedule.step()
