"""How a panel and a frame are drawn: cells, numbers, hatching, the frame round a window."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:  # matplotlib is imported when something is drawn, and not before
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from .frames import Frame, Panel

Look = dict[str, Any]  # what matplotlib is told of a text or a patch

COLOURS = {"input": "#0072b2", "kernel": "#b94a00", "output": "#00795a", "gradient": "#8f3479"}
PADDING, INK, SOFT = "#646b78", "#1c2430", "#566070"
GAP = 1.5  # between two panels, in cells: room for a sign
CAPTION = 1.7  # below a panel and below a frame, in cells
LETTER = 0.22  # of a name, in cells


def size(frames: Sequence["Frame"]) -> tuple[float, float]:
    """Return the width and height of the largest frame, in cells."""
    return max(map(_width, frames)), max(p.size[0] for f in frames for p in f.panels) + 2 * CAPTION


def _slot(panel: "Panel") -> float:
    """Return how many cells wide a panel is, its name included."""
    return max(panel.size[1], LETTER * len(panel.name))


def _width(frame: "Frame") -> float:
    return sum(map(_slot, frame.panels)) + GAP * (len(frame.panels) - 1)


def axes_of(figure: "Figure", width: float, height: float) -> "Axes":
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(-0.2, width + 0.2), ylim=(height, -0.2), aspect="equal")  # room for a frame
    axes.axis("off")
    return axes


def draw(
    axes: "Axes",
    frame: "Frame",
    left: float,
    top: float,
    width: float,
    height: float,
    points: float,
) -> None:
    """Draw one frame into a rectangle of the axes; `points` is the size of a cell."""
    x, tallest = left + (width - _width(frame)) / 2, height - 2 * CAPTION
    text: Look = {"ha": "center", "va": "center", "fontsize": max(4.5, min(0.36 * points, 9))}
    for i, panel in enumerate(frame.panels):
        rows, columns = panel.size
        y = top + (tallest - rows) / 2
        middle = x + _slot(panel) / 2
        begin = middle - columns / 2
        if panel.shades:
            _draw_picture(axes, panel, panel.shades, begin, y)
        else:
            _draw_panel(axes, panel, begin, y, text)
        axes.text(middle, y + rows + 0.55, panel.name, color=COLOURS[panel.kind], **text)
        x += _slot(panel) + GAP
        if i < len(frame.signs):
            axes.text(x - GAP / 2, top + tallest / 2, frame.signs[i], color=SOFT, **text)
    fitted = text | {
        "fontsize": min(text["fontsize"], 1.75 * width * points / len(frame.caption + " "))
    }
    axes.text(left + width / 2, top + tallest + 1.9, frame.caption, color=INK, **fitted)


def _draw_picture(
    axes: "Axes", panel: "Panel", shades: tuple[float, float], x: float, y: float
) -> None:
    from matplotlib.patches import Rectangle

    (height, width), (black, white) = panel.size, shades
    place = (x, x + width, y + height, y)  # left, right, bottom, top
    colours, (least, most) = "gray" if black < white else "gray_r", sorted(shades)
    axes.imshow(
        np.asarray(panel.values), colours, extent=place, vmin=least, vmax=most, interpolation="auto"
    )
    edge: Look = {"fill": False, "edgecolor": COLOURS[panel.kind], "linewidth": 0.8}
    axes.add_patch(Rectangle((x, y), width, height, **edge))
    if panel.window:
        r, c, rows, columns = (cells * height / len(panel.values) for cells in panel.window)
        grow = max(0, 0.5 - rows) / 2  # so that it can be seen
        around = (x + c - grow, y + r - grow), columns + 2 * grow, rows + 2 * grow
        axes.add_patch(Rectangle(*around, **edge | {"edgecolor": "white", "linewidth": 2.2}))
        axes.add_patch(Rectangle(*around, **edge | {"edgecolor": COLOURS["kernel"]}))


def _draw_panel(axes: "Axes", panel: "Panel", x: float, y: float, text: Look) -> None:
    from matplotlib.patches import FancyBboxPatch, Rectangle

    rows, columns = len(panel.values), len(panel.values[0])
    (above, below), (before, after) = panel.padding
    lit, colour = set(map(tuple, panel.lit)), COLOURS[panel.kind]
    for r, c in ((r, c) for r in range(rows) for c in range(columns)):
        value = panel.values[r][c]
        inner = above <= r < rows - below and before <= c < columns - after
        strength = "70" if (r, c) in lit else "24"  # how opaque, in hexadecimal
        look: Look = {"facecolor": (colour if inner else PADDING) + strength, "edgecolor": "none"}
        if not inner:
            look |= {
                "hatch": "//////",
                "edgecolor": PADDING + "50",
                "facecolor": "none",
                "linewidth": 0,
            }
        if value is None:
            look = {"facecolor": "none", "edgecolor": "#c3c9d2", "linewidth": 0.6}
        axes.add_patch(Rectangle((x + c + 0.04, y + r + 0.04), 0.92, 0.92, **look))
        if value is not None:
            whole = float(value).is_integer() and abs(value) < 1e6
            shown = f"{value:.0f}" if whole else f"{value:.3g}"
            shown = shown.replace("-", "\N{MINUS SIGN}").replace("inf", "∞")
            small = text | {"fontsize": text["fontsize"] * min(1, 3.1 / len(shown))}
            axes.text(x + c + 0.5, y + r + 0.52, shown, color=INK if inner else SOFT, **small)
    if panel.window:
        r, c, height, width = panel.window
        around = (x + c + 0.1, y + r + 0.1), width - 0.2, height - 0.2
        look = {"fill": False, "edgecolor": COLOURS["kernel"], "linewidth": 1.4}
        box = FancyBboxPatch(*around, boxstyle="round,pad=0.1", **look)
        axes.add_patch(box)
