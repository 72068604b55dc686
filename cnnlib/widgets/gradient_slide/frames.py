"""The steps of a gradient slide as pictures, with the widget's own numbers."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cnnlib.teaching.frames import Frame, Panel
from cnnlib.widgets.kit.numbers import products, show
from cnnlib.widgets.kit.panels import known


def gradient_frames(
    x: NDArray,
    w: NDArray,
    g: NDArray,
    result: NDArray,
    way: str,
    stride: Sequence[int],
    padding: Sequence[int],
) -> list[Frame]:
    """Return a frame for each cell of the gradient. `way` is "turned", "windows" or "weight"."""
    s, p, k = np.array(stride), np.array(padding), np.array(w.shape)
    before, start = np.maximum(k - 1 - p, 0), np.maximum(p - k + 1, 0)
    span = (np.array(g.shape) - 1) * s + 1  # of g with its cells a stride apart
    if way == "turned":
        size = np.maximum(start + x.shape + k - 1, before + span)
        left, middle = np.zeros(size), np.flip(w)
        left[tuple(slice(b, b + n, t) for b, n, t in zip(before, span, s, strict=True))] = g
        rows, columns = zip(before.tolist(), (size - before - span).tolist(), strict=True)
    elif way == "windows":
        left, middle, rows, columns = g, w, (0, 0), (0, 0)
    else:
        rows, columns = ((n, n) for n in padding)
        left, middle = np.pad(x, (rows, columns)), g
    names = {
        "turned": (f"g {_by(g)} among zeros", "kernel, turned"),
        "windows": (f"g {_by(g)}", f"Kernel {_by(w)}"),
        "weight": (f"Input {_by(x)}", f"g {_by(g)}"),
    }[way]
    kinds = ("input", "gradient") if way == "weight" else ("gradient", "kernel")
    of, frames = "dL/dW" if way == "weight" else "dL/dX", []
    order = np.arange(result.size).reshape(result.shape)
    for step, at in enumerate(np.ndindex(result.shape)):
        met = list(_meetings(np.array(at), k, s, p, g.shape, way))
        lit, beside, window = [], [], None
        for cell, weight in met:  # of g, and of the kernel
            if way == "turned":
                lit.append(tuple((before + np.multiply(cell, s)).tolist()))
                beside.append(tuple((k - 1 - weight).tolist()))
            elif way == "windows":
                lit.append(cell)
                beside.append(weight)
            else:
                lit.append(tuple((np.multiply(cell, s) + weight).tolist()))
                beside.append(cell)
        if way != "windows":
            corner = at + start if way == "turned" else np.array(at)
            window = (*corner.tolist(), *(k if way == "turned" else span).tolist())
        so_far = known(result, order <= step)
        panels = [
            Panel(names[0], kinds[0], left.tolist(), (rows, columns), lit, window),
            Panel(names[1], kinds[1], middle.tolist(), lit=beside),
            Panel(f"{of} {_by(result)}", "gradient", so_far, lit=[at]),
        ]
        pairs = products([left[cell] for cell in lit], [middle[cell] for cell in beside])
        caption = f"{pairs or 'no window read this cell:'} {'= ' * bool(pairs)}{show(result[at])}"
        frames.append(Frame(panels, ["×" if way == "windows" else "⋆", "="], caption))
    return frames


def _meetings(at, k, s, p, size, way):
    """Yield the cells of g whose window met the cell `at`, each with the weight that it met."""
    for cell in np.ndindex(*size):
        weight = at if way == "weight" else at + p - np.multiply(cell, s)
        if way == "weight" or ((weight >= 0) & (weight < k)).all():
            yield cell, tuple(weight.tolist())


def _by(matrix: NDArray) -> str:
    return " × ".join(map(str, matrix.shape))
