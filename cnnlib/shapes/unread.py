"""Which rows and columns of its input a layer never reads, and why."""

from collections.abc import Iterator
from typing import Literal

import numpy as np

from .stack import Layer

NAMES = {1: ("cell",), 2: ("row", "column"), 3: ("plane", "row", "column")}
MODES: dict[str, Literal["reflect", "edge", "wrap"]] = {  # torch's names and NumPy's
    "reflect": "reflect",
    "replicate": "edge",
    "circular": "wrap",
}


def unread(layer: Layer, cells: tuple[int, ...], out: tuple[int, ...]) -> str:
    """Say which rows and columns no window reads, and why; nothing if all are read.

    Examples
    --------
    >>> unread(Layer("max pool", kernel_size=2), (5, 4), (2, 2))
    'drops the last row: (5 - 2)/2 = 1.5 is rounded down'
    """
    notes: dict[tuple[str, str], list[str]] = {}  # what and why: the axes that it happens to
    for name, *numbers in zip(
        NAMES[len(cells)], cells, out, *layer.numbers(len(cells)), strict=True
    ):
        for what, which, why in _along(layer, name, *numbers):
            notes.setdefault((what, why), []).append(which)
    return "; ".join(f"{what} {' and '.join(axes)}: {why}" for (what, why), axes in notes.items())


def _along(
    layer: Layer, name: str, n: int, out: int, k: int, s: int, p: int, behind: int, d: int
) -> Iterator[tuple[str, str, str]]:
    """Yield what is never read along one axis, its name, and why."""
    if layer.padding_mode == "zeros":
        padded = np.pad(np.arange(n), (p, behind), constant_values=-1)
    else:
        padded = np.pad(np.arange(n), (p, behind), MODES[layer.padding_mode])
    reads = np.arange(out)[:, None] * s + np.arange(k) * d  # (out, k) places in padded
    missed = np.setdiff1d(np.arange(n), padded[reads[reads < len(padded)]])
    span = d * (k - 1) + 1
    end = (out - 1) * s + span - p  # the first cell behind the last window
    last, others = int((missed >= end).sum()), missed[missed < end]
    if last:
        number = "" if last == 1 else f"{last} "
        room = f"({n} + {p + behind} - {span})" if p else f"({n} - {span})"
        why = f"{room}/{s} = {(n + p + behind - span) / s:.4g} is rounded down"
        if layer.ceil_mode:
            why = "the next window would start behind the input"
        yield f"drops the last {number}".rstrip(), name + "s" * (last > 1), why
    if others.size:
        skipped = s - len({j * d % s for j in range(k)})
        if skipped:
            why = f"stride {s} is longer than the kernel's {span}"
            if s <= span:
                why = f"stride {s} and dilation {d} always meet the same ones"
            yield f"skips {skipped} of every {s}", name + "s", why
        else:
            some = ", ".join(map(str, others[:4])) + (", ..." if others.size > 4 else "")
            which = f"{name}{'s' * (others.size > 1)} {some}"
            yield "never reads", which, f"counted from 0; the kernel's cells are {d} apart"
