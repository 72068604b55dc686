"""engine/raster.mjs, which filters whole pictures, on small ones of every shape, against torch."""

import numpy as np
import torch
import torch.nn.functional as F

MODULE = "engine/raster"
COUNT = 400
GREYS = {"clipped": lambda y: y, "signed": lambda y: 127.5 + y / 2, "absolute": np.abs}


def draw(rng: np.random.Generator) -> dict:
    """Draw a picture of greys, a kernel of whole or broken numbers, and every option."""
    x = rng.integers(0, 256, rng.integers(1, 20, size=2)).tolist()
    shape = rng.integers(1, 8, size=2)
    w = rng.integers(-9, 10, shape) if rng.random() < 0.5 else rng.normal(size=shape)
    if rng.random() < 0.3:  # a column times a row
        w = np.outer(rng.integers(-3, 4, shape[0]), rng.integers(-3, 4, shape[1]))
    options = {
        "divisor": int(rng.choice([1, 2, 9, 49, 256])),
        "padding": str(rng.choice(["zeros", "replicate"])),
        "display": str(rng.choice(list(GREYS))),
    }
    return {"call": "filterRows", "args": [x, w.tolist(), options]}


def expected(case: dict) -> tuple[np.ndarray, np.ndarray]:
    """Return the answer, and the greys from 0 to 255 that show it."""
    x, w = (torch.tensor(matrix, dtype=torch.float64)[None, None] for matrix in case["args"][:2])
    options = case["args"][2]
    y = F.conv2d(x, w, padding="same") if options["padding"] == "zeros" else _replicated(x, w)
    y = y[0, 0].numpy() / options["divisor"]
    return y, np.clip(np.rint(GREYS[options["display"]](y)), 0, 255)


def _replicated(x: torch.Tensor, w: torch.Tensor) -> torch.Tensor:
    """torch's padding="same" puts an odd row or column last."""
    kh, kw = w.shape[2:]
    sides = ((kw - 1) // 2, kw // 2, (kh - 1) // 2, kh // 2)
    return F.conv2d(F.pad(x, sides, mode="replicate"), w)
