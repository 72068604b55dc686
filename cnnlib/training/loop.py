"""The training loop: epochs over a run, watched, kept in a file, stopped in time."""

import copy
import os
import sys
import time
from collections.abc import Callable

import torch
from torch import nn
from torch.optim.lr_scheduler import LRScheduler
from tqdm.auto import tqdm

from cnnlib.arguments import whole

from ._checkpoint import Checkpoint
from ._epoch import train
from ._finite import check_weights
from ._run import Run, prepare
from ._schedule import after_epoch, check_length
from .answers import Array
from .evaluation import loss_and_accuracy
from .history import History


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
    epochs = whole("epochs", epochs, 1)
    if patience is not None and whole("patience", patience, 1) and validation is None:
        raise ValueError(f"patience {patience} needs validation=(x, y), to see what gets better")
    run = prepare(
        *(model, x, y),
        batch_size=batch_size,
        optimizer=optimizer,
        schedule=schedule,
        augment=augment,
        seed=seed,
        device=device,
        validation=validation,
        gradient_norm=gradient_norm,
    )
    if progress is None:
        progress = _someone_watches() and not os.environ.get("TQDM_DISABLE")
    if seed is not None:
        torch.manual_seed(seed)
    file = None if checkpoint is None else Checkpoint(checkpoint, run)
    goes_on = file is not None and file.resume(epochs)
    check_length(schedule, (epochs - run.epochs) * run.steps)
    if file and not goes_on:
        file.save()

    # leave=False: a bar that stayed would be a dead widget in the saved notebook.
    counts = {"total": epochs * run.steps, "initial": run.epochs * run.steps, "unit": "batch"}
    with tqdm(**counts, disable=not progress, leave=False) as bar:
        for epoch in range(run.epochs + 1, epochs + 1):
            if patience and epoch > (run.history.best_epoch or epoch) + patience:
                if progress:
                    best = run.history.best_epoch
                    bar.write(f"stopped: no lower validation loss since epoch {best}")
                break
            bar.set_description(f"epoch {epoch}/{epochs}")
            start = time.perf_counter()
            train(run, bar)
            run.history.seconds.append(time.perf_counter() - start)
            _look(run)
            if file:
                file.save()
    if patience and run.best:
        run.model.load_state_dict(run.best)
    return run.history


def _look(run: Run) -> None:
    """Finish an epoch: its mean loss, the validation, the schedule; refuse spoiled weights."""
    run.history.epoch_loss.append(sum(run.history.loss[-run.steps :]) / run.steps)
    if run.validation is not None:
        loss, accuracy = loss_and_accuracy(run.model, *run.validation)
        run.history.validation_loss.append(loss)
        run.history.accuracy.append(accuracy)
        if run.history.best_epoch == run.epochs:
            run.best = copy.deepcopy(run.model.state_dict())
    check_weights(run)
    after_epoch(run.schedule, run.history.validation_loss)


def _someone_watches() -> bool:
    """Whether this runs in a notebook's kernel or in a terminal."""
    ipython = sys.modules.get("IPython")  # in a notebook it is there already
    return hasattr(ipython and ipython.get_ipython(), "kernel") or sys.stderr.isatty()
