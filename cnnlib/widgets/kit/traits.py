"""Traits that refuse nonsense with one sentence: numbers, words, texts."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import traitlets

from .limited import Limited


class Subset(Limited[list[int]], traitlets.List):
    """Some of the whole numbers from 0 to `most` - 1, or none."""

    def __init__(self, default: Sequence[int], *, most: int) -> None:
        super().__init__(default, limit={"subset": most})
        self.most = most

    def validate(self, obj: object, value: object) -> list[int]:
        numbers: list[Any] = [None]
        if isinstance(value, list | tuple | set | np.ndarray):
            numbers = list(value)
        whole = all(isinstance(n, int | np.integer) and not isinstance(n, bool) for n in numbers)
        if not whole or any(not 0 <= n < self.most for n in numbers):
            raise traitlets.TraitError(
                f"{self.name} must be some of the numbers 0 to {self.most - 1}, not {value!r:.60}"
            )
        return sorted({int(n) for n in numbers})


def _pair(
    name: str | None, value: object, limits: list[int], words: tuple[str, ...] = ()
) -> int | list[int]:
    least, most = limits
    numbers: list[Any] = list(value) if isinstance(value, list | tuple) else [value]
    whole = all(isinstance(n, int | np.integer) and not isinstance(n, bool) for n in numbers)
    if not (whole and len(numbers) in (1, 2) and least <= min(numbers) <= max(numbers) <= most):
        instead = "".join(f", or {word!r}" for word in words)
        raise traitlets.TraitError(
            f"{name} must be a whole number from {least} to {most}, "
            f"or two (rows, columns){instead}, not {value!r:.60}"
        )
    return [int(n) for n in numbers] if len(numbers) == 2 else int(numbers[0])


class Pair(Limited[int | list[int]]):
    """A whole number, or one for rows and one for columns, as torch takes them."""

    def __init__(self, default: int | list[int], *, limits: list[int]) -> None:
        super().__init__(default, limit={"pair": limits, "words": []})
        self.limits = limits  # least and most

    def validate(self, obj: object, value: object) -> int | list[int]:
        return _pair(self.name, value, self.limits)


class PairOrWord(Limited[int | list[int] | str]):
    """A `Pair`, or one of the `words`, such as "same"."""

    def __init__(
        self, default: int | list[int] | str, *, limits: list[int], words: tuple[str, ...]
    ) -> None:
        super().__init__(default, limit={"pair": limits, "words": list(words)})
        self.limits, self.words = limits, words

    def validate(self, obj: object, value: object) -> int | list[int] | str:
        if isinstance(value, str) and value in self.words:
            return value
        return _pair(self.name, value, self.limits, self.words)


def both(pair: int | list[int]) -> tuple[int, int]:
    """Return what a `Pair` holds as two numbers: for the rows and for the columns."""
    rows, columns = pair if isinstance(pair, list) else (pair, pair)
    return rows, columns


class Whole(Limited[int], traitlets.Int):
    """A whole number from `least` to `most`."""

    def __init__(self, default: int, *, limits: list[int]) -> None:
        super().__init__(default, limit={"whole": limits}, min=limits[0], max=limits[1])


class Choice(Limited[str], traitlets.Enum):
    """One of some words."""

    def __init__(self, default: str, *, words: list[str]) -> None:
        super().__init__(words, default, limit={"choice": words})


class Flag(Limited[bool], traitlets.Bool):
    """True or False."""

    def __init__(self, default: bool) -> None:
        super().__init__(default, limit={"flag": True})


class Text(Limited[str], traitlets.Unicode):
    """A text of at most `most` letters."""

    def __init__(self, default: str, *, most: int) -> None:
        super().__init__(default, limit={"text": most})
        self.most = most

    def validate(self, obj: object, value: object) -> str:
        text = super().validate(obj, value)
        if len(text) > self.most:
            raise traitlets.TraitError(
                f"{self.name} has {len(text)} letters, and at most {self.most} fit"
            )
        return text
