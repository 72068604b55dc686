"""What all convolutions share: slopes, numbers that are not finite, empty batches, refusals."""

import numpy as np
import pytest
import torch.nn.functional as F

from cnnlib import (
    conv1d,
    conv1d_backward,
    conv2d,
    conv2d_backward,
    conv2d_loops,
    conv_transpose2d,
    conv_transpose2d_backward,
)
from tests.ops.convolutions import W, X
from tests.oracle import refused, same_as_torch, same_gradients, slopes


@pytest.mark.parametrize(
    ("forward", "backward", "shapes", "options"),
    [
        (conv2d, conv2d_backward, [(2, 4, 7, 6), (6, 2, 3, 2), 6], {"stride": (2, 1), "groups": 2}),
        (conv2d, conv2d_backward, [(3, 5, 6), (2, 3, 2, 3), 2], {"padding": "same", "dilation": 2}),
        (conv1d, conv1d_backward, [(2, 3, 9), (2, 3, 4), 2], {"stride": 3, "padding": 2}),
        (
            conv_transpose2d,
            conv_transpose2d_backward,
            [(2, 4, 3, 4), (4, 3, 3, 2), 6],
            {"stride": 2, "padding": 1, "output_padding": 1, "groups": 2},
        ),
    ],
)
def test_gradients_are_slopes(forward, backward, shapes, options):
    slopes(forward, backward, *(np.random.default_rng(0).normal(size=s) for s in shapes), **options)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("theirs", [F.conv2d, F.conv_transpose2d])
def test_nan_and_infinity_pass_through(dtype, theirs):
    ours = conv2d if theirs is F.conv2d else conv_transpose2d
    rng = np.random.default_rng(1)
    for bad in (np.nan, np.inf, -np.inf):
        x = rng.normal(size=(2, 3, 6, 6)).astype(dtype)
        w = rng.normal(size=(3, 3, 3, 3)).astype(dtype)
        x[0, 1, 2, 3] = bad
        same_as_torch(ours, theirs, x, w, padding=1)
        w[1, 2, 0, 0] = bad  # against zero padding torch's float32 and float64 differ here
        same_as_torch(ours, theirs, x, w)


@pytest.mark.filterwarnings("error")
def test_infinities_that_cancel_give_nan_without_a_warning():
    x, w, b = np.full((1, 1, 1, 1), np.inf), np.ones((1, 1, 1, 1)), np.array([-np.inf])
    for ours in (conv2d, conv2d_loops, conv_transpose2d):
        assert np.isnan(ours(x, w, b)).all() and np.isnan(ours(x, 0 * w)).all()
    assert np.isnan(conv1d(x[0], w[0], b)).all()
    g = np.array([[[[np.inf, -np.inf]]]])
    for backward in (conv2d_backward, conv_transpose2d_backward):
        assert np.isnan(backward(g, np.ones_like(g), w)[2])


def test_empty_batches():
    x, b = np.zeros((0, 4, 3, 3)), np.zeros(4)
    w = np.ones((4, 2, 2, 3))
    for ours, backward, theirs in (
        (conv2d, conv2d_backward, F.conv2d),
        (conv_transpose2d, conv_transpose2d_backward, F.conv_transpose2d),
    ):
        for padding in (0, 1, (0, 1)):
            options = {"stride": 2, "padding": padding, "groups": 2}
            assert same_as_torch(ours, theirs, x, w, b, **options).size == 0
            assert same_gradients(backward, theirs, x, w, b, **options)
    same_as_torch(conv2d, F.conv2d, x[:, :, :0], w, padding=2, groups=2)


def test_an_array_is_no_option():
    for convolve in (conv2d, conv2d_loops, conv_transpose2d):
        for name in ("stride", "padding", "dilation"):
            with pytest.raises(
                TypeError, match=rf"{name} must be whole numbers, got array\(\[1, 1\]"
            ):
                convolve(X, W, **{name: np.array([1, 1])})


def test_backward_refuses_what_is_not_the_outputs_gradient():
    g = np.ones((1, 1, 2, 2))
    assert "(1, 1, 2, 2)" in str(refused(conv2d_backward, g[0], X, W))
    assert "float32" in str(refused(conv2d_backward, g.astype("float32"), X, W))
    assert "int64" in str(refused(conv2d_backward, *(a.astype(int) for a in (g, X, W))))
    assert "at least 1" in str(refused(conv2d_backward, g, X, W, stride=0))
    assert "(1, 2)" in str(refused(conv1d_backward, np.ones((1, 3)), X[0, 0, :1], W[0, :, :1]))
    assert "(1, 1, 4, 4)" in str(refused(conv_transpose2d_backward, g, X, W))
