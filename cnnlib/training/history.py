"""What a training run saw."""

from dataclasses import dataclass, field


@dataclass
class History:
    """What `fit` saw, in plain lists: two of every batch, the others of every epoch."""

    loss: list[float] = field(default_factory=list)  # of every batch
    gradient_norm: list[float] = field(default_factory=list)  # of every batch, if asked for
    epoch_loss: list[float] = field(default_factory=list)  # mean over the epoch's batches
    validation_loss: list[float] = field(default_factory=list)
    accuracy: list[float] = field(default_factory=list)  # on the validation data, 0 to 1
    seconds: list[float] = field(default_factory=list)  # training alone, without validation

    @property
    def best_epoch(self) -> int | None:
        """The first epoch, counted from 1, that had the lowest validation loss."""
        best = min(self.validation_loss, default=None)
        return None if best is None else self.validation_loss.index(best) + 1
