"""A network of NumPy layers that learns: forward keeps what backward needs, backward fills grad.

The layers have torch's names, arguments, initialisation and state_dict, so weights go both ways::

    net.load_state_dict(model.state_dict())  # torch to NumPy
    model.load_state_dict({name: torch.from_numpy(a) for name, a in net.state_dict().items()})
"""

import math
from collections.abc import Iterator
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from . import activations as F
from ._arguments import Ints, ints, whole
from .conv import conv2d, conv2d_backward
from .loss import losses, scores_gradient, total
from .pooling import avg_pool2d, avg_pool2d_backward, max_pool2d, max_pool2d_backward

Random = np.random.Generator | int | None


class Parameter:
    """Numbers that are learned: `value`, and `grad`, None until a backward pass has filled it."""

    def __init__(self, value: NDArray) -> None:
        self.value, self.grad = value, None

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


class Conv2d(Layer):
    """:func:`cnnlib.conv2d` with a weight and bias of its own, drawn from torch's distribution.

    Examples
    --------
    >>> Conv2d(1, 8, 3, padding=1, rng=0)(np.zeros((2, 1, 5, 5), np.float32)).shape
    (2, 8, 5, 5)
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Ints,
        stride: Ints = 1,
        padding: Ints | str = 0,
        dilation: Ints = 1,
        groups: int = 1,
        bias: bool = True,
        *,
        rng: Random = None,
        dtype: DTypeLike = np.float32,
    ) -> None:
        whole("groups", groups, least=1)
        if in_channels % groups or out_channels % groups:
            raise ValueError(
                f"{in_channels} and {out_channels} channels do not divide into {groups} groups"
            )
        k = ints("kernel_size", kernel_size, least=1)
        shape = (out_channels, in_channels // groups, *k)
        self.weight, self.bias = _draw(shape, bias, rng, dtype)
        self._how = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}

    def __call__(self, x: ArrayLike) -> NDArray:
        self._x = np.asarray(x)
        return conv2d(self._x, self.weight.value, self.bias and self.bias.value, **self._how)

    def backward(self, grad: NDArray, input_gradient: bool = True) -> NDArray | None:
        mask = (input_gradient, True, self.bias is not None)
        grad_x, *rest = conv2d_backward(
            grad, self._x, self.weight.value, **self._how, output_mask=mask
        )
        for parameter, grad in zip(self.parameters(), rest, strict=False):
            parameter.collect(grad)
        return grad_x


class Linear(Layer):
    """:func:`cnnlib.linear`: every output is a weighted sum of all inputs.

    Examples
    --------
    >>> layer = Linear(784, 10, rng=0)
    >>> layer(np.zeros((2, 784), np.float32)).shape, sum(p.value.size for p in layer.parameters())
    ((2, 10), 7850)
    """

    def __init__(
        self,
        in_features: int,
        out_features: int,
        bias: bool = True,
        *,
        rng: Random = None,
        dtype: DTypeLike = np.float32,
    ) -> None:
        self.weight, self.bias = _draw((out_features, in_features), bias, rng, dtype)

    def __call__(self, x: ArrayLike) -> NDArray:
        self._x = np.asarray(x)
        return F.linear(self._x, self.weight.value, self.bias and self.bias.value)

    def backward(self, grad: NDArray) -> NDArray:
        grad_x, *rest = F.linear_backward(grad, self._x, self.weight.value)
        for parameter, grad in zip(self.parameters(), rest, strict=False):
            parameter.collect(grad)
        return grad_x


class ReLU(Layer):
    """:func:`cnnlib.relu`: what is below 0 becomes 0."""

    def __call__(self, x: ArrayLike) -> NDArray:
        self._x = np.asarray(x)
        return F.relu(self._x)

    def backward(self, grad: NDArray) -> NDArray:
        return F.relu_backward(grad, self._x)


class MaxPool2d(Layer):
    """:func:`cnnlib.max_pool2d`: the largest number of each window."""

    def __init__(
        self,
        kernel_size: Ints,
        stride: Ints | None = None,
        padding: Ints = 0,
        dilation: Ints = 1,
        ceil_mode: bool = False,
    ) -> None:
        self._how = (kernel_size, stride, padding, dilation, ceil_mode)

    def __call__(self, x: ArrayLike) -> NDArray:
        self._x = np.asarray(x)
        self._y = max_pool2d(self._x, *self._how)
        return self._y

    def backward(self, grad: NDArray) -> NDArray:
        return max_pool2d_backward(grad, self._x, *self._how, output=self._y)


class AvgPool2d(Layer):
    """:func:`cnnlib.avg_pool2d`: the mean of each window."""

    def __init__(
        self,
        kernel_size: Ints,
        stride: Ints | None = None,
        padding: Ints = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
        divisor_override: int | None = None,
    ) -> None:
        self._how = (kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override)

    def __call__(self, x: ArrayLike) -> NDArray:
        self._x = np.asarray(x)
        return avg_pool2d(self._x, *self._how)

    def backward(self, grad: NDArray) -> NDArray:
        return avg_pool2d_backward(grad, self._x, *self._how)


class BatchNorm2d(Layer):
    """:func:`cnnlib.batch_norm` of (N, C, H, W), with running statistics for use.

    Examples
    --------
    >>> layer = BatchNorm2d(2)
    >>> y = layer(np.arange(16.0, dtype=np.float32).reshape(2, 2, 2, 2))
    >>> bool(abs(y.mean()) < 1e-6), layer.running_mean
    (True, array([0.55, 0.95], dtype=float32))
    """

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float = 0.1,
        *,
        dtype: DTypeLike = np.float32,
    ) -> None:
        self.weight = Parameter(np.ones(num_features, dtype))
        self.bias = Parameter(np.zeros(num_features, dtype))
        self.running_mean, self.running_var = (
            np.zeros(num_features, dtype),
            np.ones(num_features, dtype),
        )
        self.num_batches_tracked = np.array(0)
        self._how = (momentum, eps)

    def _arguments(self) -> tuple:
        learned = (self.weight.value, self.bias.value)
        return (self.running_mean, self.running_var, *learned, self.training, *self._how)

    def __call__(self, x: ArrayLike) -> NDArray:
        self._x = np.asarray(x)
        if self._x.ndim != 4:
            raise ValueError(f"input has shape {self._x.shape}, but must be (N, C, H, W)")
        y = F.batch_norm(self._x, *self._arguments())
        self.num_batches_tracked += self.training
        return y

    def backward(self, grad: NDArray) -> NDArray:
        grad_x, grad_w, grad_b = F.batch_norm_backward(grad, self._x, *self._arguments())
        self.weight.collect(grad_w)
        self.bias.collect(grad_b)
        return grad_x


class Dropout(Layer):
    """:func:`cnnlib.dropout`: when learning, each number is 0 with probability p."""

    def __init__(self, p: float = 0.5, *, rng: Random = None) -> None:
        self._p, self._rng = p, np.random.default_rng(rng)

    def __call__(self, x: ArrayLike) -> NDArray:
        y, self._mask = F.dropout(x, self._p, self.training, rng=self._rng, return_mask=True)
        return y

    def backward(self, grad: NDArray) -> NDArray:
        return F.dropout_backward(grad, self._mask, self._p if self.training else 0.0)


class Flatten(Layer):
    """Lay each example out in one row: (N, C, H, W) to (N, C H W)."""

    def __call__(self, x: ArrayLike) -> NDArray:
        self._shape = np.shape(x)
        return np.reshape(x, (len(x), math.prod(self._shape[1:])))

    def backward(self, grad: NDArray) -> NDArray:
        return grad.reshape(self._shape)


class Sequential(Layer):
    """One layer after the other.

    Examples
    --------
    >>> net = Sequential(Conv2d(1, 2, 3, rng=0), ReLU(), Flatten(), Linear(8, 3, rng=1))
    >>> net(np.ones((5, 1, 4, 4), np.float32)).shape, list(net.state_dict())
    ((5, 3), ['0.weight', '0.bias', '3.weight', '3.bias'])
    """

    def __init__(self, *layers: Layer) -> None:
        self.layers = layers

    def __call__(self, x: ArrayLike) -> NDArray:
        for layer in self.layers:
            x = layer(x)
        return x

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
        one = np.ones((), self._found[-1].dtype)
        return scores_gradient(one, self._axes, self._found)


def _array(value: Parameter | NDArray) -> NDArray:
    return value.value if isinstance(value, Parameter) else value


def _draw(shape: tuple[int, ...], bias: bool, rng: Random, dtype: DTypeLike) -> tuple:
    """Draw a weight and a bias evenly from ±1/√(inputs of one output), as torch does."""
    rng, bound = np.random.default_rng(rng), 1 / math.sqrt(math.prod(shape[1:]))

    def drawn(*size: int) -> Parameter:
        return Parameter(rng.uniform(-bound, bound, size).astype(dtype))

    return drawn(*shape), drawn(shape[0]) if bias else None
