"""The checks under the exercises: right, not yet with a hint, or not attempted; never an error."""

import contextlib
import sys
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike

RIGHT, OPEN = "Right.", "Not attempted yet."


def verdict(function: Callable, arguments: Sequence, expected: ArrayLike) -> str:
    """Say what a reader's answer is worth: `RIGHT`, `OPEN`, or "Not yet: " with what is wrong.

    Parameters
    ----------
    function : callable
        The reader's answer. One that still returns None or `...`, or raises
        NotImplementedError, counts as not attempted.
    arguments : sequence
        What it is called with; None or `...` among it counts as not attempted too.
    expected : array_like
        The right answer, compared in shape and, to 1e-6, in value.

    Examples
    --------
    >>> verdict(lambda n, k: n - k, [9, 3], 7)
    'Not yet: 6 where 7 is expected.'
    >>> verdict(lambda row: row, [None], [1, 2])
    'Not attempted yet.'
    """
    try:
        open_arguments = any(value is None or value is ... for value in arguments)
        answer = None if open_arguments else function(*arguments)
        if answer is None or answer is ...:
            return OPEN
        if np.asarray(answer).dtype.kind not in "biuf":
            raise TypeError(f"{answer!r:.60} is not a number or an array of numbers")
        answer = np.asarray(answer, dtype=float)
    except NotImplementedError:
        return OPEN
    except Exception as error:  # whatever a reader's code throws belongs in the verdict
        return f"Not yet: {type(error).__name__}: {error}."
    expected = np.asarray(expected, dtype=float)
    if answer.shape != expected.shape:
        return f"Not yet: shape {answer.shape} where {expected.shape} is expected."
    wrong = ~np.isclose(answer, expected, rtol=1e-6, atol=1e-6, equal_nan=True)
    if not wrong.any():
        return RIGHT
    place = tuple(np.argwhere(wrong)[0].tolist())
    at = f" at {list(place)}" if place else ""
    return f"Not yet: {answer[place]:g} where {expected[place]:g} is expected{at}."


class Checks:
    """The checks of one exercise: each prints its verdict, and together they earn points.

    Parameters
    ----------
    points : float
        What the exercise is worth. Each check that says right earns an equal share, if at least
        half of them do: a guess is right now and then, and earns nothing.

    Examples
    --------
    >>> check = Checks(points=3)
    >>> check(lambda n, k: n - k + 1, [9, 3], 7, hint="place 0 counts too")
    Right.
    >>> check(lambda n, k: n - k, [9, 3], 7, hint="place 0 counts too")
    Not yet: 6 where 7 is expected. Hint: place 0 counts too.
    >>> check.earned
    1.5
    >>> check(lambda n, k: ..., [9, 3], 7, hint="place 0 counts too")
    Not attempted yet.
    >>> check.earned
    0.0
    """

    def __init__(self, points: float = 0) -> None:
        self.points = points
        self.said: list[tuple[str, str]] = []  # verdict and hint of each

    def __call__(
        self, function: Callable, arguments: Sequence, expected: ArrayLike, hint: str
    ) -> None:
        """Call a reader's function and print the verdict, with the hint after a wrong answer."""
        hint = hint if hint.endswith((".", "?", "!")) else f"{hint}."
        with contextlib.redirect_stderr(sys.stdout):  # a warning is no wrong answer to nbgrader
            said = verdict(function, arguments, expected)
        self.said.append((said, hint))
        print(said if said in (RIGHT, OPEN) else f"{said} Hint: {hint}")

    @property
    def earned(self) -> float:
        """The points so far, to hundredths; as a cell's last line they are nbgrader's mark."""
        share = sum(said == RIGHT for said, _ in self.said) / max(1, len(self.said))
        return round(self.points * share, 2) if share >= 0.5 else 0.0


def check(function: Callable, arguments: Sequence, expected: ArrayLike, hint: str) -> None:
    """Print what a reader's answer is worth: right, not yet with the hint, or not attempted.

    See `verdict` for the first three arguments.

    Examples
    --------
    >>> check(lambda n, k: n - k + 1, [9, 3], 7, hint="place 0 counts too")
    Right.
    """
    Checks()(function, arguments, expected, hint)
