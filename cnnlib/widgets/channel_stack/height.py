"""How high the channel stack stands on a page, so that the page keeps the space free.

The numbers are pixels, read off the widget as channel_stack.css lays it out.
"""

import math
from collections.abc import Sequence

Size = Sequence[int]


def estimate(
    padded: Size, kernel: Size, output: Size, channels: int, maps: int, texts: dict, predict: bool
) -> list[str]:
    """Return the height on a wide page and on a phone, as CSS lengths.

    Sizes are rows and columns of what is drawn; `texts` has the letters of the title, the sum and
    the products, and the lines of code.
    """
    across, tall = padded[1] + kernel[1], channels * padded[0]
    below = channels == 1 or maps > 2 or across + output[1] > 15
    room, most = (450 / across, 30) if below else (360 / (across + output[1]), 27)
    cell = min(max(min(room, 420 / tall) - 2, 16), most) + 2
    ledger = 45 + channels * (max(padded[0], kernel[0]) * cell + 9) + max(cell, 32)
    one = output[0] * cell + 27  # a map and its caption
    beside = maps * (one + 14) - 14
    wide = ledger + 18 + _below(output, maps, cell, one, 650) if below else max(ledger, beside)
    wide += 23 * max(2, math.ceil(texts["title"] / 24)) + 21 * texts["code"]
    wide += 25 * math.ceil(texts["sum"] / 73) + 23 * math.ceil(texts["products"] / 80)

    cell = min(max(196 / across - 2, 13), 28) + 2
    one = output[0] * cell + 27
    phone = 45 + channels * (max(padded[0], kernel[0]) * cell + 36) + max(cell, 32)
    phone += 18 + _below(output, maps, cell, one, 320) + 21 * texts["code"]
    phone += 25 * math.ceil(texts["sum"] / 36) + 23 * math.ceil(texts["products"] / 39)
    return [f"{445 + wide + 91 * predict:.0f}px", f"{924 + phone + 52 * predict:.0f}px"]


def _below(output: Size, maps: int, cell: float, one: float, width: int) -> float:
    """Return the height of the maps, as many side by side as fit."""
    abreast = max(1, int((width + 18) / (max(output[1] * cell, 105) + 18)))
    return math.ceil(maps / abreast) * (one + 14) - 14
