"""Train a torch classifier: one loop, the whole data set on the device, results as plain lists."""

import copy
import math
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import torch
from torch import nn
from torch.nn.utils import get_total_norm
from torch.optim.lr_scheduler import LRScheduler
from tqdm.auto import tqdm

from cnnlib.arguments import whole

from ._batch import augmented, loss_of
from ._checkpoint import Checkpoint, data, recipe
from ._finite import check_epoch, check_losses
from ._optimizer import check_optimizer
from ._schedule import after_batch, after_epoch, check_length, check_schedule
from .device import RandomNumbers, choose_device
from .evaluation import Array, checked, checked_pair, loss_and_accuracy

LOOK_EVERY = 50  # steps between two looks at the loss: each one makes a GPU wait for Python


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


def fit(
    model: nn.Module,
    x: Array,
    y: Array,
    *,
    epochs: int,
    batch_size: int = 64,
    optimizer: torch.optim.Optimizer | None = None,
    schedule: LRScheduler | None = None,
    augment: Callable[[torch.Tensor], torch.Tensor] | None = None,
    seed: int | None = None,
    device: str | torch.device | None = None,
    validation: tuple[Array, Array] | None = None,
    patience: int | None = None,
    gradient_norm: bool = False,
    checkpoint: str | os.PathLike | None = None,
    progress: bool | None = None,
) -> History:
    """Train `model`, in place, to give the labels `y` to the examples `x` (cross-entropy loss).

    Parameters
    ----------
    x : (N, ...) of the dtype of the weights, e.g. (N, C, H, W) float32
    y : (N,) whole numbers from 0
    optimizer : built on ``model.parameters()``; by default the schedule's, or else Adam with
        learning rate 0.001
    schedule : of `torch.optim.lr_scheduler`, built on the optimizer. OneCycleLR and CyclicLR take
        a step after each batch, all others after each epoch, and ReduceLROnPlateau watches the
        validation loss.
    augment : changes the examples of each batch, on the device, before the model sees them; its
        random numbers come from `torch`, `numpy.random` or `random`
    seed : goes to `torch.manual_seed` first; without one, torch's random numbers run on.
        The batches are those of ``DataLoader(shuffle=True)`` after the same seed, and on a CPU
        the same initial weights, seed and number of threads give the same result, bit for bit.
    device : where to train, for `choose_device`; the model stays there
    validation : ``(x, y)`` to measure the loss and the accuracy on after each epoch
    patience : stop after so many epochs in a row without a lower validation loss. The model ends
        with the weights of ``history.best_epoch``, whether it was stopped or not.
    gradient_norm : record the norm of all gradients together, for each batch, as
        `torch.nn.utils.clip_grad_norm_` computes it, and clip nothing
    checkpoint : file to keep the run in, at the start and after each epoch. If the file is there,
        the run goes on from it: killed at any moment and called again, `fit` ends as if nothing
        had happened, on a CPU bit for bit. A finished run trains no more, unless more epochs or
        more patience are asked for. Delete the file to start anew.
    progress : show a bar; by default in notebooks and terminals, unless TQDM_DISABLE is set

    Raises
    ------
    ValueError, TypeError : the arguments do not fit the model, each other or the checkpoint
    OSError : the checkpoint cannot be read or written; the last one stays
    FloatingPointError : the loss or a weight is no longer a finite number

    Examples
    --------
    >>> from cnnlib.training import evaluate
    >>> x, y = torch.tensor([[-1.0], [1.0]]), torch.tensor([0, 1])
    >>> model = nn.Linear(1, 2)
    >>> history = fit(model, x, y, epochs=3, optimizer=torch.optim.SGD(model.parameters(), lr=9))
    >>> len(history.loss), evaluate(model, x, y)
    (3, 1.0)
    """
    epochs, batch_size = whole("epochs", epochs, 1), whole("batch_size", batch_size, 1)
    if patience is not None and whole("patience", patience, 1) and validation is None:
        raise ValueError(f"patience {patience} needs validation=(x, y), to see what gets better")
    if seed is not None and not -(2**63) <= whole("seed", seed) < 2**64:
        raise ValueError(f"seed {seed} is outside torch's range: take one from 0 to 2**64 - 1")
    device = choose_device(device)
    x, y = (part.to(device) for part in checked(model, x, y))
    if validation is not None:
        validation = [part.to(device) for part in checked_pair(model, validation)]
    # channels_last and fused Adam: the same results to rounding, in under half the time on a CPU.
    fast = {"memory_format": torch.channels_last} if device.type == "cpu" and x.ndim == 4 else {}
    model.to(device, **fast)
    optimizer = optimizer or getattr(schedule, "optimizer", None)
    optimizer = optimizer or torch.optim.Adam(model.parameters(), lr=0.001, fused=True)
    check_optimizer(optimizer, model)
    check_schedule(schedule, optimizer, validation is not None)
    if progress is None:
        progress = _someone_watches() and not os.environ.get("TQDM_DISABLE")

    if seed is not None:
        torch.manual_seed(seed)
    history, best, done, steps = History(), None, 0, math.ceil(len(x) / batch_size)
    file = saved = None
    if checkpoint is not None:
        run = recipe(
            *(model, optimizer, schedule, augment),
            batch_size=batch_size,
            seed=seed,
            gradient_norm=gradient_norm,
            examples=data(x, y),
            validation=validation and data(*validation),
        )
        parts = {"model": model, "optimizer": optimizer, "random": RandomNumbers(device)}
        parts |= {"schedule": schedule} if schedule else {}
        file = Checkpoint(checkpoint, parts, run)
        saved = file.read()
    if saved:
        history, best = History(**saved["history"]), saved["best"]
        done = len(history.epoch_loss)
        if done > epochs:
            raise ValueError(f"{checkpoint} has {done} epochs already: ask for so many or more")
        file.restore(saved)
    check_length(schedule, (epochs - done) * steps)
    if file and not saved:
        file.save(history=vars(history), best=best)

    # leave=False: a bar that stayed would be a dead widget in the saved notebook.
    counts = {"total": epochs * steps, "initial": done * steps, "unit": "batch"}
    with tqdm(**counts, disable=not progress, leave=False) as bar:
        for epoch in range(done + 1, epochs + 1):
            if patience and epoch > (history.best_epoch or epoch) + patience:
                if progress:
                    bar.write(f"stopped: no lower validation loss since epoch {history.best_epoch}")
                break
            bar.set_description(f"epoch {epoch}/{epochs}")
            start = time.perf_counter()
            batches = _shuffled(len(x)).to(device).split(batch_size)
            _epoch(model, x, y, batches, optimizer, schedule, augment, gradient_norm, history, bar)
            history.seconds.append(time.perf_counter() - start)
            history.epoch_loss.append(sum(history.loss[-steps:]) / steps)
            if validation is not None:
                loss, accuracy = loss_and_accuracy(model, *validation)
                history.validation_loss.append(loss)
                history.accuracy.append(accuracy)
                if history.best_epoch == epoch:
                    best = copy.deepcopy(model.state_dict())
            check_epoch(model, history.validation_loss, epoch, steps, optimizer)
            after_epoch(schedule, history.validation_loss)
            if file:
                file.save(history=vars(history), best=best)
    if patience:
        model.load_state_dict(best)
    return history


