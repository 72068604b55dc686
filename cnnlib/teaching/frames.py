"""What moves, told in frames of panels: the steps of every widget, whatever draws them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from numpy.typing import NDArray

PICTURE = 8  # the longer side of a picture, in cells


@dataclass
class Panel:
    """One matrix in a frame.

    Parameters
    ----------
    name : str
        What stands below it, such as "Input 3 × 3".
    kind : {"input", "kernel", "output", "gradient"}
        Its colour.
    values : sequence of rows, or array
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
    values: Sequence[Sequence[float | None]] | NDArray
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
