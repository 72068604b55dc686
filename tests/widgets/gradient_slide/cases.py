"""The gradients of a convolution in the three ways of the slide, and the loss, against torch."""

import numpy as np
import torch
import torch.nn.functional as F

from tests.widgets.engine.cases import matrix, one_or_two, tensor, torch_options

MODULE = "engine/gradients"
COUNT = 1200


def draw(rng: np.random.Generator) -> dict:
    """Draw the traits of a gradient slide, or matrices for the loss."""
    state = {
        "input": matrix(rng, 8),
        "kernel": matrix(rng, 4),
        "gradient": matrix(rng, 8),
        "of": str(rng.choice(["input", "input", "weight"])),
        "reading": str(rng.choice(["turned", "windows"])),
        "stride": one_or_two(rng, 1, 4),
        "padding": one_or_two(rng, 0, 3),
    }
    if rng.random() < 0.8:
        return {"call": "gradientOf", "args": [state]}
    how = {"stride": state["stride"], "padding": state["padding"]}
    state |= {"kernel": [row[: len(state["input"][0])] for row in state["kernel"]]}
    state["kernel"] = state["kernel"][: len(state["input"])]  # so that it fits
    x, w = (tensor(state[name]) for name in ("input", "kernel"))
    g = fitted(state["gradient"], F.conv2d(x, w, **torch_options(how)).shape[2:])
    return {"call": "loss", "args": [state["input"], state["kernel"], g.tolist(), how]}


def expected(case: dict) -> np.ndarray | float | None:
    """Return torch's gradient or loss; None where the kernel does not fit."""
    if case["call"] == "loss":
        x, w, g, how = case["args"]
        return (tensor(g) * F.conv2d(tensor(x), tensor(w), **torch_options(how))).sum().item()
    (state,) = case["args"]
    x, w = (tensor(state[name]).requires_grad_() for name in ("input", "kernel"))
    how = torch_options({"stride": state["stride"], "padding": state["padding"]})
    try:
        y = F.conv2d(x, w, **how)
    except RuntimeError:
        return None
    g = torch.tensor(fitted(state["gradient"], y.shape[2:]))[None, None]
    (grad,) = torch.autograd.grad(y, w if state["of"] == "weight" else x, g)
    return grad[0, 0].numpy()


def fitted(gradient: list, size: tuple[int, int]) -> np.ndarray:
    """Return a gradient in the output's size: filled up with ones, what is too much left out."""
    g = np.ones(size)
    given = np.array(gradient, dtype=float)[: size[0], : size[1]]
    g[: len(given), : given.shape[1]] = given
    return g
