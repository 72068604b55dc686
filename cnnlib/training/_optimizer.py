"""Which weights an optimizer moves: they must be the model's, and some must be free to move."""

from torch import nn
from torch.optim import LBFGS, Optimizer


def check_optimizer(optimizer: Optimizer, model: nn.Module) -> None:
    """Refuse an optimizer that could not train this model."""
    if not isinstance(optimizer, Optimizer) or isinstance(optimizer, LBFGS):
        found = optimizer.__name__ if isinstance(optimizer, type) else type(optimizer).__name__
        raise TypeError(
            f"optimizer is {found}: give one that is built, such as "
            "torch.optim.SGD(model.parameters(), lr=0.1), and steps on one gradient a batch"
        )
    own = set(model.parameters())
    weights = [weight for group in optimizer.param_groups for weight in group["params"]]
    if any(weight not in own for weight in weights):
        raise ValueError(
            "the optimizer has another model's weights: build it on this model's, "
            "after the last change of its layers"
        )
    if not any(weight.requires_grad for weight in weights):
        raise ValueError(
            "all weights of the optimizer are frozen, so nothing would be learned: call "
            "requires_grad_(True), the method, on the layers that shall learn"
        )
