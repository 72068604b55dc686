"""How high the sliding kernel stands on a page, so that the page keeps the space free.

The numbers are pixels, read off the widget as its style sheets lay it out.
"""

import math
from collections.abc import Sequence

Size = Sequence[int]
CAPTION, HANDLE, LINE = 28, 6, 20


def estimate(
    left: Size, kernel: Size, output: Size, operation: str, legend: int, code: int, predict: bool
) -> list[str]:
    """Return the height on a wide page and on a phone, as CSS lengths.

    Sizes are rows and columns of what is drawn, padding included; `legend` counts the letters of
    the line below the matrices, `code` the lines of code.
    """
    transposed = operation == "transposed"
    products = 1 if transposed else kernel[0] * kernel[1]
    pairs = 1 + (operation == "convolution")  # the kernel, and the kernel turned
    wide = _wide(left, kernel, output, pairs) + (16 + LINE * math.ceil(legend / 60)) * bool(legend)
    wide += 426 + 25 * math.ceil(products / 12) + 20 * transposed + 28 * code + 94 * predict
    phone = _phone(left, kernel, output, pairs, transposed)
    phone += (14 + LINE * math.ceil(legend / 36)) * bool(legend) + 60 * (transposed and not predict)
    phone += 768 + 26 * math.ceil(products / 5.5) + 21 * code + 140 * predict
    return [f"{wide:.0f}px", f"{phone:.0f}px"]


def _wide(left: Size, kernel: Size, output: Size, pairs: int) -> float:
    right = pairs * kernel[1], output[1]
    below, stacked = left[1] > 22, 22 >= left[1] > 15 - sum(right)
    across = left[1] + (0 if below else max(right) if stacked else sum(right))
    cell = min(max((650 - 65 * (pairs + 1 - stacked)) / across, 20), 40)
    first = left[0] * cell + CAPTION + HANDLE
    if below:
        return first + 16 + max(kernel[0], output[0]) * cell + CAPTION
    if stacked:
        return max(first, (kernel[0] + output[0]) * cell + 2 * CAPTION + 68)
    return max(first, max(kernel[0], output[0]) * cell + CAPTION)


def _phone(left: Size, kernel: Size, output: Size, pairs: int, transposed: bool) -> float:
    widest = max(left[1], kernel[1], output[1]) if transposed else left[1]
    cell = min(max(316 / widest, 10), 40)
    rows: list[float] = []
    room = 0.0
    for size in [left, *[kernel] * pairs, output]:
        width = max(size[1] * cell, 86) + 16  # a caption needs some too
        if width > room or (len(rows) == 1 and not transposed):
            rows.append(0.0)
            room = 336
        room -= width
        rows[-1] = max(rows[-1], size[0] * cell)
    return sum(rows) + (CAPTION + 14) * len(rows) + HANDLE
