"""How high the pooling window stands on a page, so that the page keeps the space free.

The numbers are pixels, read off the widget as its style sheets lay it out.
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def estimate(
    n: NDArray, size: NDArray, geometry: Sequence[NDArray], kind: str, parted: int, title: str,
    predict: bool,
) -> list[str]:  # fmt: skip
    """Return the height on a wide page and on a phone, as CSS lengths.

    `n` and `size` are the input's and the output's rows and columns, `parted` is how many
    settings differ for them; `geometry` as in :func:`frames.window_frames`.
    """
    k, s, p, d = geometry
    end = (size - 1) * s + d * (k - 1) + 1 - p  # of the last window
    board = np.maximum(n + p, end) + p
    (rows, columns), (out_rows, out_columns) = board.tolist(), size.tolist()
    dropped, padded = (end < n).any(), p.any()
    remarks = int(dropped or (end > n + p).any()) + (len({*n}) + len({*k}) + len({*p}) > 3)
    remarks = max(remarks, int(padded))
    controls = {"max": 8, "average": 8, "lp": 7}.get(kind, 2)
    terms = int(k.prod())
    terms = terms if terms <= 36 else 16  # of the sum that is written out
    caption = 55 + 20 * dropped
    more = 22 * padded + 20 * remarks

    cell = np.clip(598 / (columns + max(out_columns, 4)), 22, 40)
    wide = 412 + max(rows * cell + caption, out_rows * cell + 28) + 38 * -(-controls // 2)
    wide += 38 * bool(parted) + 27 * (terms // 25) + 23 * (math.ceil(len(title) / 24) - 1)

    cell = np.clip(316 / columns, 14, 40)
    left = max(columns * cell, 240 if (end < n).all() else 190 if dropped else 170)
    beside = left + max(out_columns * cell, 85) < 300
    tall = max(rows * cell + caption, out_rows * cell + 28)
    tall = tall if beside else (rows + out_rows) * cell + caption + 44
    narrow = 655 + tall + 38 * (controls + parted) + 27 * (terms // 9)
    narrow += 23 * (len(title) > 66) + 18 * padded
    return [f"{wide + more + 80 * predict:.0f}px", f"{narrow + more + 130 * predict:.0f}px"]
