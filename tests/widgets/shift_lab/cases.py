"""engine/shift.mjs: moved pictures through convolution, stride and pooling, against torch."""

import numpy as np
import torch
import torch.nn.functional as F

MODULE = "engine/shift"
COUNT = 400
MOST = 10


def draw(rng: np.random.Generator) -> dict:
    """Draw a picture with much black in it, a move, and every option."""
    size = rng.integers(8, 20, size=2)
    ink = rng.integers(0, 256, size) * (rng.random(size) < rng.choice([0.1, 0.5, 1]))
    whole = rng.random() < 0.7
    shape = rng.integers(1, 6, size=2)
    options = {
        "kernel": (rng.integers(-3, 4, shape) if whole else rng.normal(size=shape)).tolist(),
        "padding": int(rng.integers(0, 3)),
        "stride": int(rng.integers(1, 4)),
        "pool": str(rng.choice(["none", "max", "average", "global max"])),
        "compare": str(rng.choice(["moved", "unchanged"])),
    }
    shift = rng.integers(-MOST, MOST + 1, size=2) * rng.integers(0, 2, size=2)
    return {"call": "comparedRows", "args": [ink.tolist(), shift.tolist(), options]}


def move(x: torch.Tensor, down: int, right: int) -> torch.Tensor:
    """Shift by at most MOST cells; zeros come in."""
    rows, columns = x.shape[2:]
    around = F.pad(x, [MOST] * 4)
    return around[:, :, MOST - down : MOST - down + rows, MOST - right : MOST - right + columns]


def stages(x: torch.Tensor, options: dict) -> list[torch.Tensor]:
    """Every stage from the start: torch strides, the widget leaves cells out."""
    w = torch.tensor(options["kernel"], dtype=torch.float64)[None, None]
    strides = sorted({1, options["stride"]})
    maps = [F.conv2d(x, w, stride=s, padding=options["padding"]) for s in strides]
    pools = {"max": F.max_pool2d, "average": F.avg_pool2d}
    if options["pool"] == "global max":
        maps.append(F.adaptive_max_pool2d(maps[-1], 1))
    elif options["pool"] != "none":
        maps.append(pools[options["pool"]](maps[-1], 2))
    return maps


def expected(case: dict) -> tuple[dict, ...]:
    """Return for each stage both maps and the counts."""
    x, (down, right), options = case["args"]
    x = torch.tensor(x, dtype=torch.float64)[None, None]
    after, before = stages(move(x, down, right), options), stages(x, options)
    return tuple(
        _compared(x, here, there, index, (down, right), options)
        for index, (here, there) in enumerate(zip(after, before, strict=True))
    )


def _compared(x, here, there, index: int, shift: tuple[int, int], options: dict) -> dict:
    s, p = options["stride"], options["padding"]
    kind = ["convolution", *["stride"] * (s > 1), options["pool"]]
    stride = {"convolution": 1, "stride": s, "global max": 0}.get(kind[index], 2 * s)
    steps = [int(d / stride) if stride else 0 for d in shift]
    other = move(there, *steps) if options["compare"] == "moved" else there
    apart = (here - other).abs()
    size = max(1, here.abs().max(), other.abs().max())
    apart[apart <= 1e-9 * size] = 0
    inside = torch.zeros_like(apart, dtype=torch.bool)
    if stride:  # a cell is inside if all that it reads is neither padding nor newly come in
        known = F.pad(move(torch.ones_like(x), *shift), (p, p, p, p))
        reach = [k + s * (index == len(kind) - 1) for k in np.shape(options["kernel"])]
        inside = F.max_pool2d(-known, reach, stride) < 0
    return {
        "here": here[0, 0].numpy(),
        "other": other[0, 0].numpy(),
        "cells": apart.numel(),
        "differ": int((apart > 0).sum()),
        "inside": int((apart[inside] > 0).sum()),
        "largest": float(apart.max()),
        "apart": float(apart.sum() / max(1e-300, here.abs().sum() + other.abs().sum())),
    }
