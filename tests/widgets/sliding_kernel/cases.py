"""engine/scenes.mjs: the widget's traits to what its picture shows, against torch."""

import numpy as np
import torch
import torch.nn.functional as F

from tests.widgets.engine.cases import matrix, one_or_two, tensor

MODULE = "engine/scenes"
COUNT = 1500
OPERATIONS = ["correlation", "convolution", "transposed"]
MODES = ["zeros", "reflect", "replicate", "circular"]


def draw(rng: np.random.Generator) -> dict:
    """Draw the traits of a widget, and what to ask of them."""
    operation = str(rng.choice(OPERATIONS))
    transposed = operation == "transposed"
    unusual = rng.random() < (0.1 if transposed else 0.5)  # torch transposes with zeros only
    state = {
        "operation": operation,
        "input": matrix(rng, 5 if transposed else 8),
        "kernel": matrix(rng, 4),
        "stride": one_or_two(rng, 1, 4),
        "dilation": one_or_two(rng, 1, 4 if transposed else 3),
        "padding": "same"
        if rng.random() < (0.03 if transposed else 0.2)
        else one_or_two(rng, 0, 3),
        "padding_mode": str(rng.choice(MODES)) if unusual else "zeros",
        "output_padding": one_or_two(rng, 0, 2),
    }
    call = str(rng.choice(["outputOf", "visitsOf"] + ["stampedBy"] * transposed))
    steps = int(rng.integers(0, np.size(state["input"]) + 1))
    return {"call": call, "args": [state, steps] if call == "stampedBy" else [state]}


def expected(case: dict) -> np.ndarray | None:
    """Return what torch makes of these traits, or None where it refuses them."""
    state, *steps = case["args"]
    x, w = tensor(state["input"]), tensor(state["kernel"])
    if case["call"] == "stampedBy":
        x = torch.where(torch.arange(x.numel()).view(x.shape) < steps[0], x, 0)
    if case["call"] == "visitsOf":
        w = torch.ones_like(w)
    try:
        layer, padding = _layer(state, w)
        output = layer(x)
        if case["call"] == "outputOf":
            return _array(output)
        if state["operation"] == "transposed":  # before the padding is cut off
            ones = x if case["call"] == "stampedBy" else torch.ones_like(x)
            whole, _ = _layer(state | {"padding": 0}, w)
            return _array(whole(ones))
    except (RuntimeError, ValueError, TypeError):
        return None
    # each window that reads a cell adds 1 to its gradient
    mode = {"zeros": "constant"}.get(state["padding_mode"], state["padding_mode"])
    padded = F.pad(x, padding, mode).requires_grad_()
    F.conv2d(padded, w, stride=layer.stride, dilation=layer.dilation).sum().backward()
    return _array(padded.grad)


def _layer(state: dict, w: torch.Tensor) -> tuple[torch.nn.Module, list[int]]:
    """Return torch's layer, and its padding as F.pad takes it."""
    names = ["stride", "padding", "dilation", "padding_mode"]
    options = {n: tuple(v) if isinstance(v := state[n], list) else v for n in names}
    kind = torch.nn.Conv2d
    if state["operation"] == "transposed":
        kind, extra = torch.nn.ConvTranspose2d, state["output_padding"]
        options["output_padding"] = tuple(extra) if isinstance(extra, list) else extra
    layer = kind(1, 1, tuple(w.shape[2:]), bias=False, dtype=w.dtype, **options)
    layer.weight.data = w.flip(2, 3) if state["operation"] == "convolution" else w
    return layer, list(getattr(layer, "_reversed_padding_repeated_twice", []))


def _array(t: torch.Tensor) -> np.ndarray:
    return t[0, 0].detach().numpy()
