"""A slide as pictures: a filmstrip for print, a GIF or MP4 for a lecture, from one description.

What moves is told in frames of panels (:class:`Frame`, :class:`Panel`). Every widget tells its own
steps so, in ``frames()``.
"""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # matplotlib is imported when something is drawn, and not before
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


@dataclass
class Panel:
    """One matrix in a frame.

    Parameters
    ----------
    name : str
        What stands below it, such as "Input 3 × 3".
    kind : {"input", "kernel", "output", "gradient"}
        Its colour.
    values : sequence of rows
        Numbers; None where nothing stands yet.
    padding : ((int, int), (int, int))
        How many of its rows (first, last) and columns (first, last) are padding.
    lit : sequence of (row, column)
        The cells that take part in this step.
    window : (row, column, rows, columns), optional
        A frame round these cells.
    shades : (float, float), optional
        For a picture too large for numbers: which number is black, and which is white. It is
        drawn as pixels, `PICTURE` cells high or wide; NaN where nothing stands yet.
    """

    name: str
    kind: str
    values: Sequence[Sequence[float | None]]
    padding: tuple[tuple[int, int], tuple[int, int]] = ((0, 0), (0, 0))
    lit: Sequence[tuple[int, int]] = ()
    window: tuple[int, int, int, int] | None = None
    shades: tuple[float, float] | None = None

    @property
    def size(self) -> tuple[float, float]:
        """Height and width as drawn, in cells of a panel of numbers."""
        rows, columns = len(self.values), len(self.values[0])
        scale = PICTURE / max(rows, columns) if self.shades else 1
        return rows * scale, columns * scale


@dataclass
class Frame:
    """One step: panels from left to right, the signs between them, a sentence below."""

    panels: list[Panel]
    signs: list[str] = field(default_factory=list)
    caption: str = ""


COLOURS = {"input": "#0072b2", "kernel": "#b94a00", "output": "#00795a", "gradient": "#8f3479"}
PADDING, INK, SOFT = "#646b78", "#1c2430", "#566070"
GAP = 1.5  # between two panels, in cells: room for a sign
APART = 2.5  # between two frames
PICTURE = 8  # the longer side of a picture, in cells
CAPTION = 1.7  # below a panel and below a frame, in cells


