"""What every operation asks of its arrays, and what it never does with them."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from cnnlib import (
    batch_norm,
    cross_entropy,
    dropout,
    linear,
    linear_backward,
    relu,
    sigmoid,
    softmax,
    tanh,
)
from tests.ops.test_activations import CELLWISE
from tests.ops.test_softmax import ALONG
from tests.oracle import refused, same_as_torch


def test_numpy_scalars_as_options_promote_nothing() -> None:
    x, half = np.ones((4, 2), np.float32), np.float64(0.1)
    norm = batch_norm(x, np.zeros(2, np.float32), np.ones(2, np.float32), eps=half)
    loss = cross_entropy(x, np.zeros(4, int), label_smoothing=half)
    assert norm.dtype == dropout(x, half).dtype == loss.dtype == np.float32


@pytest.mark.parametrize("operation", [relu, sigmoid, tanh, dropout, lambda x: softmax(x, 0)])
def test_a_tensor_that_records_gradients_is_refused_with_the_remedy(operation):
    x = torch.ones(2, 3, requires_grad=True)
    assert r"shape (2, 3) that records gradients: give input.detach()" in str(refused(operation, x))
    assert "target.detach()" in str(refused(cross_entropy, np.ones((2, 3)), x))


@pytest.mark.filterwarnings("error")
def test_nothing_warns_of_what_is_not_finite():
    inf = np.array([[np.inf, 1.0]])
    with np.errstate(all="raise"):
        same_as_torch(linear, F.linear, inf, np.zeros((2, 2)))
        for ours, backward, theirs in CELLWISE:
            same_as_torch(ours, theirs, 100 * inf)
            backward(inf, -inf)
        for ours, _, theirs in ALONG:
            same_as_torch(ours, theirs, np.array([0.0, -1000.0]), 0)
        linear_backward(inf, inf, np.zeros((2, 2)))
