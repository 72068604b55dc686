"""Whole networks are torch's: outputs, gradients, training."""

import numpy as np
import pytest
import torch
from torch import nn

from cnnlib import network as L
from cnnlib.network.optim import Adam
from tests.network.twins import article_1, close, every_layer


@pytest.mark.parametrize(("build", "shape"), [(article_1, (1, 28, 28)), (every_layer, (2, 8, 8))])
def test_outputs_and_gradients_are_torchs(build, shape: tuple[int, ...]) -> None:
    ours, theirs = build()
    rng = np.random.default_rng(0)
    x, y = rng.standard_normal((16, *shape)), rng.integers(0, 5, 16)
    tx, loss = torch.tensor(x, requires_grad=True), L.CrossEntropy()
    for _ in range(2):  # gradients add up until zero_grad, as torch's do
        value = loss(ours(x), y)
        grad_x = ours.backward(loss.backward())
        expected = nn.functional.cross_entropy(theirs(tx), torch.tensor(y))
        expected.backward()
    close(np.asarray(value), expected, 1e-13)
    close(2 * grad_x, tx.grad, 1e-13)
    for parameter, tensor in zip(ours.parameters(), theirs.parameters(), strict=True):
        close(parameter.grad, tensor.grad, 1e-13)
    x_new = rng.standard_normal((3, *shape))
    close(ours.eval()(x_new), theirs.eval()(torch.tensor(x_new)), 1e-13)  # running statistics too


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_training_follows_torch(dtype: str) -> None:
    ours, theirs = article_1(dtype)
    rng = np.random.default_rng(1)
    x, y = rng.random((40, 8, 1, 28, 28)).astype(dtype), rng.integers(0, 10, (40, 8))
    mine, other = Adam(ours.parameters()), torch.optim.Adam(theirs.parameters())
    loss, most = L.CrossEntropy(), 1e-4 if dtype == "float32" else 1e-9
    for xs, ys in zip(x, y, strict=True):
        value = loss(ours(xs), ys)
        mine.zero_grad()
        ours.backward(loss.backward())
        mine.step()
        expected = nn.functional.cross_entropy(theirs(torch.tensor(xs)), torch.tensor(ys))
        other.zero_grad()
        expected.backward()
        other.step()
        assert abs(value - expected.item()) <= most * expected.item()


def test_data_need_no_gradient() -> None:
    """Without the input's gradient all others stay as they are."""
    x, y = np.random.default_rng(1).random((4, 1, 6, 6)), np.array([0, 1, 2, 0])
    for first in ((L.Conv2d(1, 2, 3, rng=0, dtype=float), L.ReLU()), (L.AvgPool2d(1),)):
        side = 16 * 2 if len(first) == 2 else 36
        net = L.Sequential(*first, L.Flatten(), L.Linear(side, 3, rng=1, dtype=float))
        loss, grads = L.CrossEntropy(), []
        for wanted in (True, False):
            loss(net(x), y)
            for parameter in net.parameters():
                parameter.grad = None
            grad_x = net.backward(loss.backward(), input_gradient=wanted)
            grads.append([parameter.grad for parameter in net.parameters()])
            if wanted:
                assert grad_x.shape == x.shape
            elif len(first) == 2:
                assert grad_x is None
        assert all(np.array_equal(a, b) for a, b in zip(*grads, strict=True))
