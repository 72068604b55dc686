"""Stacks of layers for stack.mjs and trace.mjs: torch builds and runs them."""

import warnings

import numpy as np
import torch
from torch import nn

from cnnlib import receptive_field

MODULE = "traced.mjs"
COUNT = 1000
BATCH = 11  # no number of channels, so that torch takes no batch for channels


def some(rng: np.random.Generator, low: int, high: int, axes: int = 2) -> str:
    """One number, or one for each axis, as they are written."""
    numbers = rng.integers(low, high + 1, axes)
    if rng.random() < 0.6:
        return str(numbers[0])
    return f"({', '.join(map(str, numbers))}{',' if axes == 1 else ''})"


def convolution(rng, axes: int, channels: int) -> str:
    groups = channels if rng.random() < 0.2 else int(rng.choice([1, 1, 1, 2]))
    if channels % groups and rng.random() < 0.8:
        groups = 1
    out = groups * int(rng.integers(1, 4)) + int(rng.random() < 0.03)
    given = channels + int(rng.random() < 0.05)
    words = [str(given), str(out)]
    kernel = some(rng, int(rng.random() > 0.03), 4, axes)
    words.append(kernel if rng.random() < 0.5 else f"kernel_size={kernel}")
    named = "=" in words[-1]
    if rng.random() < 0.5:
        stride = some(rng, int(rng.random() > 0.05), 4, axes)
        words.append(f"stride={stride}" if named or rng.random() < 0.5 else stride)
    if rng.random() < 0.6:
        word = rng.choice(['"same"', "'valid'", '"full"'], p=[0.6, 0.35, 0.05])
        words.append(f"padding={word if rng.random() < 0.3 else some(rng, 0, 3, axes)}")
    if rng.random() < 0.3:
        words.append(f"dilation={some(rng, 1, 3, axes)}")
    if rng.random() < 0.2:
        words.append(f"padding_mode='{rng.choice(['zeros', 'reflect', 'replicate', 'circular'])}'")
    if rng.random() < 0.2:
        words.append(f"bias={rng.choice(['True', 'False'])}")
    if groups > 1:
        words.append(f"groups={groups}")
    return f"Conv{axes}d({', '.join(words)})"


def transposed(rng, axes: int, channels: int) -> str:
    words = [str(channels), str(rng.integers(1, 4)), some(rng, 1, 4), some(rng, 1, 3)]
    options = {"padding": (0, 2), "output_padding": (0, 2), "dilation": (1, 2)}
    words += [f"{name}={some(rng, *most)}" for name, most in options.items() if rng.random() < 0.3]
    return f"ConvTranspose2d({', '.join(words)})"


def pooling(rng, axes: int, channels: int) -> str:
    kind = rng.choice(["Max", "Max", "Avg", "Avg", "LP"] if axes == 2 else ["Max", "Avg"])
    words = ["2.0"] * (kind == "LP") + [some(rng, 1, 3, axes)]
    if rng.random() < 0.5:
        words.append(some(rng, int(rng.random() > 0.05), 4, axes))
    elif rng.random() < 0.2:
        words.append("stride=None")
    if kind != "LP" and rng.random() < 0.4:
        words.append(f"padding={some(rng, 0, 2 if rng.random() < 0.1 else 1, axes)}")
    if kind == "Max" and rng.random() < 0.3:
        words.append(f"dilation={some(rng, 1, 3, axes)}")
    if kind == "Avg" and rng.random() < 0.2:
        words.append(f"count_include_pad={rng.choice(['True', 'False'])}")
    if rng.random() < 0.4:
        words.append("ceil_mode=True")
    return f"{kind}Pool{axes}d({', '.join(words)})"


def adaptive(rng, axes: int, channels: int) -> str:
    size = some(rng, int(rng.random() > 0.1), 7, axes)
    if axes == 2 and rng.random() < 0.3:
        size = f"(None, {rng.integers(1, 5)})"
    return f"Adaptive{rng.choice(['Avg', 'Max'])}Pool{axes}d({size})"


def of_last_axis(rng, n: int) -> str:
    bias = ", bias=False" if rng.random() < 0.2 else ""
    return f"Linear({n + (rng.random() < 0.1)}, {rng.integers(1, 9)}{bias})"


def plain(rng, axes: int, channels: int) -> str:
    """A layer that leaves the shape as it is, where it takes it."""
    n = channels + int(rng.random() < 0.1)
    kinds = (
        "ReLU()|ReLU(inplace=True)|ReLU6()|SiLU()|Tanh()|Tanh(1)|Sigmoid()|ELU(alpha=0.5)|"
        "GELU(approximate='tanh')|LeakyReLU(.2)|Dropout(0.25)|Dropout(1.5)|Dropout2d(p=1)|"
        f"Softmax(dim={rng.integers(-4, 4)})|LogSoftmax(1)|Identity(3, a=4)|BatchNorm1d({n})|"
        f"BatchNorm2d({n}, affine=False)|BatchNorm{axes}d({n})|"
        f"BatchNorm{axes}d({n}, eps=1e-3, bias=False)"
    )
    return str(rng.choice(kinds.split("|")))


def flatten(rng, axes: int, channels: int) -> str:
    dims = f"{rng.integers(-4, 5)}, {rng.integers(-4, 5)}" if rng.random() < 0.3 else ""
    return f"Flatten({dims})"


def next_layer(rng, shape: tuple[int, ...]) -> str:
    """A layer that takes the shape, most of the time."""
    axes = 1 if len(shape) == 2 else 2
    if len(shape) == 1 and rng.random() < 0.85:
        return of_last_axis(rng, shape[0]) if rng.random() < 0.7 else plain(rng, 1, shape[0])
    kinds = [convolution, convolution, pooling, pooling, transposed, adaptive, plain, flatten]
    weights = np.array([6, 6, 5, 5, 2 if axes == 2 else 0.3, 1, 5, 2])
    if rng.random() < 0.04:
        return of_last_axis(rng, shape[-1])
    if rng.random() < 0.03:
        axes = 3 - axes
    return kinds[rng.choice(len(kinds), p=weights / weights.sum())](rng, axes, shape[0])


def build(code: str) -> nn.Module:
    """Build the module; the code was drawn here."""
    return eval(f"nn.{code}", {"nn": nn})


def run(code: str, shape: tuple[int, ...]) -> tuple[nn.Module, tuple[int, ...]] | None:
    """Run one layer: the module and the shape behind it; None where torch refuses."""
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


def write(rng, layers: list[str]) -> str:
    """The same layers in one of the ways in which people write them."""
    home = rng.choice(["", "nn.", "torch.nn."])
    layers = [home + code for code in layers]
    style = rng.integers(6)
    if style == 0:
        return ",\n".join(layers)
    if style == 1:
        return "\n".join(layers)
    if style == 2:
        return "model = nn.Sequential(\n    " + ",  # one\n    ".join(layers) + ",\n)\n"
    if style == 3:
        return "\n".join(f"        self.layer{i} = {code}" for i, code in enumerate(layers))
    if style == 4:  # as print() writes it
        lines = (f"  ({i}): {code}" for i, code in enumerate(layers))
        return "Sequential(\n" + "\n".join(lines) + "\n)"
    return f"nn.Sequential({layers[0]}, nn.Sequential({', '.join(layers[1:])}))"


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
        if run(layer, shape) is not None:
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