def filmstrip(frames: Sequence[Frame], most: int = 6, columns: int = 3) -> "Figure":
    """Draw frames side by side, as many as fit: the first, the last, and some between.

    Parameters
    ----------
    frames : sequence of Frame
        The steps, at least one.
    most : int
        How many to draw at the most.
    columns : int
        How many stand in a row; fewer where they are wide.

    Returns
    -------
    matplotlib.figure.Figure
        6.5 inches wide, the text width of a printed page.

    Examples
    --------
    >>> step = Frame([Panel("Input", "input", [[1, 2], [3, 4]], lit=[(0, 0)])], caption="1·5 = 5")
    >>> filmstrip([step] * 8).get_size_inches().tolist()[0]
    6.5
    """
    from matplotlib.figure import Figure

    if not frames:
        raise ValueError("there are 0 frames to draw: give at least one")
    count = min(most, len(frames))
    chosen = [frames[round(i * (len(frames) - 1) / max(count - 1, 1))] for i in range(count)]
    width, height = _size(chosen)
    columns = max(1, min(columns, count, int(48 / width)))
    rows = -(-count // columns)
    across = columns * (width + APART) - APART
    inches = 6.5 / max(across, 16)  # of one cell: few cells are not blown up
    figure = Figure(figsize=(6.5, inches * rows * height), layout="none")
    axes = _axes(figure, max(across, 16), rows * height)
    for i, frame in enumerate(chosen):
        left = (i % columns) * (width + APART) + max(0, 16 - across) / 2
        _draw(axes, frame, left, (i // columns) * height, width, height, 72 * inches)
    return figure


def save(frames: Sequence[Frame], path: str | Path, fps: float = 1.0) -> Path:
    """Write the steps as a moving picture (.gif, .mp4) or as a filmstrip (.svg, .pdf, .png).

    Parameters
    ----------
    frames : sequence of Frame
        As a widget's ``frames()`` gives them.
    path : str or Path
        The suffix chooses the format.
    fps : float
        Steps per second of a moving picture.

    Returns
    -------
    Path
        What was written.

    Raises
    ------
    ValueError
        If the suffix is none of the five, or there are no frames.

    Examples
    --------
    >>> save([], "slide.docx")
    Traceback (most recent call last):
    ValueError: slide.docx ends in .docx: choose .gif, .mp4, .svg, .pdf or .png
    """
    import matplotlib
    from matplotlib.animation import FFMpegWriter, PillowWriter
    from matplotlib.figure import Figure

    path = Path(path)
    if path.suffix in (".svg", ".pdf", ".png"):
        with matplotlib.rc_context({"svg.fonttype": "none", "hatch.linewidth": 0.6}):
            filmstrip(frames).savefig(path, dpi=200, facecolor="white")
        return path
    if path.suffix not in (".gif", ".mp4"):
        raise ValueError(
            f"{path.name} ends in {path.suffix}: choose .gif, .mp4, .svg, .pdf or .png"
        )
    if not frames:
        raise ValueError("there are 0 frames to draw: give at least one")
    width, height = _size(frames)
    cell = min(0.42, 12 / width)  # inches
    size = (width + 1) * cell, (height + 0.5) * cell
    figure = Figure(figsize=size, facecolor="white", layout="none")
    writer = PillowWriter(fps=fps)
    if path.suffix == ".mp4":
        matplotlib.rcParams["animation.ffmpeg_path"] = _ffmpeg()
        # every player takes this format, which wants even numbers of pixels
        even = ["-vf", "pad=ceil(iw/2)*2:ceil(ih/2)*2", "-pix_fmt", "yuv420p"]
        writer = FFMpegWriter(fps=fps, extra_args=even)
    with writer.saving(figure, str(path), dpi=120):
        for frame in frames:
            figure.clear()
            axes = _axes(figure, width + 1, height + 0.5)
            _draw(axes, frame, 0.5, 0.25, width, height, 72 * cell)
            writer.grab_frame()
    return path


def still(frames: Sequence[Frame]) -> bytes:
    """Return a filmstrip as a small PNG: what a page shows in print and with no JavaScript."""
    import matplotlib
    from PIL import Image

    drawn, small = BytesIO(), BytesIO()
    with matplotlib.rc_context({"hatch.linewidth": 0.6}):
        filmstrip(frames).savefig(drawn, dpi=150, facecolor="white", format="png")
    Image.open(drawn).convert("RGB").quantize(48).save(small, "png", optimize=True)
    return small.getvalue()


def _ffmpeg() -> str:
    """Return the program that writes MP4: the machine's, or that of imageio-ffmpeg."""
    if found := shutil.which("ffmpeg"):
        return found
    try:
        from imageio_ffmpeg import get_ffmpeg_exe
    except ImportError:
        raise ValueError(
            "an .mp4 needs ffmpeg: install it, or `pip install imageio-ffmpeg`, or choose .gif"
        ) from None
    return get_ffmpeg_exe()


def _size(frames: Sequence[Frame]) -> tuple[float, float]:
    """Return the width and height of the largest frame, in cells."""
    widths = [sum(p.size[1] for p in f.panels) + GAP * (len(f.panels) - 1) for f in frames]
    heights = [max(p.size[0] for p in f.panels) for f in frames]
    return max(widths), max(heights) + 2 * CAPTION


def _axes(figure: "Figure", width: float, height: float) -> "Axes":
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(-0.2, width + 0.2), ylim=(height, -0.2), aspect="equal")  # room for a frame
    axes.axis("off")
    return axes


def _draw(axes, frame: Frame, left, top, width, height, points) -> None:
    """Draw one frame into a rectangle of the axes; `points` is the size of a cell."""
    own = sum(p.size[1] for p in frame.panels) + GAP * (len(frame.panels) - 1)
    x, tallest = left + (width - own) / 2, height - 2 * CAPTION
    text = {"ha": "center", "va": "center", "fontsize": max(4.5, min(0.36 * points, 9))}
    for i, panel in enumerate(frame.panels):
        rows, columns = panel.size
        y = top + (tallest - rows) / 2
        (_draw_picture if panel.shades else _draw_panel)(axes, panel, x, y, text)
        middle = x + columns / 2
        axes.text(middle, y + rows + 0.55, panel.name, color=COLOURS[panel.kind], **text)
        x += columns + GAP
        if i < len(frame.signs):
            axes.text(x - GAP / 2, top + tallest / 2, frame.signs[i], color=SOFT, **text)
    fitted = text | {
        "fontsize": min(text["fontsize"], 1.75 * width * points / len(frame.caption + " "))
    }
    axes.text(left + width / 2, top + tallest + 1.9, frame.caption, color=INK, **fitted)


def _draw_picture(axes, panel: Panel, x: float, y: float, text: dict) -> None:
    from matplotlib.patches import Rectangle

    (height, width), (black, white) = panel.size, panel.shades
    place = (x, x + width, y + height, y)  # left, right, bottom, top
    colours, (least, most) = "gray" if black < white else "gray_r", sorted(panel.shades)
    axes.imshow(panel.values, colours, extent=place, vmin=least, vmax=most, interpolation="auto")
    edge = {"fill": False, "edgecolor": COLOURS[panel.kind], "linewidth": 0.8}
    axes.add_patch(Rectangle((x, y), width, height, **edge))
    if panel.window:
        r, c, rows, columns = (cells * height / len(panel.values) for cells in panel.window)
        grow = max(0, 0.5 - rows) / 2  # so that it can be seen
        around = (x + c - grow, y + r - grow), columns + 2 * grow, rows + 2 * grow
        axes.add_patch(Rectangle(*around, **edge | {"edgecolor": "white", "linewidth": 2.2}))
        axes.add_patch(Rectangle(*around, **edge | {"edgecolor": COLOURS["kernel"]}))


def _draw_panel(axes, panel: Panel, x: float, y: float, text: dict) -> None:
    from matplotlib.patches import FancyBboxPatch, Rectangle

    rows, columns = len(panel.values), len(panel.values[0])
    (above, below), (before, after) = panel.padding
    lit, colour = set(map(tuple, panel.lit)), COLOURS[panel.kind]
    for r, c in ((r, c) for r in range(rows) for c in range(columns)):
        value = panel.values[r][c]
        inner = above <= r < rows - below and before <= c < columns - after
        strength = "70" if (r, c) in lit else "24"  # how opaque, in hexadecimal
        look = {"facecolor": (colour if inner else PADDING) + strength, "edgecolor": "none"}
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
