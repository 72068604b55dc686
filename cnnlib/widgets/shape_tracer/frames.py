"""The way of a shape through a stack as pictures, and the room that the widget takes on a page."""

import math
from collections.abc import Sequence
from textwrap import wrap

from cnnlib.shapes.steps import Row
from cnnlib.teaching.frames import Frame, Panel

Layers = list[tuple[str, dict]]  # as stack.read gives them


def frames(layers: Layers, shape: tuple, rows: Sequence[Row], problem: str | None) -> list[Frame]:
    """Return a frame for each layer that changes or learns something: what it gets and makes."""
    found = []
    for (name, arguments), row in zip(layers, rows, strict=False):
        if row.shape == shape and not row.parameters:
            continue
        parts = [size_formula(name, arguments, shape, row.shape)]
        parts.append(f"{row.parameters:,} parameters" if row.parameters else "")
        caption = f"{name}: {'; '.join(filter(None, parts))}"
        panels = [_panel("input", shape), _panel("output", row.shape)]
        found.append(Frame(panels, ["→"], caption))
        shape = row.shape
    if problem:
        why = problem.split(": ")[1]  # what follows is the remedy
        return [*found, Frame([_panel("input", shape)], caption=f"{layers[len(rows)][0]}: {why}")]
    if not found:
        return [Frame([_panel("input", shape)], caption="the shape stays")]
    found[-1].caption += f"; {sum(row.parameters for row in rows):,} in all"
    return found


def _panel(kind: str, shape: Sequence[int]) -> Panel:
    return Panel({3: "C, H, W", 2: "C, L", 1: "features"}[len(shape)], kind, [list(shape)])


def size_formula(name: str, arguments: dict, gets: tuple, makes: tuple) -> str:
    """Return the formula for the rows that a layer makes, '' where there is none.

    >>> arguments = {"kernel_size": 2, "stride": None, "padding": 0}
    >>> size_formula("MaxPool2d", arguments, (8, 7, 7), (8, 3, 3))
    '⌊(7 − 2)/2⌋ + 1 = 3'
    """
    if name == "Flatten":
        return f"{'·'.join(map(str, gets))} = {makes[-1]}" if len(gets) > len(makes) == 1 else ""
    if name.startswith(("ConvT", "Adaptive")) or "kernel_size" not in arguments or len(gets) == 1:
        return ""
    k, d = (_first(arguments.get(word, 1)) for word in ("kernel_size", "dilation"))
    s = k if arguments["stride"] is None else _first(arguments["stride"])
    p = arguments.get("padding", 0)
    around = (
        f" + {d * (k - 1)}" if p == "same" else f" + 2·{_first(p)}" if p not in (0, "valid") else ""
    )
    span = k if d == 1 else f"{d}·({k} − 1) − 1"
    up = arguments.get("ceil_mode", False)
    return f"{'⌊⌈'[up]}({gets[1]}{around} − {span})/{s}{'⌋⌉'[up]} + 1 = {makes[1]}"


def _first(value: int | tuple[int, ...]) -> int:
    return value[0] if isinstance(value, tuple) else value


def height(
    texts: list[str], shapes: list[tuple], notes: list[str], known: int, fails: bool, phone: bool,
    predict: bool,
) -> float:  # fmt: skip
    """Return about how many pixels the widget takes above and below its title, as its CSS says.

    texts: the layers as written; shapes: of the input and behind each layer that does not fail;
    notes: the remark of each; known: how many of the layers are shown.
    """
    tower, across, below = (52, 29, 17) if phone else (80, 42, 0)
    side = max((n for shape in shapes if len(shape) == 3 for n in shape[1:]), default=1)
    flow = (22 if phone else 69) + (0 if fails else 36)
    for i, text in enumerate(["", *texts]):
        shown = i <= known and i < len(shapes) and not (predict and i)
        words = 19 * max(1, len(wrap(text, across))) + 4 + below * shown
        if shown and i:
            words += 19 * len(wrap(notes[i - 1], 38 if phone else 55))
        elif i == len(shapes) and known >= i and not predict:
            words += 57 if phone else 38  # why it fails
        drawn = 0
        if i < len(shapes) and (i == 0 or shapes[i] != shapes[i - 1]):
            shape = shapes[i]
            sheets = min(6, int(math.log2(shape[0]))) if len(shape) > 1 else 0
            tall = max(4, tower * shape[1] / side) if len(shape) == 3 else 9
            drawn = 38 if predict and i else tall + 3 * sheets + 12
        flow += max(34, words, drawn)
    editor = 18 + 20.5 * sum(max(1, len(wrap(text, 38 if phone else 44))) for text in texts)
    rest = 782 + max(editor, 80) if phone else 375 + max(editor, 207)
    return min(flow, 720 + 47) + rest
