"""A run with everything in it that a resumed run could lose, and one that is killed."""

import os
import random
import signal
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.optim import Adam
from torch.optim.lr_scheduler import OneCycleLR, ReduceLROnPlateau

from cnnlib.training import fit


def network() -> nn.Sequential:
    """Batch norm and dropout: running means to keep, random numbers to draw."""
    return nn.Sequential(
        *(nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Flatten(), nn.Dropout(0.5), nn.Linear(36, 4)),
    )


def examples(n: int, seed: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Noise, with a bright row that tells the class, so that there is something to learn."""
    rng = torch.Generator().manual_seed(seed)
    y = torch.randint(4, (n,), generator=rng)
    x = torch.randn(n, 1, 8, 8, generator=rng)
    x[torch.arange(n), 0, 2 * y] += 1
    return x, y


TRAIN, VALIDATION = examples(100, 5), examples(100, 6)


def shift(x: torch.Tensor) -> torch.Tensor:
    """Shift, mirror and brighten, with random numbers from all three sources."""
    x = torch.roll(x, int(torch.randint(-1, 2, ())), dims=3)
    return (x.flip(3) if random.random() < 0.5 else x) + np.random.normal(0, 0.1)


def run(path: str | None, schedule: str, augment=shift, epochs: int = 30) -> dict:
    """Train, and return all that an unbroken and a resumed run must have in common."""
    torch.set_num_threads(1)
    random.seed(1), np.random.seed(2), torch.manual_seed(3)
    model = network()
    if schedule == "OneCycleLR":
        adam = Adam(model.parameters(), lr=0.001, fused=True)
        steering, options = OneCycleLR(adam, max_lr=0.03, total_steps=7 * epochs), {"seed": 4}
    else:  # without a seed
        adam = Adam(model.parameters(), lr=0.05, weight_decay=1e-5, amsgrad=True)
        steering, options = ReduceLROnPlateau(adam, factor=0.5, patience=1), {"patience": 3}
    history = fit(
        *(model, *examples(100, seed=5)),
        epochs=epochs,
        batch_size=16,
        schedule=steering,
        augment=augment,
        validation=examples(100, seed=6),
        gradient_norm=True,
        checkpoint=path,
        device="cpu",
        **options,
    )
    recorded = {name: values for name, values in vars(history).items() if name != "seconds"}
    states = {"model": model, "optimizer": adam, "schedule": steering}
    return {name: part.state_dict() for name, part in states.items()} | {
        "history": recorded,
        "epochs timed": len(history.seconds),
        "best epoch": history.best_epoch,
        "random": (random.random(), np.random.random(), torch.rand(()).item()),
    }


def differences(a, b, where="result"):
    """Names of all places in two nested states where one bit differs."""
    if isinstance(a, dict):
        assert a.keys() == b.keys(), where
        return [place for k in a for place in differences(a[k], b[k], f"{where} {k}")]
    same = torch.equal(a, b) if isinstance(a, torch.Tensor) else a == b
    return [] if same else [where]


def main(path: str, schedule: str, moment: str) -> None:
    """Train in a process of its own, which ends itself with SIGKILL at the moment.

    "batch 9" is the ninth that it trains on; "half 2", "written 2" and "replaced 2" are in the
    second checkpoint that it writes. "any" is left to whoever started it: it takes its time.
    """
    where, _, count = moment.partition(" ")
    calls, fsync, replace = {"batch": 0, "save": 0}, os.fsync, os.replace

    def die_if(name: str, place: str) -> None:
        if where == place and calls[name] == int(count):
            os.kill(os.getpid(), signal.SIGKILL)

    def shift_and_die(x: torch.Tensor) -> torch.Tensor:
        calls["batch"] += 1
        die_if("batch", "batch")
        time.sleep(0.02 if where == "any" else 0)
        return shift(x)

    def fsync_and_die(file: int) -> None:
        calls["save"] += 1
        if where == "half" and calls["save"] == int(count):
            os.ftruncate(file, os.fstat(file).st_size // 2)  # as far as the writing had come
        die_if("save", "half")
        fsync(file)
        die_if("save", "written")

    def replace_and_die(*paths: Path) -> None:
        replace(*paths)
        die_if("save", "replaced")

    os.fsync, os.replace, shift_and_die.__name__ = fsync_and_die, replace_and_die, "shift"
    run(path, schedule, shift_and_die)
