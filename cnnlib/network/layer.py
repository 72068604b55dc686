"""What all layers have: forward keeps what backward needs, backward fills grad."""

from collections.abc import Iterator
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray


class Parameter:
    """Numbers that are learned: `value`, and `grad`, None until a backward pass has filled it."""

    def __init__(self, value: NDArray) -> None:
        self.value = value
        self.grad: NDArray | None = None

    def collect(self, grad: NDArray) -> None:
        """Add a gradient, as torch does, to those since the last `zero_grad`."""
        self.grad = grad if self.grad is None else self.grad + grad


class Layer:
    """What all layers have. A layer keeps the last input; its numbers are in `weight` and so on."""

    training = True

    def __call__(self, x: ArrayLike) -> NDArray:
        """Return the output for the input x, and keep what backward needs."""
        raise NotImplementedError

    def backward(self, grad: NDArray) -> NDArray:
        """Take the gradient of the output, collect the parameters', return the input's."""
        raise NotImplementedError

    def numbers(self) -> Iterator[tuple[str, Parameter | NDArray]]:
        """Yield parameters, and running statistics as plain arrays, with torch's names."""
        for name, value in vars(self).items():
            if isinstance(value, Parameter | np.ndarray) and not name.startswith("_"):
                yield name, value

    def parameters(self) -> list[Parameter]:
        """Return what an optimizer moves."""
        return [value for _, value in self.numbers() if isinstance(value, Parameter)]

    def state_dict(self) -> dict[str, NDArray]:
        """Return copies of all numbers, by torch's names."""
        return {name: _array(value).copy() for name, value in self.numbers()}

    def load_state_dict(self, state: dict[str, ArrayLike]) -> None:
        """Take over the numbers of a state_dict, torch's or ours: all of them, or none."""
        own = {name: _array(value) for name, value in self.numbers()}
        given = {name: np.asarray(value) for name, value in state.items()}
        if unlike := own.keys() ^ given.keys():
            raise ValueError(f"one of the two has no {', '.join(sorted(unlike))}: build it alike")
        for name, array in own.items():
            if given[name].shape != array.shape:
                raise ValueError(
                    f"{name} has shape {given[name].shape}, but this layer's is {array.shape}: "
                    "build the same layers"
                )
        for name, array in own.items():
            array[...] = given[name]

    def train(self, mode: bool = True) -> Self:
        """Switch dropout and batch norm to learning, or with False to use."""
        self.training = mode
        return self

    def eval(self) -> Self:
        """Switch to use: dropout rests, batch norm takes its running statistics."""
        return self.train(False)


def _array(value: Parameter | NDArray) -> NDArray:
    return value.value if isinstance(value, Parameter) else value
