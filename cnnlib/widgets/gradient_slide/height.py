"""How high the gradient slide stands on a page, so that the page keeps the space free.

The numbers are pixels, read off the widget as its style sheets lay it out.
"""

import numpy as np
from numpy.typing import NDArray


def estimate(geometry: NDArray, way: str, title: str, predict: bool) -> list[str]:
    """Return the height on a wide page and on a phone, as CSS lengths.

    `geometry` has the sizes of input and kernel, the stride and the padding, each those of rows
    and columns, (4, 2); `way` is "turned", "windows" or "weight".
    """
    n, k, s, p = geometry
    m = np.maximum((n + 2 * p - k) // s + 1, 1)
    turned = np.maximum(n + k - 1, np.maximum(k - 1 - p, 0) + (m - 1) * s + 1)
    boards = {"turned": (turned, k, n), "windows": (m, k, n), "weight": (n + 2 * p, m, k)}
    (top, *rows), (first, *columns) = np.transpose(boards[way]).tolist()
    apart = k if way == "weight" else n
    lines = {"turned": 4, "windows": 5, "weight": 3 + bool(p.any())}[way]

    columns = max(columns[0], 3), max(columns[1], 3)
    stacked = first + sum(columns) > 15
    beside = max(columns) if stacked else sum(columns)
    cell = np.clip((633 if stacked else 568) / (first + beside), 20, 40)
    stage = top * cell + 50
    stage = max(stage, sum(rows) * cell + 130 if stacked else max(rows) * cell + 44)
    box = apart[0] * min(32, 240 / apart[1])
    wide = 565 + stage + max(box + 30, 100) + 22 * lines + 23 * (len(title) // 26)

    cell = np.clip(316 / max(first, *columns), 14, 40)
    sizes = list(zip((top, *rows), (first, *columns), strict=True))
    if way == "windows":  # g and the kernel stand side by side, then the gradient
        sizes = [sizes[2], *sizes[:2]]
    alone, *two = sizes
    one_row = sum(max(across * cell, 105) for _, across in two) < 306
    heights = [tall * cell + 44 for tall, _ in two]
    pictures = alone[0] * cell + 44 + (max(heights) if one_row else sum(heights))
    narrow = 1118 - 40 * (way == "weight") + pictures + box + 30 * lines
    narrow += 40 * (way == "turned") + 40 * (s > 1).any()  # captions and code of two lines
    return [f"{wide + 80 * predict:.0f}px", f"{narrow + 130 * predict:.0f}px"]
