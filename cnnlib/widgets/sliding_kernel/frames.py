"""The steps of a kernel that slides, or of stamps, as pictures with the widget's own numbers."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cnnlib.teaching.frames import Frame, Panel
from cnnlib.widgets.kit.numbers import products, show
from cnnlib.widgets.kit.panels import known


def named(name: str, matrix: NDArray) -> str:
    """Name a panel: "Input 3 × 3"."""
    return f"{name} {' × '.join(map(str, np.shape(matrix)))}"


def window_frames(
    padded: NDArray,
    sides: Sequence[tuple[int, int]],
    kernel: NDArray,
    output: NDArray,
    stride: Sequence[int],
    dilation: Sequence[int],
    typed: NDArray | None = None,
) -> list[Frame]:
    """Return a frame for each output cell. `typed` is the kernel before a convolution turns it."""
    (H, W), (top, bottom), (left, right) = padded.shape, *sides
    inner = padded[top : H - bottom, left : W - right]
    offsets = [np.arange(k) * d for k, d in zip(kernel.shape, dilation, strict=True)]
    frames = []
    for place in np.ndindex(output.shape):
        axes = zip(place, stride, offsets, strict=True)
        rows, columns = ((i * s + at).tolist() for i, s, at in axes)
        window = padded[np.ix_(rows, columns)]
        order = np.arange(output.size).reshape(output.shape)
        done = known(output, order <= order[place])
        reach = rows[-1] - rows[0] + 1, columns[-1] - columns[0] + 1
        panels = [
            Panel(
                named("Input", inner),
                "input",
                padded.tolist(),
                padding=((top, bottom), (left, right)),
                lit=[(r, c) for r in rows for c in columns],
                window=(rows[0], columns[0], *reach),
            ),
            Panel(named("Kernel", kernel), "kernel", kernel.tolist()),
            Panel(named("Output", output), "output", done, lit=[place]),
        ]
        signs = ["⋆", "="]
        if typed is not None:
            panels[1].name = "Turned"
            panels.insert(1, Panel(named("Kernel", kernel), "kernel", typed.tolist()))
            signs = ["∗", "→", "="]
        caption = f"{products(window.ravel(), kernel.ravel())} = {show(output[place])}"
        frames.append(Frame(panels, signs, caption))
    return frames


def stamp_frames(
    input: NDArray,
    kernel: NDArray,
    full: Sequence[int],
    padding: Sequence[int],
    stride: Sequence[int],
    dilation: Sequence[int],
) -> list[Frame]:
    """Return a frame for each stamp: all cells that are covered, those to be cut off as padding."""
    total = np.zeros(full)
    covered = np.zeros(full, dtype=bool)
    ever = np.zeros(full, dtype=bool)
    offsets = [np.arange(k) * d for k, d in zip(kernel.shape, dilation, strict=True)]

    def cells(place: tuple[int, ...]) -> tuple[NDArray, ...]:
        return np.ix_(*(i * s + at for i, s, at in zip(place, stride, offsets, strict=True)))

    for place in np.ndindex(input.shape):
        ever[cells(place)] = True
    p, q = padding
    size = [n - 2 * cut for n, cut in zip(full, padding, strict=True)]
    frames = []
    for place in np.ndindex(input.shape):
        under = cells(place)
        total[under] += input[place] * kernel
        covered[under] = True
        rows, columns = (axis.ravel().tolist() for axis in under)
        reach = rows[-1] - rows[0] + 1, columns[-1] - columns[0] + 1
        shown = known(total, covered | ~ever)
        panels = [
            Panel(named("Input", input), "input", input.tolist(), lit=[place]),
            Panel(named("Kernel", kernel), "kernel", kernel.tolist()),
            Panel(
                f"Output {size[0]} × {size[1]}",
                "output",
                shown,
                padding=((p, p), (q, q)),
                lit=[(r, c) for r in rows for c in columns],
                window=(rows[0], columns[0], *reach),
            ),
        ]
        row, column = (i + 1 for i in place)
        caption = f"{show(input[place])} at row {row}, column {column} stamps the kernel"
        frames.append(Frame(panels, ["×", "="], caption))
    return frames
