"""Layers one after the other, and the loss at their end."""

from collections.abc import Iterator
from typing import Self, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnlib.ops.losses import losses, scores_gradient, total

from .layer import Layer, Parameter
from .layers import Conv2d


class Sequential(Layer):
    """One layer after the other.

    Examples
    --------
    >>> from cnnlib.network import Flatten, Linear, ReLU
    >>> net = Sequential(Conv2d(1, 2, 3, rng=0), ReLU(), Flatten(), Linear(8, 3, rng=1))
    >>> net(np.ones((5, 1, 4, 4), np.float32)).shape, list(net.state_dict())
    ((5, 3), ['0.weight', '0.bias', '3.weight', '3.bias'])
    """

    def __init__(self, *layers: Layer) -> None:
        self.layers = layers

    def __call__(self, x: ArrayLike) -> NDArray:
        y = np.asarray(x)
        for layer in self.layers:
            y = layer(y)
        return y

    @overload
    def backward(self, grad: NDArray) -> NDArray: ...
    @overload
    def backward(self, grad: NDArray, input_gradient: bool) -> NDArray | None: ...

    def backward(self, grad: NDArray, input_gradient: bool = True) -> NDArray | None:
        """Go back through all layers; data need no `input_gradient`, and the time can be saved."""
        first, *others = self.layers
        for layer in reversed(others):
            grad = layer.backward(grad)
        if isinstance(first, Conv2d | Sequential):  # where it is worth saving
            return first.backward(grad, input_gradient)
        return first.backward(grad)

    def numbers(self) -> Iterator[tuple[str, Parameter | NDArray]]:
        for i, layer in enumerate(self.layers):
            yield from ((f"{i}.{name}", value) for name, value in layer.numbers())

    def train(self, mode: bool = True) -> Self:
        for layer in self.layers:
            layer.train(mode)
        return super().train(mode)


class CrossEntropy:
    """The loss: :func:`cnnlib.cross_entropy` of scores (N, C) and right classes (N,).

    Examples
    --------
    >>> loss = CrossEntropy()
    >>> float(loss(np.zeros((1, 2)), np.array([0])).round(3)), loss.backward()
    (0.693, array([[-0.5,  0.5]]))
    """

    def __call__(self, scores: ArrayLike, target: ArrayLike) -> NDArray:
        self._found, self._axes = losses(scores, target), np.ndim(scores)
        return total(self._found, "mean")

    def backward(self) -> NDArray:
        """Return the gradient of the last loss for its scores."""
        one = np.ones((), self._found.log_p.dtype)
        return scores_gradient(one, self._axes, self._found)
