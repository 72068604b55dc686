"""The checks under the exercises: right, not yet with a hint, or not attempted; never an error."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike


def check(function: Callable, arguments: Sequence, expected: ArrayLike, hint: str) -> None:
    """Call a reader's function and print what its answer is worth.

    Parameters
    ----------
    function : callable
        The reader's answer. One that still returns None or `...`, or raises
        NotImplementedError, counts as not attempted.
    arguments : sequence
        What it is called with; None or `...` among it counts as not attempted too.
    expected : array_like
        The right answer, compared in shape and, to 1e-6, in value.
    hint : str
        Said after a wrong answer.

    Examples
    --------
    >>> check(lambda n, k: n - k + 1, [9, 3], 7, hint="place 0 counts too")
    Right.
    >>> check(lambda n, k: n - k, [9, 3], 7, hint="place 0 counts too")
    Not yet: 6 where 7 is expected. Hint: place 0 counts too.
    >>> check(lambda n, k: ..., [9, 3], 7, hint="place 0 counts too")
    Not attempted yet.
    """
    hint = hint if hint.endswith((".", "?", "!")) else f"{hint}."
    try:
        open_arguments = any(value is None or value is ... for value in arguments)
        answer = None if open_arguments else function(*arguments)
        if answer is None or answer is ...:
            print("Not attempted yet.")
            return
        if np.asarray(answer).dtype.kind not in "biuf":
            raise TypeError(f"{answer!r:.60} is not a number or an array of numbers")
        answer = np.asarray(answer, dtype=float)
    except NotImplementedError:
        print("Not attempted yet.")
        return
    except Exception as error:  # whatever a reader's code throws belongs in the verdict
        print(f"Not yet: {type(error).__name__}: {error}. Hint: {hint}")
        return
    expected = np.asarray(expected, dtype=float)
    if answer.shape != expected.shape:
        wrong = f"shape {answer.shape} where {expected.shape} is expected"
    elif np.allclose(answer, expected, rtol=1e-6, atol=1e-6, equal_nan=True):
        print("Right.")
        return
    else:
        place = tuple(np.argwhere(~np.isclose(answer, expected, rtol=1e-6, atol=1e-6))[0].tolist())
        at = f" at {list(place)}" if place else ""
        wrong = f"{answer[place]:g} where {expected[place]:g} is expected{at}"
    print(f"Not yet: {wrong}. Hint: {hint}")
