"""The steps of a layer with channels as pictures, with the widget's own numbers."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cnnlib.teaching.frames import Frame, Panel
from cnnlib.widgets.kit.numbers import show
from cnnlib.widgets.kit.panels import known


def layer_frames(
    x: NDArray,
    w: NDArray,
    bias: Sequence[float],
    sums: NDArray,
    output: NDArray,
    stride: Sequence[int],
    padding: Sequence[int],
    off: Sequence[int],
    activation: str,
) -> list[Frame]:
    """Return a frame for each number of the output, `sums` being those before the activation."""
    p, q = padding
    sides = (p, p), (q, q)
    padded = np.pad(x, ((0, 0), *sides))
    (rows, columns), frames = w.shape[2:], []
    order = np.arange(output.size).reshape(output.shape)
    for step, (o, i, j) in enumerate(np.ndindex(output.shape)):
        top, left = i * stride[0], j * stride[1]
        lit = [(top + a, left + b) for a, b in np.ndindex(rows, columns)]
        panels, signs, parts = [], [], []
        for c, plane in enumerate(padded):
            name, silent = name_of(c, len(x)), c in off
            at = (top, left, rows, columns)
            panels += [
                Panel(name + ", off" * silent, "input", plane.tolist(), sides, lit, at),
                Panel(f"Kernel {o + 1}", "kernel", w[o, c].tolist()),
            ]
            signs += ["⋆", "+"]
            window = plane[top : top + rows, left : left + columns]
            parts.append(f"{name} {'off' if silent else show((window * w[o, c]).sum())}")
        done = known(output[o], order[o] <= step)
        panels.append(Panel(f"Map {o + 1}", "output", done, lit=[(i, j)]))
        after = f" → {activation} → {show(output[o, i, j])}" if activation != "none" else ""
        caption = f"{' + '.join(parts)} + bias {show(bias[o])} = {show(sums[o, i, j])}{after}"
        frames.append(Frame(panels, [*signs[:-1], "="], caption))
    return frames


def name_of(channel: int, count: int) -> str:
    """Return what a channel is called: three are taken for colours."""
    return ("red", "green", "blue")[channel] if count == 3 else f"channel {channel + 1}"
