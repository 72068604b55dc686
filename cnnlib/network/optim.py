"""Optimizers: how a step is made of a gradient. Names, arguments and arithmetic are torch's."""

from collections.abc import Iterable

import numpy as np

from .layer import Parameter


class Optimizer:
    """What both optimizers have: the parameters that they move, and a learning rate."""

    def __init__(self, params: Iterable[Parameter], lr: float, weight_decay: float) -> None:
        self.params, self.lr, self.weight_decay = list(params), lr, weight_decay
        if not self.params:
            raise ValueError("there are 0 parameters to move: give net.parameters()")
        for name, value in {"lr": lr, "weight_decay": weight_decay}.items():
            if not value >= 0:
                raise ValueError(f"{name} must be at least 0, got {value}")

    def zero_grad(self) -> None:
        """Forget the gradients."""
        for parameter in self.params:
            parameter.grad = None

    def step(self) -> None:
        """Move every parameter that has a gradient."""
        for i, parameter in enumerate(self.params):
            if parameter.grad is not None:
                grad = parameter.grad
                if self.weight_decay:  # as if the loss had weight_decay/2 times the square of each
                    grad = grad + self.weight_decay * parameter.value
                parameter.value -= self._step(i, grad)

    def _step(self, i: int, grad: np.ndarray) -> np.ndarray:
        """Return by how much parameter i goes down."""
        raise NotImplementedError


class SGD(Optimizer):
    r"""Go down the gradient: :math:`v \leftarrow \mu v + g,\; w \leftarrow w - \eta v`.

    Parameters
    ----------
    params : iterable of Parameter
    lr : float
        The learning rate η.
    momentum : float
        μ, how much of the last step goes on.
    weight_decay : float

    References
    ----------
    https://docs.pytorch.org/docs/stable/generated/torch.optim.SGD.html

    Examples
    --------
    >>> w = Parameter(np.array([1.0])); w.grad = np.array([2.0])
    >>> SGD([w], lr=0.25).step(); w.value
    array([0.5])
    """

    def __init__(
        self,
        params: Iterable[Parameter],
        lr: float = 0.001,
        momentum: float = 0.0,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(params, lr, weight_decay)
        self.momentum = momentum
        self._velocity: list[np.ndarray | None] = [None] * len(self.params)

    def _step(self, i: int, grad: np.ndarray) -> np.ndarray:
        if self.momentum:
            last = self._velocity[i]
            grad = self._velocity[i] = grad if last is None else self.momentum * last + grad
        return self.lr * grad


class Adam(Optimizer):
    r"""Go down the mean gradient, measured in its own typical size.

    .. math:: m \leftarrow \beta_1 m + (1 - \beta_1) g, \quad
              v \leftarrow \beta_2 v + (1 - \beta_2) g^2, \quad
              w \leftarrow w - \eta \frac{m / (1 - \beta_1^t)}
                                         {\sqrt{v / (1 - \beta_2^t)} + \epsilon}

    Parameters
    ----------
    params : iterable of Parameter
    lr : float
        The learning rate η.
    betas : (float, float)
        How slowly the two means forget.
    eps : float
    weight_decay : float
    amsgrad : bool
        Divide by the largest v so far instead of the present one.

    References
    ----------
    Kingma and Ba, "Adam" (2015), https://arxiv.org/abs/1412.6980

    Examples
    --------
    >>> w = Parameter(np.array([1.0])); w.grad = np.array([50.0])
    >>> Adam([w], lr=0.25).step(); w.value.round(6)  # the first step has the size lr
    array([0.75])
    """

    def __init__(
        self,
        params: Iterable[Parameter],
        lr: float = 0.001,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        amsgrad: bool = False,
    ) -> None:
        super().__init__(params, lr, weight_decay)
        if not all(0 <= beta < 1 for beta in betas):
            raise ValueError(f"betas must be from 0 to below 1, got {betas}")
        self.betas, self.eps, self.amsgrad = betas, eps, amsgrad
        self._steps = [0] * len(self.params)
        self._mean, self._square, self._largest = (
            [np.zeros_like(p.value) for p in self.params] for _ in range(3)
        )

    def _step(self, i: int, grad: np.ndarray) -> np.ndarray:
        self._steps[i] += 1
        (slow, slower), t = self.betas, self._steps[i]
        mean, square = self._mean[i], self._square[i]
        mean += (1 - slow) * (grad - mean)
        square *= slower
        square += (1 - slower) * grad * grad
        if self.amsgrad:
            square = np.maximum(self._largest[i], square, out=self._largest[i])
        size = np.sqrt(square) / np.sqrt(1 - slower**t) + self.eps
        return self.lr / (1 - slow**t) * mean / size
