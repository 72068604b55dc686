"""A slide as pictures: a filmstrip for print, a GIF or MP4 for a lecture, from one description.

What moves is told in frames of panels (:class:`Frame`, :class:`Panel`). Every widget tells its own
steps so, in ``frames()``.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field


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
    """

    name: str
    kind: str
    values: Sequence[Sequence[float | None]]
    padding: tuple[tuple[int, int], tuple[int, int]] = ((0, 0), (0, 0))
    lit: Sequence[tuple[int, int]] = ()
    window: tuple[int, int, int, int] | None = None


@dataclass
class Frame:
    """One step: panels from left to right, the signs between them, a sentence below."""

    panels: list[Panel]
    signs: list[str] = field(default_factory=list)
    caption: str = ""
