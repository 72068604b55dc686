"""Train every network of the book, and write what came out to cnnlib/training/records.json.

    python benchmarks/train.py                  all of them, about an hour on one core
    python benchmarks/train.py fast article     those whose name begins so

Nothing is chosen by the test set: it is looked at once, after the last epoch. 5,000 training digits
(or a share that the run names) are held out. Times are processor time of the training, one thread.
"""
# ruff: noqa: E402

import os

for library in ("OMP", "OPENBLAS", "MKL"):  # before NumPy and torch start their threads
    os.environ[f"{library}_NUM_THREADS"] = "1"

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import mean

import torch
from torch import nn
from torch.optim.lr_scheduler import OneCycleLR, ReduceLROnPlateau

from cnnlib import load_mnist
from cnnlib.data.fetch import load_fashion_mnist
from cnnlib.data.pictures import striped_cloth
from cnnlib.training import evaluate, fit, networks
from cnnlib.training.augment import jitter

torch.set_num_threads(1)
FILE = Path(__file__).parent.parent / "cnnlib" / "training" / "records.json"
SEEDS = (3, 4, 5)
Run = dict[str, object]  # what one training gave: test accuracy, seconds and so on


def digits(mean: float = 0.0, std: float = 1.0) -> tuple[torch.Tensor, ...]:
    """Return x_train, y_train, x_test, y_test of MNIST, scaled to [0, 1] and then normalised."""
    x, y, x_test, y_test = map(torch.as_tensor, load_mnist())
    return (x[:, None] / 255 - mean) / std, y, (x_test[:, None] / 255 - mean) / std, y_test


def held_out(x: torch.Tensor, y: torch.Tensor, n: int) -> tuple:
    """Return the training part, and the last n examples for validation."""
    return x[:-n], y[:-n], (x[-n:], y[-n:])


def train(network: nn.Module, data: tuple, test: tuple, **options: object) -> Run:
    """Train on (x, y, validation), look at the test set once."""
    x, y, validation = data
    start = time.process_time()
    history = fit(network, x, y, progress=False, **options)
    seconds = time.process_time() - start
    return {
        "test": evaluate(network, *test),
        "validation": evaluate(network, *validation),
        "seconds": round(seconds, 1),
        "epochs": len(history.epoch_loss),
        "parameters": networks.parameters(network),
    }


def article(seed: int) -> Run:
    """The network of the final chapter, as published: Adam, batches of 64, ten epochs."""
    x, y, *test = digits()
    torch.manual_seed(seed)
    return train(networks.digits(), held_out(x, y, 5000), test, epochs=10, seed=seed)


