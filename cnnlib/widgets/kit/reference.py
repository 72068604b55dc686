"""The traits of a widget as a table, for its page in the book and for a notebook."""

from typing import Any

from IPython.display import Markdown

from .base import Widget


def traits_of(widget: type[Widget]) -> Markdown:
    """Return the traits that a preset fixes, their usual values and what they take.

    >>> from cnnlib.widgets import SlidingVector
    >>> print(traits_of(SlidingVector).data)
    | trait | usually | takes |
    | --- | --- | --- |
    | `signal` | `[0, 1, 3, 1, 0, 2, 6, 2, 0]` | 1 to 12 numbers |
    | `kernel` | `[1, 3, 1]` | 1 to 12 numbers |
    | `operation` | `'correlation'` | `'correlation'` or `'convolution'` |
    | `mode` | `'valid'` | `'valid'` or `'same'` or `'full'` |
    """
    fresh, known = widget(), widget.class_traits()
    rows = [
        f"| `{name}` | {_short(getattr(fresh, name))} | {_takes(known[name].limit)} |"
        for name in widget.settings()
    ]
    return Markdown("\n".join(["| trait | usually | takes |", "| --- | --- | --- |", *rows]))


def _short(value: object) -> str:
    text = repr(value)
    return f"`{text}`" if len(text) <= 60 and "\n" not in text else "see above"


def _takes(limit: dict[str, Any]) -> str:
    """Put the limit of a trait (limited.py) into words."""
    ((kind, most),) = ((key, value) for key, value in limit.items() if key != "words")
    words = [f"`{word!r}`" for word in (most if kind == "choice" else limit.get("words", []))]
    match kind:
        case "vector":
            says = f"1 to {most} numbers"
        case "matrix":
            says = f"a matrix from 1x1 to {most}x{most}"
        case "tensor":
            says = f"1 to {most[0]} matrices of one size, each from 1x1 to {most[1]}x{most[1]}"
        case "kernels":
            says = "kernels, up to " + "x".join(map(str, [*most, most[-1]]))
        case "subset":
            says = f"some of the whole numbers 0 to {most - 1}"
        case "pair":
            says = f"a whole number from {most[0]} to {most[1]}, or two (rows, columns)"
        case "whole":
            says = f"a whole number from {most[0]} to {most[1]}"
        case "flag":
            says = "`True` or `False`"
        case "text":
            says = f"a text of at most {most} letters"
        case _:
            return " or ".join(words)
    return " or ".join([says, *words])