def _epoch(model, x, y, batches, optimizer, schedule, augment, gradient_norm, history, bar) -> None:
    """Take one step for each of the batches, which are tensors of row numbers."""
    weights = [weight for group in optimizer.param_groups for weight in group["params"]]
    losses, norms, finite = [], [], []  # on the device, not yet looked at
    model.train()
    for step, rows in enumerate(batches, 1):
        batch = x[rows]
        if augment:
            batch = augmented(augment, batch)
            finite.append(batch.isfinite().all())
        loss = loss_of(model, batch, y[rows])
        optimizer.zero_grad()
        loss.backward()
        if gradient_norm:
            norms.append(get_total_norm([w.grad for w in weights if w.grad is not None]))
        optimizer.step()
        after_batch(schedule)
        losses.append(loss.detach())
        if len(losses) == LOOK_EVERY or step == len(batches):
            history.loss += torch.stack(losses).tolist()
            history.gradient_norm += torch.stack(norms).tolist() if norms else []
            check_losses(history.loss, len(batches), optimizer, x, finite)
            accuracy = "".join(f", accuracy {last:.2%}" for last in history.accuracy[-1:])
            bar.set_postfix_str(f"loss {history.loss[-1]:.3f}{accuracy}", refresh=False)
            bar.update(len(losses))
            losses, norms, finite = [], [], []


def _shuffled(n: int) -> torch.Tensor:
    """Draw the permutation that ``DataLoader(shuffle=True)`` draws from the same random state."""
    torch.empty((), dtype=torch.int64).random_()  # DataLoader draws a seed for workers first
    seed = torch.empty((), dtype=torch.int64).random_().item()
    return torch.randperm(n, generator=torch.Generator().manual_seed(seed))


def _someone_watches() -> bool:
    """Whether this runs in a notebook's kernel or in a terminal."""
    ipython = sys.modules.get("IPython")  # in a notebook it is there already
    return hasattr(ipython and ipython.get_ipython(), "kernel") or sys.stderr.isatty()
