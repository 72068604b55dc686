"""Traits that refuse nonsense with one sentence, and say in `limit` what they take.

The front end reads the limits too: what a reader types, or puts into the page's address, is held
to the same rules (see link.mjs).
"""

import numpy as np
import traitlets


def _finite(name: str, value: object, rule: str, ndim: int) -> np.ndarray:
    try:
        array = np.asarray(value)
    except ValueError:  # rows of different lengths
        array = np.asarray(None)
    if array.dtype.kind not in "iuf" or array.ndim != ndim:
        raise traitlets.TraitError(f"{name} {rule}, not {type(value).__name__} {value!r:.60}")
    if not np.isfinite(array).all():
        raise traitlets.TraitError(f"{name} {rule}: it holds infinity or NaN")
    return array


def _by(shape: tuple[int, ...]) -> str:
    return "x".join(map(str, shape))


class Vector(traitlets.List):
    """A list of numbers; takes a NumPy array too. `most` is its greatest length."""

    def __init__(self, *args: object, most: int, **options: object) -> None:
        self.most, self.limit = most, {"vector": most}
        super().__init__(*args, **options)
        self.tag(sync=True)

    def validate(self, obj: object, value: object) -> list[float]:
        rule = f"must be a list of 1 to {self.most} finite numbers"
        array = _finite(self.name, value, rule, 1)
        if not 0 < array.size <= self.most:
            raise traitlets.TraitError(f"{self.name} {rule}, not {array.size}")
        return array.tolist()


class Matrix(traitlets.List):
    """A list of rows of numbers; takes a NumPy array too. `most` is the largest side."""

    def __init__(self, *args: object, most: int, **options: object) -> None:
        self.most, self.limit = most, {"matrix": most}
        super().__init__(*args, **options)
        self.tag(sync=True)

    def validate(self, obj: object, value: object) -> list[list[float]]:
        rule = f"must be a matrix of finite numbers, from 1x1 to {self.most}x{self.most}"
        array = _finite(self.name, value, rule, 2)
        if not 0 < min(array.shape) <= max(array.shape) <= self.most:
            raise traitlets.TraitError(f"{self.name} {rule}, not {_by(array.shape)}")
        return array.tolist()


class Tensor(traitlets.List):
    """A list of matrices of one size; takes a NumPy array (planes, rows, columns) too."""

    def __init__(self, *args: object, planes: int, most: int, **options: object) -> None:
        self.planes, self.most, self.limit = planes, most, {"tensor": [planes, most]}
        super().__init__(*args, **options)
        self.tag(sync=True)

    def validate(self, obj: object, value: object) -> list[list[list[float]]]:
        rule = (
            f"must be 1 to {self.planes} matrices of one size, of finite numbers, "
            f"each from 1x1 to {self.most}x{self.most}"
        )
        array = _finite(self.name, value, rule, 3)
        planes, *sides = array.shape
        if not (0 < planes <= self.planes and 0 < min(sides) <= max(sides) <= self.most):
            raise traitlets.TraitError(f"{self.name} {rule}, not {_by(array.shape)}")
        return array.tolist()


class Kernels(traitlets.List):
    """A list of stacks of matrices, all of one size: (kernels, planes, rows, columns)."""

    def __init__(
        self, *args: object, kernels: int, planes: int, most: int, **options: object
    ) -> None:
        self.bounds = (kernels, planes, most, most)
        self.limit = {"kernels": [kernels, planes, most]}
        super().__init__(*args, **options)
        self.tag(sync=True)

    def validate(self, obj: object, value: object) -> list[list[list[list[float]]]]:
        rule = (
            "must be kernels of one size, of finite numbers, (kernels, planes, rows, columns), "
            f"from 1x1x1x1 to {_by(self.bounds)}"
        )
        array = _finite(self.name, value, rule, 4)
        if not all(0 < n <= most for n, most in zip(array.shape, self.bounds, strict=True)):
            raise traitlets.TraitError(f"{self.name} {rule}, not {_by(array.shape)}")
        return array.tolist()


class Subset(traitlets.List):
    """Some of the whole numbers from 0 to `most` - 1, or none."""

    def __init__(self, *args: object, most: int, **options: object) -> None:
        self.most, self.limit = most, {"subset": most}
        super().__init__(*args, **options)
        self.tag(sync=True)

    def validate(self, obj: object, value: object) -> list[int]:
        numbers = list(value) if isinstance(value, list | tuple | set | np.ndarray) else [None]
        whole = all(isinstance(n, int | np.integer) and not isinstance(n, bool) for n in numbers)
        if not whole or any(not 0 <= n < self.most for n in numbers):
            raise traitlets.TraitError(
                f"{self.name} must be some of the numbers 0 to {self.most - 1}, not {value!r:.60}"
            )
        return sorted({int(n) for n in numbers})


class Pair(traitlets.TraitType):
    """A whole number, or one for rows and one for columns, as torch takes them.

    `words` are texts that it takes instead, such as "same".
    """

    def __init__(
        self, default: int, *, limits: list[int], words: tuple[str, ...] = (), **options: object
    ) -> None:
        self.limits, self.words = limits, words  # least and most
        self.limit = {"pair": limits, "words": list(words)}
        super().__init__(default, **options)
        self.tag(sync=True)

    def validate(self, obj: object, value: object) -> int | list[int] | str:
        if isinstance(value, str) and value in self.words:
            return value
        least, most = self.limits
        numbers = list(value) if isinstance(value, list | tuple) else [value]
        whole = all(isinstance(n, int | np.integer) and not isinstance(n, bool) for n in numbers)
        if not (whole and len(numbers) in (1, 2) and least <= min(numbers) <= max(numbers) <= most):
            words = "".join(f", or {word!r}" for word in self.words)
            raise traitlets.TraitError(
                f"{self.name} must be a whole number from {least} to {most}, "
                f"or two (rows, columns){words}, not {value!r:.60}"
            )
        return [int(n) for n in numbers] if len(numbers) == 2 else int(numbers[0])


class Whole(traitlets.Int):
    """A whole number from `least` to `most`."""

    def __init__(self, default: int, *, limits: list[int], **options: object) -> None:
        self.limit = {"whole": limits}
        super().__init__(default, min=limits[0], max=limits[1], **options)
        self.tag(sync=True)


class Choice(traitlets.Enum):
    """One of some words."""

    def __init__(self, default: str, *, words: list[str], **options: object) -> None:
        self.limit = {"choice": words}
        super().__init__(words, default, **options)
        self.tag(sync=True)


class Flag(traitlets.Bool):
    """True or False."""

    def __init__(self, default: bool, **options: object) -> None:
        self.limit = {"flag": True}
        super().__init__(default, **options)
        self.tag(sync=True)


class Text(traitlets.Unicode):
    """A text of at most `most` letters."""

    def __init__(self, default: str, *, most: int, **options: object) -> None:
        self.most, self.limit = most, {"text": most}
        super().__init__(default, **options)
        self.tag(sync=True)

    def validate(self, obj: object, value: object) -> str:
        text = super().validate(obj, value)
        if len(text) > self.most:
            raise traitlets.TraitError(
                f"{self.name} has {len(text)} letters, and at most {self.most} fit"
            )
        return text