def one_cycle(
    network: nn.Module, data: tuple, test: tuple, epochs: int, peak: float, seed: int, **options
) -> Run:
    """AdamW with a learning rate that rises to its peak and then falls to nothing."""
    batch = 128
    optimizer = torch.optim.AdamW(network.parameters(), lr=peak, weight_decay=0.01, fused=True)
    steps = epochs * -(-len(data[0]) // batch)
    schedule = OneCycleLR(optimizer, peak, total_steps=steps)
    options |= {"epochs": epochs, "batch_size": batch, "schedule": schedule, "seed": seed}
    return train(network, data, test, **options)


def fast(seed: int) -> Run:
    """7,074 parameters, one epoch."""
    x, y, *test = digits(0.1307, 0.3081)
    torch.manual_seed(seed)
    data = held_out(x, y, 5000)
    return one_cycle(networks.fast_digits(), data, test, epochs=1, peak=2e-2, seed=seed)


def small(seed: int) -> Run:
    """9,506 parameters, eighteen epochs of digits that are moved, turned and scaled a little."""
    x, y, *test = digits()
    torch.manual_seed(seed)
    change = jitter(shift=1.5, degrees=8, scale=0.1)
    options = {"epochs": 18, "peak": 2e-2, "seed": seed, "augment": change}
    return one_cycle(networks.small_digits(), held_out(x, y, 5000), test, **options)


def wide(seed: int) -> Run:
    """421,642 parameters with its trainer: plateau schedule, early stopping, gradient norms."""
    x, y, *test = digits(0.1307, 0.3081)
    torch.manual_seed(seed)
    network = networks.wide_digits()
    options = {"lr": 1e-3, "weight_decay": 1e-5, "amsgrad": True, "fused": True}
    optimizer = torch.optim.Adam(network.parameters(), **options)
    schedule = ReduceLROnPlateau(optimizer, factor=0.5, patience=3, min_lr=1e-6)
    data = held_out(x, y, 12_000)  # a fifth
    options = {"schedule": schedule, "validation": data[2], "patience": 7, "gradient_norm": True}
    return train(network, data, test, epochs=50, seed=seed, **options)


def improvement(seed: int, augment: Callable | None = None, **options: object) -> Run:
    """Train the wide network for twenty epochs on 1,000 digits, with one thing switched on."""
    x, y, *test = digits(0.1307, 0.3081)
    torch.manual_seed(seed)
    data = held_out(x, y, 5000)
    data = (data[0][:1000], data[1][:1000], data[2])
    network = networks.wide_digits(**options)
    return train(network, data, test, epochs=20, seed=seed, augment=augment)


def cloth(seed: int) -> Run:
    """438,842 parameters, colour pictures of 300x300, five epochs, 30 % held out."""
    x, y, _ = striped_cloth(300)
    x_test, y_test, _ = striped_cloth(200, seed=1)
    scaled = [torch.as_tensor(part) / 255 for part in (x, x_test)]
    torch.manual_seed(seed)
    data = held_out(scaled[0], torch.as_tensor(y), 90)
    test = (scaled[1], torch.as_tensor(y_test))
    return train(networks.two_colour_classes(), data, test, epochs=5, batch_size=16, seed=seed)


def fashion(seed: int) -> Run:
    """29,034 parameters with batch norm, ten epochs; on digits where Fashion-MNIST is not had."""
    try:
        loaded, name = load_fashion_mnist(), "Fashion-MNIST"
    except OSError as error:
        print(error)
        loaded, name = load_mnist(), "MNIST"
    x, y, x_test, y_test = map(torch.as_tensor, loaded)
    torch.manual_seed(seed)
    data = held_out(x[:, None] / 255, y, 5000)
    test = (x_test[:, None] / 255, y_test)
    return train(networks.fashion(), data, test, epochs=10, seed=seed) | {"data": name}


RUNS: dict[str, Callable[[int], Run]] = {
    "article": article,
    "fast": fast,
    "small": small,
    "wide": wide,
    "cloth": cloth,
    "fashion": fashion,
    "1,000 digits": improvement,
    "1,000 digits, turned by up to 10°": lambda seed: improvement(seed, jitter(degrees=10)),
    "1,000 digits, dropout 0.5": lambda seed: improvement(seed, dropout=0.5),
    "1,000 digits, batch norm": lambda seed: improvement(seed, batch_norm=True),
}


def show(records: dict[str, list[Run]]) -> None:
    """Print the table."""
    print("\n| run | parameters | epochs | test accuracy, each seed | mean | seconds |")
    print("| --- | ---: | ---: | --- | ---: | ---: |")
    for name, runs in records.items():
        each = ", ".join(f"{run['test']:.2%}" for run in runs)
        epochs = ", ".join(sorted({str(run["epochs"]) for run in runs}, key=int))
        if "data" in runs[0]:  # digits, where Fashion-MNIST could not be fetched
            name += f", on {runs[0]['data']}"
        columns = [f"{runs[0]['parameters']:,}", epochs, each]
        columns += [f"{mean(run[what] for run in runs):{form}}" for what, form in LAST]
        print("|", " | ".join([name, *columns]), "|")
    if {"article", "fast"} <= records.keys():
        share = mean(r["seconds"] for r in records["fast"]) / mean(
            r["seconds"] for r in records["article"]
        )
        print(f"\nThe fast recipe takes {share:.2f} of the article's time (at most 0.15).")


LAST = (("test", ".2%"), ("seconds", ".0f"))


def main() -> None:
    records = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    wanted = [name for name in RUNS if name.startswith(tuple(sys.argv[1:] or RUNS))]
    if not wanted:
        sys.exit(f"no run begins with {' or '.join(sys.argv[1:])}: choose of {', '.join(RUNS)}")
    for name in wanted:
        runs = []
        for seed in SEEDS:
            runs.append({"seed": seed} | RUNS[name](seed))
            print(f"{name}, seed {seed}: {runs[-1]}", flush=True)
        records = {key: runs if key == name else records.get(key) for key in RUNS}
        records = {key: found for key, found in records.items() if found}
        part = FILE.with_suffix(".part")
        part.write_text(json.dumps(records, indent=1) + "\n", encoding="utf-8")
        part.replace(FILE)
    show(records)


if __name__ == "__main__":
    main()
