"""Layers of torch.nn drawn at random, as people write them; a few are such as torch refuses."""

import numpy as np


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
