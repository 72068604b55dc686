"""A slide as pictures: a filmstrip for print, a GIF or MP4 for a lecture, from one description.

What moves is told in frames of panels (:class:`Frame`, :class:`Panel`). Every widget tells its own
steps so, in ``frames()``.
"""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .drawing import axes_of, draw, size
from .frames import Frame

if TYPE_CHECKING:  # matplotlib is imported when something is drawn, and not before
    from matplotlib.animation import AbstractMovieWriter
    from matplotlib.figure import Figure
    from matplotlib.typing import RcKeyType


APART = 2.5  # between two frames
PLAIN: "dict[RcKeyType, Any]" = {  # whatever style a notebook has chosen for its own figures
    "figure.constrained_layout.use": False,
    "figure.autolayout": False,
    "hatch.linewidth": 0.6,
    "savefig.transparent": False,  # frames of a GIF would shine through one another
    "savefig.bbox": None,
    "savefig.facecolor": "auto",
    "svg.fonttype": "none",
}
CELLS = 320  # of a still picture: more would take long and show little


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
    >>> from cnnlib.teaching.frames import Panel
    >>> step = Frame([Panel("Input", "input", [[1, 2], [3, 4]], lit=[(0, 0)])], caption="1·5 = 5")
    >>> filmstrip([step] * 8).get_size_inches().tolist()[0]
    6.5
    """
    from matplotlib.figure import Figure

    if not frames:
        raise ValueError("there are 0 frames to draw: give at least one")
    count = min(most, len(frames))
    chosen = [frames[round(i * (len(frames) - 1) / max(count - 1, 1))] for i in range(count)]
    width, height = size(chosen)
    columns = max(1, min(columns, count, int(36 / width)))  # cells that can be read in print
    rows = -(-count // columns)
    columns = -(-count // rows)  # two rows of two, not three and one
    across = columns * (width + APART) - APART
    wide = max(across, 22)  # few cells are not blown up
    inches = 6.5 / wide  # of one cell
    figure = Figure(figsize=(6.5, inches * rows * height))
    figure.set_layout_engine("none")
    axes = axes_of(figure, wide, rows * height)
    for i, frame in enumerate(chosen):
        left = (i % columns) * (width + APART) + (wide - across) / 2
        draw(axes, frame, left, (i // columns) * height, width, height, 72 * inches)
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
        with matplotlib.rc_context(PLAIN), whole_or_nothing(path) as part:
            filmstrip(frames).savefig(part, dpi=200, facecolor="white")
        return path
    if path.suffix not in (".gif", ".mp4"):
        raise ValueError(
            f"{path.name} ends in {path.suffix}: choose .gif, .mp4, .svg, .pdf or .png"
        )
    if not frames:
        raise ValueError("there are 0 frames to draw: give at least one")
    width, height = size(frames)
    cell = min(0.42, 12 / width)  # inches
    inches = (width + 1) * cell, (height + 0.5) * cell
    figure = Figure(figsize=inches, facecolor="white")
    figure.set_layout_engine("none")
    writer: AbstractMovieWriter = PillowWriter(fps=fps)  # type: ignore[arg-type]  # 0.5 works
    if path.suffix == ".mp4":
        matplotlib.rcParams["animation.ffmpeg_path"] = _ffmpeg()
        # every player takes this format, which wants even numbers of pixels
        even = ["-vf", "pad=ceil(iw/2)*2:ceil(ih/2)*2", "-pix_fmt", "yuv420p"]
        writer = FFMpegWriter(fps=fps, extra_args=even)  # type: ignore[arg-type]  # 0.5 works
    plain = matplotlib.rc_context(PLAIN)
    with plain, whole_or_nothing(path) as part, writer.saving(figure, str(part), dpi=120):
        for frame in frames:
            figure.clear()
            axes = axes_of(figure, width + 1, height + 0.5)
            draw(axes, frame, 0.5, 0.25, width, height, 72 * cell)
            writer.grab_frame()
    return path


def still(frames: Sequence[Frame]) -> bytes:
    """Return a filmstrip as a small PNG: what a page shows in print and with no JavaScript."""
    import matplotlib
    from PIL import Image

    drawn, small = BytesIO(), BytesIO()
    cells = sum(p.size[0] * p.size[1] for p in frames[-1].panels)
    with matplotlib.rc_context(PLAIN):
        strip = filmstrip(frames, most=int(min(max(CELLS // cells, 2), 6)))
        strip.savefig(drawn, dpi=150, facecolor="white", format="png")
    Image.open(drawn).convert("RGB").quantize(48).save(small, "png", optimize=True)
    return small.getvalue()


@contextmanager
def whole_or_nothing(path: Path) -> Iterator[Path]:
    """Give the name of a file that takes the place of `path` once it is whole."""
    part = path.with_name(f".{path.stem}.part{path.suffix}")
    try:
        yield part
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


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
