"""Numbers of one's own: each student's checks draw different cases, and draw them again."""

from __future__ import annotations  # or the hint np.random.Generator would import numpy.random

from hashlib import blake2b

import numpy as np

_student = ""


def seed(student_id: str) -> None:
    """Say who works here; `numbers` then draws this student's cases, on every machine.

    Parameters
    ----------
    student_id : str
        What the course knows the student by. Space at its ends and capital letters do not matter.

    Raises
    ------
    TypeError
        If it is no text, since 7 and "007" would not be the same student.

    Examples
    --------
    >>> seed("ada")
    >>> first = numbers("places").integers(100, size=20)
    >>> seed(" Ada ")
    >>> bool((numbers("places").integers(100, size=20) == first).all())
    True
    >>> seed("alan")
    >>> bool((numbers("places").integers(100, size=20) == first).all())
    False
    """
    global _student
    if not isinstance(student_id, str):
        raise TypeError(f"the student id is text: write {str(student_id)!r}, with quotes")
    _student = student_id.strip().casefold()


def numbers(exercise: str) -> np.random.Generator:
    """A generator that depends on the student and on the exercise, and on nothing else.

    It starts from the first 16 bytes of the BLAKE2 hash of both texts, not from Python's `hash`,
    which differs from run to run.

    Parameters
    ----------
    exercise : str
        The exercise's name, so that two exercises draw from different streams.

    Returns
    -------
    numpy.random.Generator
        New at each call, and so from its beginning.

    Examples
    --------
    >>> seed("ada")
    >>> bool(numbers("places").random() == numbers("places").random())
    True
    >>> bool(numbers("places").random() == numbers("spread").random())
    False
    """
    text = f"{_student}\n{exercise}".encode()
    return np.random.default_rng(int.from_bytes(blake2b(text, digest_size=16).digest()))
