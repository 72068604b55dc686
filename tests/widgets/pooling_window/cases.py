"""The pooling window's own settings: every output, and which cell won, against torch."""

import numpy as np
import torch
import torch.nn.functional as F

from tests.widgets.engine.cases import matrix, one_or_two, tensor

MODULE = "engine/pooling"
COUNT = 1200


def draw(rng: np.random.Generator) -> dict:
    """Draw the traits of a pooling window, with many ties."""
    x = matrix(rng, 9)
    if rng.random() < 0.5:
        x = rng.integers(-2, 3, np.shape(x)).tolist()
    state = {
        "input": x,
        "kind": str(rng.choice(["max", "max", "average", "lp", "global max", "global average"])),
        "kernel_size": one_or_two(rng, 1, 5),
        "stride": one_or_two(rng, 1, 5) if rng.random() < 0.6 else "window",
        "padding": one_or_two(rng, 0, 3) if rng.random() < 0.6 else 0,
        "dilation": one_or_two(rng, 1, 3),
        "ceil_mode": bool(rng.random() < 0.5),
        "count_include_pad": bool(rng.random() < 0.5),
        "norm_type": int(rng.integers(1, 5)),
    }
    return {"call": "poolAll", "args": [state]}


def expected(case: dict) -> dict | None:
    """Return torch's output and, for a maximum, its indices; None where torch refuses."""
    s = {k: tuple(v) if isinstance(v, list) else v for k, v in case["args"][0].items()}
    x = tensor(case["args"][0]["input"])
    window = s["kernel_size"], None if s["stride"] == "window" else s["stride"]
    try:
        match s["kind"]:
            case "max":
                options = (s["padding"], s["dilation"], s["ceil_mode"], True)
                return _with_index(*F.max_pool2d(x, *window, *options))
            case "average":
                options = (s["padding"], s["ceil_mode"], s["count_include_pad"])
                return {"value": F.avg_pool2d(x, *window, *options)[0, 0].numpy()}
            case "lp":
                y = F.lp_pool2d(x, s["norm_type"], *window, s["ceil_mode"])
                return {"value": y[0, 0].numpy()}
            case "global max":
                return _with_index(*F.adaptive_max_pool2d(x, 1, return_indices=True))
            case "global average":
                return {"value": F.adaptive_avg_pool2d(x, 1)[0, 0].numpy()}
    except RuntimeError:
        return None


def _with_index(y: torch.Tensor, index: torch.Tensor) -> dict:
    """Of a window that sees padding only, the place is -1."""
    index = torch.where(y == -torch.inf, -1, index)
    return {"value": y[0, 0].numpy(), "index": index[0, 0].numpy()}
