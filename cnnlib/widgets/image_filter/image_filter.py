"""The image filter: one kernel over a real photograph, and every pixel's products."""

from functools import cache
from pathlib import Path

import numpy as np
import traitlets

from cnnlib.ops.conv import conv2d
from cnnlib.ops.padding import pad
from cnnlib.teaching.frames import Frame, Panel
from cnnlib.widgets.kit.arrays import Matrix
from cnnlib.widgets.kit.base import Widget
from cnnlib.widgets.kit.numbers import show
from cnnlib.widgets.kit.script import script, style
from cnnlib.widgets.kit.traits import Choice, Pair, Whole

from .presets import PRESETS, VERTICAL

FILE = Path(__file__).with_name("photograph.webp")

SHADES = {"clipped": (0, 255), "signed": (-255, 255), "absolute": (0, 255)}  # black, white


@cache
def _photograph() -> np.ndarray:
    from PIL import Image  # comes with matplotlib

    with Image.open(FILE) as picture:
        grey = np.asarray(picture.convert("L"), dtype=float)
    grey.flags.writeable = False
    return grey


class ImageFilter(Widget):
    """Slide one kernel over a photograph, and look into any pixel of the answer.

    The reader may put a picture of their own, or one from the camera, in the place of the
    photograph. It stays in the browser: no trait holds it, and `output` is always that of the
    photograph.

    Parameters
    ----------
    kernel : array_like, shape (kH, kW), at most 7 x 7
        The weights, not flipped: this is cross-correlation, as in torch.
    divisor : int
        The sum of the products is divided by it, 1 to 999.
    padding : {"replicate", "zeros"}
        What stands for the pixels outside, so that the size is kept: the edge repeated, or zeros.
        An even kernel has the extra row and column last, as torch's ``padding="same"``.
    display : {"clipped", "signed", "absolute"}
        How a number y is shown as a grey of 0 to 255, beyond which it is cut off: as it is; as
        127.5 + y/2, so that zero is grey; or as abs(y).
    pixel : (int, int)
        The row and column that are looked into, from 0.
    step : int
        The last of the 32 bands of rows that is there, from 0.
    predict : bool
        Ask what a flat patch and the pixel become before it is shown.
    title : str
        The question above the pictures.
    presets : list of dict
        The starting points in the list: name, question, and the traits that are not as usual.

    Raises
    ------
    traitlets.TraitError
        If a value is of the wrong kind, shape or range; the old value stays.

    References
    ----------
    The photograph is "camera" by Lav Varshney, CC0; see ``photograph.md``.

    Examples
    --------
    >>> w = ImageFilter(kernel=[[-1, 1]])
    >>> w.photograph[80, 204:209]  # the sky, then the left edge of the tower
    array([212., 206., 186., 230., 230.])
    >>> w.output[80, 204:208]
    array([ -6., -20.,  44.,   0.])
    """

    _esm = script("image_filter/image_filter")
    _css = style("board/picture", "image_filter/image_filter", of="ImageFilter")

    PRESETS = PRESETS

    kernel = Matrix(VERTICAL, most=7)
    divisor = Whole(1, limits=[1, 999])
    padding = Choice("replicate", words=["replicate", "zeros"])
    display = Choice("clipped", words=["clipped", "signed", "absolute"])
    pixel = Pair([80, 206], limits=[0, 255])
    step = Whole(31, limits=[0, 31])
    _photograph = traitlets.Bytes(FILE.read_bytes(), read_only=True).tag(sync=True)

    @traitlets.default("_height")
    def _estimate(self) -> list[str]:
        """Height on a wide page and on a phone, as image_filter.css lays it out: an estimate."""
        rows, columns = np.shape(self.kernel)
        lines = 2 if rows * columns == 1 else 3 if self.padding == "zeros" else 4  # of code
        cell = np.clip(470 / (3 * columns), 22, 40)
        wide = 893 + 21.5 * lines + rows * cell + 66 * self.predict
        stacked = columns > 5
        cell = np.clip(242 / (columns + 2 if stacked else 2 * columns), 18, 34)
        grids = (3 if stacked else 2) * rows * cell + 25 * stacked
        narrow = 1215 + 21.5 * lines + grids + 95 * self.predict
        return [f"{wide:.0f}px", f"{narrow:.0f}px"]

    @property
    def photograph(self) -> np.ndarray:
        """The photograph, float64 of shape (256, 256), from 0 (black) to 254."""
        return _photograph()

    @property
    def output(self) -> np.ndarray:
        """The photograph filtered, float64 of shape (256, 256), computed by `cnnlib.conv2d`."""
        w = np.array(self.kernel, dtype=float)
        return conv2d(self._padded()[None], w[None, None])[0] / self.divisor

    def frames(self) -> list[Frame]:
        """Return the 32 steps as pictures, each with a pixel of its last band looked into."""
        w, x, y = np.array(self.kernel, dtype=float), self._padded(), self.output
        kh, kw = w.shape
        shown = {"clipped": y, "signed": y, "absolute": abs(y)}[self.display]
        r0, c = np.broadcast_to(self.pixel, 2)
        frames = []
        for last in range(7, 256, 8):
            r = r0 if last - 7 <= r0 <= last else last
            terms = (x[r : r + kh, c : c + kw] * w).ravel()
            told = " + ".join(map(show, terms)).replace("+ −", "− ")
            told = f"({told})" if terms.size <= 9 else f"{show(terms.sum())}"
            told += "" if self.divisor == 1 else f" / {self.divisor}"
            there = np.where(np.arange(256)[:, None] <= last, shown, np.nan)
            around = (r - (kh - 1) // 2, c - (kw - 1) // 2, kh, kw)
            by = "" if self.divisor == 1 else f" / {self.divisor}"
            panels = [
                Panel(
                    "Photograph 256 × 256", "input", self.photograph, window=around, shades=(0, 255)
                ),
                Panel(f"Kernel {kh} × {kw}{by}", "kernel", self.kernel),
                Panel("Output", "output", there, window=(r, c, 1, 1), shades=SHADES[self.display]),
            ]
            frames.append(Frame(panels, ["⋆", "="], f"y[{r}, {c}] = {told} = {show(y[r, c])}"))
        return frames

    def _padded(self) -> np.ndarray:
        """Return the photograph with its border, (256 + kH - 1, 256 + kW - 1)."""
        (top, bottom), (left, right) = (((k - 1) // 2, k // 2) for k in np.shape(self.kernel))
        mode = "replicate" if self.padding == "replicate" else "constant"
        return pad(self.photograph[None], (left, right, top, bottom), mode)[0]

    def __repr__(self) -> str:
        by = "" if self.divisor == 1 else f" divided by {self.divisor}"
        r, c = np.broadcast_to(self.pixel, 2)
        return (
            f"ImageFilter(photograph of a man at a camera, 256x256; kernel {self.kernel}{by}; "
            f"at row {r}, column {c} {self.photograph[r, c]:g} becomes {self.output[r, c]:.6g})"
        )
