"""Stacks of layers for stack.mjs and trace.mjs: torch builds and runs them."""

import warnings
from functools import cache

import numpy as np
import torch
from torch import nn

from cnnlib import receptive_field
from tests.widgets.shape_tracer.drawn_layers import convolution, next_layer, pooling, some, write

MODULE = "engine/shapes/traced"
COUNT = 1000
BATCH = 11  # no number of channels, so that torch takes no batch for channels


def build(code: str) -> nn.Module:
    """Build the module; the code was drawn here."""
    return eval(f"nn.{code}", {"nn": nn})


@cache
def run(code: str, shape: tuple[int, ...]) -> tuple[nn.Module, tuple[int, ...]] | None:
    """Run one layer: the module and the shape behind it; None where torch refuses.

    What was run to draw a case is not run again for what is expected of it.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            module = build(code)
            y = module(torch.zeros(BATCH, *shape))
        except (RuntimeError, ValueError, TypeError, IndexError, NotImplementedError):
            return None
    if y.numel() == 0 or mixes_the_batch(module, len(shape)):  # the widget refuses these too
        return None
    return module, tuple(y.shape[1:])


def mixes_the_batch(module: nn.Module, axes: int) -> bool:
    if not isinstance(module, nn.Flatten):
        return False
    start, end = (dim % (axes + 1) for dim in (module.start_dim, module.end_dim))
    return start == 0 and end > 0


def run_all(layers: list[str], shape: list[int]) -> list | None:
    found = []
    for code in layers:
        ran = run(code, found[-1][1] if found else tuple(shape))
        if ran is None:
            return None
        found.append(ran)
    return found


def draw(rng: np.random.Generator) -> dict:
    call = rng.choice(["shapes", "receptiveField", "seen", "missed"], p=[0.6, 0.15, 0.15, 0.1])
    return {
        "shapes": draw_stack,
        "receptiveField": draw_field,
        "seen": draw_seen,
        "missed": draw_missed,
    }[call](rng)


def draw_stack(rng) -> dict:
    axes = rng.choice([1, 2, 3], p=[0.1, 0.2, 0.7])
    shape = [int(rng.integers(1, 5)), *rng.integers(3, 20, axes - 1).tolist()]
    if axes == 1:
        shape = [int(rng.integers(1, 20))]
    layers, here = [], tuple(shape)
    for _ in range(rng.integers(1, 7)):
        layers.append(next_layer(rng, here))
        ran = run(layers[-1], here)
        if ran is None:
            break
        here = ran[1]
    return {"call": "shapes", "args": [write(rng, layers), shape], "layers": layers}


def draw_field(rng) -> dict:
    axes = int(rng.integers(1, 3))
    while True:
        layers, shape = [], [int(rng.integers(1, 4)), *rng.integers(8, 30, axes).tolist()]
        here = tuple(shape)
        for _ in range(rng.integers(1, 6)):
            layers.append((convolution, pooling)[rng.integers(2)](rng, axes, here[0]))
            ran = run(layers[-1], here)
            if ran is None:
                break
            here = ran[1]
        else:
            args = [write(rng, layers), shape]
            return {"call": "receptiveField", "args": args, "layers": layers}


def draw_seen(rng) -> dict:
    """A stack through which a gradient flows from one cell of the output to all it sees."""
    while True:
        layers = []
        for _ in range(rng.integers(1, 5)):
            k, s, p, d = (
                some(rng, 1, 3),
                some(rng, 1, 3),
                rng.integers(0, 2),
                rng.integers(1, 3),
            )
            one = [
                f"Conv2d(1, 1, {k}, {s}, padding={p}, dilation={d})",
                f"AvgPool2d(2, {s}, padding={p}, ceil_mode={rng.random() < 0.5})",
                f"ConvTranspose2d(1, 1, 3, {s}, padding={p})",
                f"AdaptiveAvgPool2d({some(rng, 1, 6)})",
                "ReLU()",
            ]
            layers.append(one[rng.choice(5, p=[0.5, 0.2, 0.15, 0.05, 0.1])])
        shape = [1, *rng.integers(5, 20, 2).tolist()]
        ran = run_all(layers, shape)
        if ran is None:
            continue
        place = [int(rng.integers(n)) for n in ran[-1][1][1:]]
        case = {"call": "seen", "args": [write(rng, layers), shape, place], "layers": layers}
        if touched(case).any():
            return case


def draw_missed(rng) -> dict:
    while True:
        layer = (convolution, pooling)[rng.integers(2)](rng, 1, 1)
        shape = [1, int(rng.integers(3, 16))]
        if run(layer, tuple(shape)) is not None:
            return {"call": "missed", "args": [f"nn.{layer}", shape], "layers": [layer]}


def ones(layers: list[str]) -> nn.Sequential:
    """Build the modules with every weight 1 and no bias."""
    modules = nn.Sequential(*map(build, layers)).double()
    for name, weight in modules.named_parameters():
        nn.init.constant_(weight, float(not name.endswith("bias")))
    return modules


def touched(case: dict) -> np.ndarray:
    """Which cells of the input have a part in one cell of the output."""
    _, shape, (row, column) = case["args"]
    x = torch.ones(1, *shape, dtype=torch.float64, requires_grad=True)
    ones(case["layers"])(x)[0, 0, row, column].backward()
    return x.grad[0, 0].numpy() != 0


def expected(case: dict) -> list | np.ndarray | None:
    call, layers, shape = case["call"], case["layers"], case["args"][1]
    if call == "seen":
        return [[places.min(), places.max()] for places in np.nonzero(touched(case))]
    if call == "missed":  # a one in each cell, by turns: does it show?
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            y = ones(layers)(torch.eye(shape[1], dtype=torch.float64)[:, None])
        return [(~(y != 0).any(dim=(1, 2))).int().numpy()]
    ran = run_all(layers, shape)
    if ran is None:
        return None
    if call == "receptiveField":
        return list(receptive_field([module for module, _ in ran], axes=len(shape) - 1))
    rows = []
    for module, after in ran:
        numbers = sum(weight.numel() for weight in module.parameters())
        rows.append([*after, *[0] * (3 - len(after)), numbers])
    return rows
