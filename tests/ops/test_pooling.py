"""What all poolings share: slopes, numbers that are not finite, strides, refusals."""

import numpy as np
import pytest
import torch.nn.functional as F

from cnnlib import (
    avg_pool2d,
    avg_pool2d_backward,
    global_avg_pool2d,
    global_avg_pool2d_backward,
    global_max_pool2d,
    global_max_pool2d_backward,
    lp_pool2d,
    lp_pool2d_backward,
    max_pool2d,
    max_pool2d_backward,
)
from tests.ops.poolings import X
from tests.oracle import refused, same_as_torch, same_gradients, slopes


@pytest.mark.parametrize(
    ("forward", "backward", "options"),
    [
        (max_pool2d, max_pool2d_backward, {"kernel_size": 3, "stride": 2, "padding": 1}),
        (max_pool2d, max_pool2d_backward, {"kernel_size": 2, "dilation": 2, "ceil_mode": True}),
        (avg_pool2d, avg_pool2d_backward, {"kernel_size": 3, "padding": 1, "ceil_mode": True}),
        (avg_pool2d, avg_pool2d_backward, {"kernel_size": (2, 3), "count_include_pad": False}),
        (lp_pool2d, lp_pool2d_backward, {"norm_type": 3, "kernel_size": 3, "stride": 1}),
        (global_max_pool2d, global_max_pool2d_backward, {}),
        (global_avg_pool2d, global_avg_pool2d_backward, {}),
    ],
)
def test_gradients_are_slopes(forward, backward, options):
    slopes(forward, backward, np.random.default_rng(2).uniform(1, 2, (2, 3, 7, 8)), **options)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_nan_and_infinity_pass_through(bad):
    x = np.random.default_rng(0).normal(size=(2, 2, 7, 7)).round()
    x[0, 0, 2:5, 3:6] = bad
    x[1] = -np.inf
    same_as_torch(max_pool2d, F.max_pool2d, x, 3, 2, 1, return_indices=True)
    same_as_torch(avg_pool2d, F.avg_pool2d, x, 3, 2, 1)
    assert same_gradients(max_pool2d_backward, F.max_pool2d, x, 3, 2, 1)
    for p in (1, 2, np.inf):
        same_as_torch(lp_pool2d, F.lp_pool2d, x, p, 3, 2)
        assert same_gradients(lp_pool2d_backward, F.lp_pool2d, x, p, 3, 2)


def test_no_stride_is_the_kernel():
    for stride in (None, (), []):
        same_as_torch(max_pool2d, F.max_pool2d, X, (1, 3), stride)
        same_as_torch(avg_pool2d, F.avg_pool2d, X, (1, 3), stride)


@pytest.mark.parametrize(
    "x", [X[0, 0], X[None], X[:, :0], X[:, :, :0], X[:0, :, :, :0], X > 1, X.astype(complex)]
)
def test_inputs_that_are_refused(x):
    for ours, theirs in ((max_pool2d, F.max_pool2d), (avg_pool2d, F.avg_pool2d)):
        assert isinstance(same_as_torch(ours, theirs, x, 1), Exception)


@pytest.mark.filterwarnings("error")
def test_infinities_that_cancel_give_nan_without_a_warning():
    x = np.array([[[np.inf, -np.inf], [1.0, 3e38]]], np.float32)
    same_as_torch(avg_pool2d, F.avg_pool2d, x, 2)
    same_as_torch(global_avg_pool2d, lambda x: F.adaptive_avg_pool2d(x, 1), x)
    g = np.array([[[np.inf, -np.inf]]], np.float32)
    x = np.array([[[1.0, 5.0, 2.0]]], np.float32)
    assert np.isnan(max_pool2d_backward(g, x, (1, 2), 1)[0, 0, 1])
    assert np.isnan(avg_pool2d_backward(g, x, (1, 2), 1)[0, 0, 1])
    assert np.isnan(lp_pool2d_backward(g, x, np.inf, (1, 2), 1)[0, 0, 1])


def test_an_array_is_no_option():
    for pool in (max_pool2d, avg_pool2d):
        with pytest.raises(TypeError, match=r"stride must be whole numbers, got array\(\[1, 1\]\)"):
            pool(X, 2, np.array([1, 1]))


def test_backward_refuses_what_is_not_the_outputs_gradient():
    for backward in (max_pool2d_backward, avg_pool2d_backward):
        assert "(1, 1, 2, 2)" in str(refused(backward, X, X, 2))
        assert "float32" in str(refused(backward, X[:, :, :2, :2].astype("float32"), X, 2))
        assert "int64" in str(refused(backward, X[:, :, :2, :2], X.astype(int), 2))
