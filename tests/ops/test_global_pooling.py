"""Global pooling against torch."""

import numpy as np
import pytest
import torch.nn.functional as F

from cnnlib import (
    global_avg_pool2d,
    global_avg_pool2d_backward,
    global_max_pool2d,
    global_max_pool2d_backward,
)
from tests.ops.poolings import FLOATS
from tests.oracle import refused, same_as_torch, same_gradients

GLOBAL = [
    (global_max_pool2d, global_max_pool2d_backward, lambda x: F.adaptive_max_pool2d(x, 1)),
    (global_avg_pool2d, global_avg_pool2d_backward, lambda x: F.adaptive_avg_pool2d(x, 1)),
]


@pytest.mark.parametrize(("ours", "backward", "theirs"), GLOBAL)
@pytest.mark.parametrize("shape", [(2, 3, 4, 5), (3, 1, 1), (0, 2, 3, 3), (1, 1, 7, 2)])
@pytest.mark.parametrize("dtype", FLOATS)
def test_global_pooling(ours, backward, theirs, shape, dtype):
    x = np.random.default_rng(1).normal(size=shape).round().astype(dtype)
    same_as_torch(ours, theirs, x)
    assert same_gradients(backward, theirs, x)
    if x.size:
        x[..., :1, :2] = np.nan
        same_as_torch(ours, theirs, x)
        assert same_gradients(backward, theirs, x)
    assert "int64" in str(refused(ours, np.ones(shape, int)))
    assert refused(ours, np.ones(3)) and same_as_torch(ours, theirs, np.ones((2, 2))) is not None


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("shape", [(2, 0, 3, 3), (2, 3, 0, 3), (3, 0, 2), (0, 2), (1, 2, 3, 4, 5)])
def test_global_pooling_of_no_cells_or_more_axes(shape):
    x = np.ones(shape, np.float32)
    same_as_torch(global_avg_pool2d, lambda x: F.adaptive_avg_pool2d(x, 1), x)
    assert same_gradients(global_avg_pool2d_backward, lambda x: F.adaptive_avg_pool2d(x, 1), x)
    same_as_torch(global_max_pool2d, lambda x: F.adaptive_max_pool2d(x, 1), x)
