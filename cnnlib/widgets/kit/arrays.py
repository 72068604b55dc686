"""Traits that hold numbers in rows, planes or stacks, and refuse nonsense with one sentence."""

from collections.abc import Sequence

import numpy as np
import traitlets

from .limited import Limited


def _finite(name: str | None, value: object, rule: str, ndim: int) -> np.ndarray:
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


class Vector(Limited[list[float]], traitlets.List):
    """A list of numbers; takes a NumPy array too. `most` is its greatest length."""

    def __init__(self, default: Sequence[float], *, most: int) -> None:
        super().__init__(default, limit={"vector": most})
        self.most = most

    def validate(self, obj: object, value: object) -> list[float]:
        rule = f"must be a list of 1 to {self.most} finite numbers"
        array = _finite(self.name, value, rule, 1)
        if not 0 < array.size <= self.most:
            raise traitlets.TraitError(f"{self.name} {rule}, not {array.size}")
        return array.tolist()


class Matrix(Limited[list[list[float]]], traitlets.List):
    """A list of rows of numbers; takes a NumPy array too. `most` is the largest side."""

    def __init__(self, default: Sequence[Sequence[float]], *, most: int) -> None:
        super().__init__(default, limit={"matrix": most})
        self.most = most

    def validate(self, obj: object, value: object) -> list[list[float]]:
        rule = f"must be a matrix of finite numbers, from 1x1 to {self.most}x{self.most}"
        array = _finite(self.name, value, rule, 2)
        if not 0 < min(array.shape) <= max(array.shape) <= self.most:
            raise traitlets.TraitError(f"{self.name} {rule}, not {_by(array.shape)}")
        return array.tolist()


class Tensor(Limited[list[list[list[float]]]], traitlets.List):
    """A list of matrices of one size; takes a NumPy array (planes, rows, columns) too."""

    def __init__(
        self, default: Sequence[Sequence[Sequence[float]]], *, planes: int, most: int
    ) -> None:
        super().__init__(default, limit={"tensor": [planes, most]})
        self.planes, self.most = planes, most

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


class Kernels(Limited[list[list[list[list[float]]]]], traitlets.List):
    """A list of stacks of matrices, all of one size: (kernels, planes, rows, columns)."""

    def __init__(
        self,
        default: Sequence[Sequence[Sequence[Sequence[float]]]],
        *,
        kernels: int,
        planes: int,
        most: int,
    ) -> None:
        super().__init__(default, limit={"kernels": [kernels, planes, most]})
        self.bounds = (kernels, planes, most, most)

    def validate(self, obj: object, value: object) -> list[list[list[list[float]]]]:
        rule = (
            "must be kernels of one size, of finite numbers, (kernels, planes, rows, columns), "
            f"from 1x1x1x1 to {_by(self.bounds)}"
        )
        array = _finite(self.name, value, rule, 4)
        if not all(0 < n <= most for n, most in zip(array.shape, self.bounds, strict=True)):
            raise traitlets.TraitError(f"{self.name} {rule}, not {_by(array.shape)}")
        return array.tolist()
