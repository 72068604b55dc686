"""How fast the NumPy network learns: the final chapter's network, batch by batch against torch.

Both train on the same batches of 64 digits with Adam, taking turns, on one thread; torch is used as
it comes. What is compared is processor time.
"""
# ruff: noqa: E402

import os

for library in ("OMP", "OPENBLAS", "MKL"):  # before NumPy and torch start their threads
    os.environ[f"{library}_NUM_THREADS"] = "1"

import statistics
import time

import numpy as np
import torch
from torch import nn

from cnnlib import load_mnist
from cnnlib.network.layers import Conv2d, CrossEntropy, Flatten, Linear, MaxPool2d, ReLU, Sequential
from cnnlib.network.optim import Adam

torch.set_num_threads(1)
BATCHES = 300  # of the 938 of an epoch


def main() -> None:
    theirs = nn.Sequential(
        *(nn.Conv2d(1, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(8, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Flatten(), nn.Linear(784, 10)),
    )
    ours = Sequential(
        *(Conv2d(1, 8, 3, padding=1), ReLU(), MaxPool2d(2)),
        *(Conv2d(8, 16, 3, padding=1), ReLU(), MaxPool2d(2)),
        *(Flatten(), Linear(784, 10)),
    )
    ours.load_state_dict(theirs.state_dict())
    loss, mine = CrossEntropy(), Adam(ours.parameters())
    criterion, other = nn.CrossEntropyLoss(), torch.optim.Adam(theirs.parameters())
    x, y, *_ = load_mnist()
    x, y = (x[:, None] / 255).astype(np.float32), y.astype(np.int64)

    def our_step(rows: slice) -> float:
        value = loss(ours(x[rows]), y[rows])
        mine.zero_grad()
        ours.backward(loss.backward(), input_gradient=False)  # torch does so, too
        mine.step()
        return float(value)

    def torch_step(rows: slice) -> float:
        value = criterion(theirs(torch.from_numpy(x[rows])), torch.from_numpy(y[rows]))
        other.zero_grad()
        value.backward()
        other.step()
        return value.item()

    times, differences = ([], []), []
    for batch in range(BATCHES):
        rows, values = slice(64 * batch, 64 * batch + 64), []
        for step, taken in zip((our_step, torch_step), times, strict=True):
            start = time.process_time()
            values.append(step(rows))
            taken.append(time.process_time() - start)
        differences.append(abs(values[0] - values[1]) / values[1])
    ours_ms, torch_ms = (1000 * statistics.median(taken) for taken in times)
    ratio = ours_ms / torch_ms
    print("| | ms | ms | ratio | at most | |\n| --- | ---: | ---: | ---: | ---: | --- |")
    verdict = "ok" if ratio <= 1.1 else "**over**"
    row = (f"{ours_ms:.2f}", f"{torch_ms:.2f} (torch)", f"{ratio:.2f}", "1.1", verdict)
    print("| a training step of 64 digits |", " | ".join(row), "|")
    print(f"\nThe losses of the first {BATCHES} batches differ by at most {max(differences):.1e}.")


if __name__ == "__main__":
    main()
