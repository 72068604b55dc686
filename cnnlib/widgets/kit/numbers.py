"""How the sentences under the pictures write numbers: the twin of numbers.mjs."""

from collections.abc import Iterable
from typing import SupportsFloat


def show(value: SupportsFloat) -> str:
    """Write at most six significant digits, a real minus sign, and ∞.

    >>> show(-1.0), show(1 / 3), show(float("-inf"))
    ('−1', '0.333333', '−∞')
    """
    text = f"{float(value) + 0.0:.6g}".replace("inf", "∞").replace("nan", "NaN")
    return text.replace("-", "\N{MINUS SIGN}")


def factor(value: float) -> str:
    """Write a factor of a product: a negative one stands in brackets.

    >>> factor(-2)
    '(−2)'
    """
    return f"({show(value)})" if value < 0 else show(value)


def products(x: Iterable[float], w: Iterable[float]) -> str:
    """Write pair by pair what is multiplied and added.

    >>> products([0, 1], [3, -1])
    '0·3 + 1·(−1)'
    """
    return " + ".join(f"{factor(a)}·{factor(b)}" for a, b in zip(x, w, strict=True))
