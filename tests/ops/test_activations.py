"""relu, sigmoid and tanh against torch."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from cnnlib import relu, relu_backward, sigmoid, sigmoid_backward, tanh, tanh_backward
from tests.oracle import SPECIAL, same_as_torch, same_gradients, slopes

CELLWISE = [
    (relu, relu_backward, F.relu),
    (sigmoid, sigmoid_backward, torch.sigmoid),
    (tanh, tanh_backward, torch.tanh),
]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(("ours", "backward", "theirs"), CELLWISE)
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_cellwise(ours, backward, theirs, dtype):
    for shape in ((), (5,), (0, 3), (2, 3, 4, 5)):
        x = np.asarray(np.random.default_rng(0).normal(size=shape)).astype(dtype)
        assert type(same_as_torch(ours, theirs, x)) is type(backward(x, x)) is np.ndarray
        assert same_gradients(backward, theirs, x)
    same_as_torch(ours, theirs, SPECIAL.astype(dtype))
    assert same_gradients(backward, theirs, SPECIAL.astype(dtype))
    for integers in ("int64", "int32", "uint8", "uint16", "bool"):
        same_as_torch(ours, theirs, np.array([0, 1, 3]).astype(integers))
    slopes(ours, backward, np.array([-2.0, -0.5, 0.5, 2.0]))
