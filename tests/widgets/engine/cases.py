"""The engine on small matrices of whole and broken numbers, every option, against torch."""

import numpy as np
import torch
import torch.nn.functional as F

MODULE = {  # the file of each function
    "conv2d": "engine/convolution",
    "convTranspose2d": "engine/transposed",
    "pool2d": "engine/pooling",
    "conv2dChannels": "engine/channels",
}
COUNT = 3000


def draw(rng: np.random.Generator) -> dict:
    """Draw one operation with its arguments."""
    return rng.choice([_conv2d, _transposed, _pool, _channels])(rng)


def expected(case: dict) -> np.ndarray | None:
    """Return torch's output, or None where torch refuses."""
    try:
        return globals()[f"torch_{case['call']}"](*case["args"])
    except (RuntimeError, ValueError):
        return None


def one_or_two(rng: np.random.Generator, low: int, high: int) -> int | list[int]:
    pair = rng.integers(low, high, size=2).tolist()
    return pair if rng.random() < 0.5 else pair[0]


def matrix(rng: np.random.Generator, most: int) -> list[list[float]]:
    return numbers(rng, rng.integers(1, most + 1, size=2))


def numbers(rng: np.random.Generator, shape: tuple[int, ...]) -> list:
    whole = rng.random() < 0.5
    return (rng.integers(-9, 10, shape) if whole else rng.normal(size=shape)).tolist()


def tensor(values: list) -> torch.Tensor:
    """A matrix as a batch of one channel; stacks of matrices as they are."""
    t = torch.tensor(values, dtype=torch.float64)
    return t[None, None] if t.ndim == 2 else t


def torch_options(options: dict, **names: str) -> dict:
    """Our names to torch's, lists to tuples."""
    pairs = {k: tuple(v) if isinstance(v, list) else v for k, v in options.items()}
    return {names.get(k, k): v for k, v in pairs.items()}


def _conv2d(rng: np.random.Generator) -> dict:
    padding = one_or_two(rng, 0, 4) if rng.random() < 0.7 else str(rng.choice(["same", "valid"]))
    modes = ["zeros", "reflect", "replicate", "circular"]
    options = {
        "stride": one_or_two(rng, 1, 5 if isinstance(padding, list) else 3),
        "padding": padding,
        "dilation": one_or_two(rng, 1, 4),
        "paddingMode": str(rng.choice(modes)),
    }
    return {"call": "conv2d", "args": [matrix(rng, 9), matrix(rng, 4), options]}


def torch_conv2d(x: list, w: list, options: dict) -> np.ndarray:
    options = torch_options(options, paddingMode="padding_mode")
    shape = (len(w), len(w[0]))
    layer = torch.nn.Conv2d(1, 1, shape, bias=False, dtype=torch.float64, **options)
    layer.weight.data = tensor(w)
    return layer(tensor(x))[0, 0].detach().numpy()


def _transposed(rng: np.random.Generator) -> dict:
    options = {
        "stride": one_or_two(rng, 1, 4),
        "padding": one_or_two(rng, 0, 3),
        "dilation": one_or_two(rng, 1, 3),
        "outputPadding": one_or_two(rng, 0, 3),
    }
    return {"call": "convTranspose2d", "args": [matrix(rng, 5), matrix(rng, 4), options]}


def torch_convTranspose2d(x: list, w: list, options: dict) -> np.ndarray:
    options = torch_options(options, outputPadding="output_padding")
    return F.conv_transpose2d(tensor(x), tensor(w), **options)[0, 0].numpy()


def _pool(rng: np.random.Generator) -> dict:
    kinds = ["max", "average", "lp", "global max", "global average"]
    options = {
        "kind": str(rng.choice(kinds)),
        "kernel": one_or_two(rng, 1, 4),
        "stride": one_or_two(rng, 1, 4) if rng.random() < 0.7 else None,
        "padding": one_or_two(rng, 0, 2),
        "dilation": one_or_two(rng, 1, 3),
        "ceilMode": bool(rng.random() < 0.5),
        "countIncludePad": bool(rng.random() < 0.5),
        "norm": int(rng.choice([1, 2, 4])),
    }
    return {"call": "pool2d", "args": [matrix(rng, 8), options]}


def torch_pool2d(x: list, options: dict) -> np.ndarray:
    x, o = tensor(x), torch_options(options)
    window, ceil = (o["kernel"], o["stride"]), o["ceilMode"]
    if o["kind"] == "max":
        y = F.max_pool2d(x, *window, o["padding"], o["dilation"], ceil)
    elif o["kind"] == "average":
        y = F.avg_pool2d(x, *window, o["padding"], ceil, o["countIncludePad"])
    elif o["kind"] == "lp":
        y = F.lp_pool2d(x, o["norm"], *window, ceil)
    else:
        y = {"global max": F.adaptive_max_pool2d, "global average": F.adaptive_avg_pool2d}[
            o["kind"]
        ](x, 1)
    return y[0, 0].numpy()


def _channels(rng: np.random.Generator) -> dict:
    c_in, c_out, h, w, k = rng.integers(1, [5, 4, 7, 7, 4]).tolist()
    options = {"stride": one_or_two(rng, 1, 3), "padding": one_or_two(rng, 0, 2)}
    x, weight = numbers(rng, (c_in, h, w)), numbers(rng, (c_out, c_in, k, k))
    return {"call": "conv2dChannels", "args": [x, weight, numbers(rng, (c_out,)), options]}


def torch_conv2dChannels(x: list, w: list, b: list, options: dict) -> np.ndarray:
    x, w, b = (torch.tensor(a, dtype=torch.float64) for a in (x, w, b))
    return F.conv2d(x, w, b, **torch_options(options)).numpy()
