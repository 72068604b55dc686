"""Layers of several channels and kernels, bias and activation, some channels off."""

import numpy as np
import torch
import torch.nn.functional as F

MODULE = "engine/channels"
COUNT = 700
APPLY = {"none": lambda y: y, "relu": F.relu, "sigmoid": torch.sigmoid, "tanh": torch.tanh}


def draw(rng: np.random.Generator) -> dict:
    """A layer of up to four channels and kernels; a few of a shape that torch refuses."""
    channels, kernels, side = (int(n) for n in rng.integers(1, 5, 3))
    planes = channels + (rng.random() < 0.05)
    biases = kernels + (rng.random() < 0.05)
    whole = rng.random() < 0.5

    def numbers(*shape: int) -> list:
        return (rng.integers(-5, 6, shape) if whole else rng.normal(size=shape)).tolist()

    def one_or_two(low: int, high: int) -> int | list[int]:
        pair = rng.integers(low, high, 2).tolist()
        return pair if rng.random() < 0.5 else pair[0]

    options = {
        "stride": one_or_two(1, 4),
        "padding": one_or_two(0, 3),
        "activation": str(rng.choice(list(APPLY))),
        "off": np.flatnonzero(rng.random(channels) < 0.2).tolist(),
    }
    x = numbers(channels, *rng.integers(1, 7, 2))
    w = numbers(kernels, planes, side, int(rng.integers(1, 4)))
    return {"call": "convLayer", "args": [x, w, numbers(biases), options]}


def expected(case: dict) -> np.ndarray | None:
    *arrays, options = case["args"]
    x, w, b = (torch.tensor(array, dtype=torch.float64) for array in arrays)
    x[options["off"]] = 0
    stride, padding = (
        tuple(options[name]) if isinstance(options[name], list) else options[name]
        for name in ("stride", "padding")
    )
    try:
        return APPLY[options["activation"]](F.conv2d(x, w, b, stride, padding)).numpy()
    except RuntimeError:
        return None
