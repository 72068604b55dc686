"""Train a torch classifier: one loop, the whole data set on the device, results as plain lists."""

import math
import os
import sys
import time
from dataclasses import dataclass, field

import numpy as np
import torch
from torch import nn
from torch.nn.functional import cross_entropy
from tqdm.auto import tqdm

Array = np.ndarray | torch.Tensor
LOOK_EVERY = 50  # steps between two looks at the loss: each one makes a GPU wait for Python


@dataclass
class History:
    """What `fit` saw, in plain lists: `loss` of every batch, the others of every epoch."""

    loss: list[float] = field(default_factory=list)
    epoch_loss: list[float] = field(default_factory=list)  # mean over the epoch's batches
    accuracy: list[float] = field(default_factory=list)  # on the validation data, 0 to 1
    seconds: list[float] = field(default_factory=list)  # training alone, without validation


def choose_device(name: str | torch.device | None = None) -> torch.device:
    """Return the device called `name`, or the fastest there is: CUDA, then MPS, then the CPU.

    >>> choose_device("cpu")
    device(type='cpu')
    """
    there = [f"cuda:{i}" for i in range(torch.cuda.device_count())]
    there += ["mps"] * torch.backends.mps.is_available() + ["cpu"]
    wanted = str(name or there[0])
    if not {wanted, f"{wanted}:0", wanted.removesuffix(":0")} & set(there):
        raise ValueError(f"device {wanted} is not there: choose one of {', '.join(there)}")
    return torch.device(wanted)


def fit(
    model: nn.Module,
    x: Array,
    y: Array,
    *,
    epochs: int,
    batch_size: int = 64,
    optimizer: torch.optim.Optimizer | None = None,
    seed: int | None = None,
    device: str | torch.device | None = None,
    validation: tuple[Array, Array] | None = None,
    progress: bool | None = None,
) -> History:
    """Train `model`, in place, to give the labels `y` to the examples `x` (cross-entropy loss).

    Parameters
    ----------
    x : (N, ...) of the dtype of the weights, e.g. (N, C, H, W) float32
    y : (N,) whole numbers from 0
    optimizer : built on ``model.parameters()``; by default Adam with learning rate 0.001
    seed : goes to `torch.manual_seed` first; without one, torch's random numbers run on.
        The batches are those of ``DataLoader(shuffle=True)`` after the same seed, and on a CPU
        the same initial weights, seed and number of threads give the same result, bit for bit.
    device : where to train, for `choose_device`; the model stays there
    validation : ``(x, y)`` to measure the accuracy on after each epoch
    progress : show a bar; by default in notebooks and terminals, unless TQDM_DISABLE is set

    Raises
    ------
    ValueError, TypeError : examples, labels or optimizer do not fit the model
    FloatingPointError : the loss is no longer a finite number

    Examples
    --------
    >>> x, y = torch.tensor([[-1.0], [1.0]]), torch.tensor([0, 1])
    >>> model = nn.Linear(1, 2)
    >>> history = fit(model, x, y, epochs=3, optimizer=torch.optim.SGD(model.parameters(), lr=9))
    >>> len(history.loss), evaluate(model, x, y)
    (3, 1.0)
    """
    if epochs < 1 or batch_size < 1:
        raise ValueError(f"epochs {epochs} and batch_size {batch_size} must both be at least 1")
    device = choose_device(device)
    x, y = (part.to(device) for part in _checked(model, x, y))
    if validation is not None:
        validation = [part.to(device) for part in _checked(model, *validation)]
    # channels_last and fused Adam: the same results to rounding, in under half the time on a CPU.
    fast = {"memory_format": torch.channels_last} if device.type == "cpu" and x.ndim == 4 else {}
    model.to(device, **fast)
    optimizer = optimizer or torch.optim.Adam(model.parameters(), lr=0.001, fused=True)
    own = set(model.parameters())
    if any(weight not in own for group in optimizer.param_groups for weight in group["params"]):
        raise ValueError("the optimizer has another model's weights: build it on this model's")
    if progress is None:
        progress = _someone_watches() and not os.environ.get("TQDM_DISABLE")

    if seed is not None:
        torch.manual_seed(seed)
    history, steps = History(), math.ceil(len(x) / batch_size)
    # leave=False: a bar that stayed would be a dead widget in the saved notebook.
    with tqdm(total=epochs * steps, unit="batch", disable=not progress, leave=False) as bar:
        for epoch in range(1, epochs + 1):
            bar.set_description(f"epoch {epoch}/{epochs}")
            start, unread = time.perf_counter(), []
            model.train()
            for step, rows in enumerate(_shuffled(len(x)).to(device).split(batch_size), 1):
                loss = cross_entropy(model(x[rows]), y[rows])
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                unread.append(loss.detach())
                if len(unread) == LOOK_EVERY or step == steps:
                    history.loss += torch.stack(unread).tolist()
                    if not math.isfinite(sum(history.loss[-len(unread) :])):
                        rate = optimizer.param_groups[0]["lr"]
                        raise FloatingPointError(_why_not_finite(history.loss, steps, rate, x))
                    accuracy = "".join(f", accuracy {last:.2%}" for last in history.accuracy[-1:])
                    bar.set_postfix_str(f"loss {history.loss[-1]:.3f}{accuracy}", refresh=False)
                    bar.update(len(unread))
                    unread = []
            history.seconds.append(time.perf_counter() - start)
            history.epoch_loss.append(sum(history.loss[-steps:]) / steps)
            if validation is not None:
                history.accuracy.append(evaluate(model, *validation))
    return history


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
    x, y = _checked(model, x, y)
    return (predict(model, x, batch_size) == y.cpu()).double().mean().item()


def _someone_watches() -> bool:
    """Whether this runs in a notebook's kernel or in a terminal."""
    ipython = sys.modules.get("IPython")  # in a notebook it is there already
    return hasattr(ipython and ipython.get_ipython(), "kernel") or sys.stderr.isatty()


def _shuffled(n: int) -> torch.Tensor:
    """Draw the permutation that ``DataLoader(shuffle=True)`` draws from the same random state."""
    torch.empty((), dtype=torch.int64).random_()  # DataLoader draws a seed for workers first
    seed = torch.empty((), dtype=torch.int64).random_().item()
    return torch.randperm(n, generator=torch.Generator().manual_seed(seed))


def _checked(model: nn.Module, x: Array, y: Array) -> tuple[torch.Tensor, torch.Tensor]:
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


def _why_not_finite(losses: list[float], steps: int, rate: float, x: torch.Tensor) -> str:
    """Say where the loss was first NaN or infinite, and what is the likely cause."""
    first = next(i for i, loss in enumerate(losses) if not math.isfinite(loss))
    cause = f"the learning rate {rate:g} is too large: try {rate / 10:g}"
    if first == 0:
        cause = "the initial weights or the layers are at fault, since no step was taken before it"
    return (
        f"the loss is {losses[first]} in epoch {first // steps + 1}, batch {first % steps + 1} of "
        f"{steps}, with inputs from {x.min():g} to {x.max():g}; most likely {cause}"
    )
