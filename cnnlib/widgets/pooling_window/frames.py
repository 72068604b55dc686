"""The steps of a pooling window as pictures, with the widget's own numbers."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from cnnlib.teaching.frames import Frame, Panel
from cnnlib.widgets.kit.numbers import factor, show
from cnnlib.widgets.kit.panels import known


def window_frames(
    x: NDArray,
    y: NDArray,
    kind: str,
    geometry: Sequence[NDArray],
    padding: float,
    norm: int,
) -> list[Frame]:
    """Return a frame for each number of the output.

    `kind` is "max", "average" or "lp"; `geometry` the window, stride, padding and dilation, each
    as a pair; `padding` the number that stands in the padding, NaN where none counts.
    """
    k, s, p, d = geometry
    reach = d * (k - 1) + 1
    beyond = np.maximum((np.array(y.shape) - 1) * s + reach - x.shape - 2 * p, 0)
    cells = np.full(x.shape + 2 * p + beyond, np.nan)  # NaN: no number stands here
    cells[: len(x) + 2 * p[0], : len(x[0]) + 2 * p[1]] = padding
    cells[p[0] : p[0] + len(x), p[1] : p[1] + len(x[0])] = x
    shown = known(cells, ~np.isnan(cells))
    rows, columns = zip(p.tolist(), (p + beyond).tolist(), strict=True)
    name = f"Input {by(x.shape)}" + (f", padding {by(p)}" if p.any() else "")
    order, frames = np.arange(y.size).reshape(y.shape), []
    for step, at in enumerate(np.ndindex(y.shape)):
        row, column = np.multiply(at, s).tolist()
        lit = [(row + r * int(d[0]), column + c * int(d[1])) for r, c in np.ndindex(*k)]
        so_far = known(y, order <= step)
        window = (row, column, *reach.tolist())
        panels = [
            Panel(name, "input", shown, (rows, columns), lit, window),
            Panel(f"Output {by(y.shape)}", "output", so_far, lit=[at]),
        ]
        caption = _caption(kind, [cells[place] for place in lit], float(y[at]), norm)
        frames.append(Frame(panels, ["→"], caption))
    return frames


def _caption(kind: str, cells: list[float], result: float, norm: int) -> str:
    """Return "max(1, 3, 4, 2) = 4" for a window's cells, some NaN, and what came of them."""
    seen = [cell for cell in cells if not np.isnan(cell)]
    many = len(seen)
    short = abs(float(f"{result:.6g}") - result) > 1e-12 * abs(result)  # not every digit shown
    equals = f"{'≈' if short else '='} {show(result)}"
    if many > 16:
        what = {"max": "largest", "average": "mean", "lp": f"L{norm} norm"}[kind]
        return f"The {what} of {many} cells {equals}"
    if kind == "max":
        return f"max({', '.join(map(show, seen))}) {equals}"
    power = ["", "²", "³", "⁴"][norm - 1] if kind == "lp" else ""
    total = " + ".join(factor(value) + power for value in seen)
    bracketed = f"({total})" if many > 1 else total
    if kind == "average":
        return f"{bracketed} / {many} {equals}"
    if many < len(cells):
        total = f"{bracketed} · {len(cells)}/{many}"
    return (total if norm == 1 else f"{'√∛∜'[norm - 2]}({total})") + f" {equals}"


def by(sides: Iterable[int]) -> str:
    """Write a size: 4 × 4."""
    return " × ".join(map(str, sides))
