"""What the tests of training share: digits, and two equal small networks."""

import copy

import pytest
import torch

from cnnlib.data import load_mnist
from tests.training.training_run import network


@pytest.fixture(scope="session")
def digits():
    """The first 400 training and 500 test digits, scaled to [0, 1]."""
    x_train, y_train, x_test, y_test = load_mnist()
    return (
        torch.as_tensor(x_train[:400])[:, None] / 255,
        torch.as_tensor(y_train[:400]),
        torch.as_tensor(x_test[:500])[:, None] / 255,
        torch.as_tensor(y_test[:500]),
    )


@pytest.fixture
def pair():
    """Two equal networks in the memory format of `fit`."""
    torch.manual_seed(3)
    first = network().to(memory_format=torch.channels_last)
    return first, copy.deepcopy(first)
