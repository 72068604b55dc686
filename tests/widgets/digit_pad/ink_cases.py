"""engine/ink.mjs: what is drawn becomes a picture as MNIST's are, against distances in NumPy."""

import numpy as np
import torch
import torch.nn.functional as F

from cnnlib import load_mnist

MODULE = "engine/ink"
COUNT = 120
TEST = load_mnist().x_test


def draw(rng: np.random.Generator) -> dict:
    """Draw strokes over nothing or over a test digit, or take a test digit to be centred again."""
    digit = TEST[rng.integers(len(TEST))]
    if rng.random() < 0.3:
        ink = np.pad(digit, rng.integers(0, 30, (2, 2)))  # moved about in a larger frame
        return {"call": "centredRows", "args": [(ink / 255).tolist()]}
    strokes: list[int] = []
    for _ in range(rng.integers(0, 4)):
        reach = rng.integers(0, 281, 2)  # some small, some beyond the pad
        points = rng.integers(0, rng.integers(2, 120), (rng.integers(1, 6), 2)) + reach
        strokes += [*points.ravel().tolist(), *([7] if rng.random() < 0.1 else []), -1]
    start = (digit / 255).tolist() if rng.random() < 0.3 else None
    return {"call": "seenRows", "args": [start, strokes, bool(rng.random() < 0.7)]}


def expected(case: dict) -> np.ndarray:
    """Measure each cell's distance to each stroke; then box, scale, and place by the mass."""
    if case["call"] == "centredRows":
        return placed(np.array(case["args"][0]))
    start, strokes, centre = case["args"]
    parts = np.split(np.array(strokes), np.flatnonzero(np.array(strokes) < 0))
    lines = [part[part >= 0][: (part >= 0).sum() // 2 * 2].reshape(-1, 2) for part in parts]
    lines = [np.minimum(line, 280) * 0.4 for line in lines if len(line)]
    ink = np.zeros((112, 112)) if start is None else np.repeat(np.repeat(start, 4, 0), 4, 1)
    if not lines:
        return ink[::4, ::4]
    y, x = np.mgrid[:112, :112] + 0.5
    for line in lines:
        for a, b in zip(line, [*line[1:], line[-1]], strict=True):
            ab, ap = b - a, np.stack([x, y], -1) - a
            t = np.clip(ap @ ab / max(ab @ ab, 1e-300), 0, 1)
            away = np.linalg.norm(ap - t[..., None] * ab, axis=-1)
            ink = np.maximum(ink, np.clip(4.6 + 0.5 - away, 0, 1))
    return placed(ink) if centre else F.avg_pool2d(torch.from_numpy(ink)[None], 4)[0].numpy()


def placed(ink: np.ndarray) -> np.ndarray:
    """Resize by repeating every cell so often that whole cells are averaged."""
    rows, columns = (np.flatnonzero(ink.any(axis)) for axis in (1, 0))
    ink = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    size = [max(1, int(20 * n / max(ink.shape) + 0.5)) for n in ink.shape]
    many = torch.from_numpy(ink.repeat(size[0], 0).repeat(size[1], 1))[None]
    small = F.avg_pool2d(many, ink.shape)[0].numpy()
    out = np.zeros((28, 28))
    at = []
    for axis, n in enumerate(size):
        middle = (small.sum(1 - axis) * np.arange(n)).sum() / small.sum()
        at.append(int(np.clip(np.ceil(13.5 - middle - 1e-6), 0, 28 - n)))
    out[at[0] : at[0] + size[0], at[1] : at[1] + size[1]] = small
    return out
