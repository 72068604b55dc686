"""The optimizer that is given moves its weights, and those alone; frozen ones are refused."""

import math

import pytest
import torch
from torch.optim import SGD

from cnnlib.training import fit
from tests.training.article import LABELS, examples, network, weights
from tests.training.training_run import TRAIN

pytestmark = pytest.mark.usefixtures("one_thread")


def test_the_optimizer_that_is_given_is_used(digits):
    x, y = digits[:2]
    by_hand, by_default = network(), network()
    adam = torch.optim.Adam(by_hand.parameters(), lr=0.001, fused=True)
    fit(by_hand, x, y, epochs=1, optimizer=adam, seed=0, device="cpu")
    fit(by_default, x, y, epochs=1, seed=0, device="cpu")
    assert torch.equal(weights(by_hand), weights(by_default))
    frozen = network()
    sgd = torch.optim.SGD(frozen[-1].parameters(), lr=0.1)  # a part of the weights will do
    fit(frozen, x, y, epochs=1, optimizer=sgd, seed=0, device="cpu")
    assert torch.equal(frozen[0].weight, network()[0].weight)
    assert not torch.equal(frozen[-1].weight, network()[-1].weight)


def test_frozen_weights_are_refused_instead_of_learning_nothing():
    """The mistake of a published tutorial: an attribute of the layer switches nothing on."""
    model = network().requires_grad_(False)
    model[-1].requires_grad = True
    for optimizer in (None, torch.optim.SGD(model.parameters(), lr=0.1)):
        with pytest.raises(ValueError, match=r"frozen.*requires_grad_\(True\)"):
            fit(model, examples(), LABELS, epochs=1, optimizer=optimizer, device="cpu")
    model[-1].requires_grad_(True)
    fit(model, examples(), LABELS, epochs=1, device="cpu")
    assert torch.equal(model[0].weight, network()[0].weight)
    assert not torch.equal(model[-1].bias, network()[-1].bias)


def test_gradient_norms_change_nothing_and_are_those_of_the_optimizers_weights(pair):
    first, second = pair
    without = fit(first, *TRAIN, epochs=2, seed=1, device="cpu")
    history = fit(second, *TRAIN, epochs=2, seed=1, device="cpu", gradient_norm=True)
    assert without.gradient_norm == [] and len(history.gradient_norm) == len(history.loss) == 4
    assert history.loss == without.loss and torch.equal(weights(first), weights(second))
    # Nobody clears the gradients of weights that no optimizer has: they must not be counted.
    part = SGD(first[-1].parameters(), lr=0.0)
    history = fit(first, *TRAIN, epochs=3, batch_size=100, optimizer=part, gradient_norm=True)
    assert max(history.gradient_norm) < 3 * min(history.gradient_norm)
    gradients = [weight.grad for weight in first[-1].parameters()]
    norm = math.sqrt(sum(gradient.square().sum().item() for gradient in gradients))
    assert history.gradient_norm[-1] == pytest.approx(norm, rel=1e-5)
