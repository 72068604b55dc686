"""Max pooling against torch: generated cases with many ties, and who takes the gradient."""

import numpy as np
import pytest
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st

from cnnlib import max_pool2d, max_pool2d_backward
from cnnlib.ops.pooling import _maxima
from tests.ops.poolings import BAD, FLOATS, X, windows
from tests.oracle import cases, same_as_torch, same_gradients


@cases(1000)
@given(windows([*FLOATS, "int64", "uint8"], dilation=True), st.booleans())
def test_max_pool2d(case, return_indices):
    x, options = case
    same_as_torch(max_pool2d, F.max_pool2d, x, return_indices=return_indices, **options)


@cases(600)
@given(windows(FLOATS, dilation=True, cells=(2, 9)))
def test_max_pool2d_gradient(case):
    x, options = case
    same_gradients(max_pool2d_backward, F.max_pool2d, x, **options)


def test_the_first_of_equal_maxima_takes_the_gradient():
    g = max_pool2d_backward(np.ones((1, 1, 1)), np.zeros((1, 2, 2)), 2)
    assert g.tolist() == [[[1, 0], [0, 0]]]


def test_a_window_that_sees_only_padding():
    # torch names a place outside the input, and its gradient is written there: ours goes nowhere
    x = np.ones((1, 1, 1))
    same_as_torch(max_pool2d, F.max_pool2d, x, 2, 1, 1, 2, return_indices=True)
    assert max_pool2d_backward(np.ones((1, 1, 1)), x, 2, 1, 1, 2).tolist() == [[[0]]]


@pytest.mark.parametrize("options", [(2,), (3, 2, 1), ((2, 1), 1), (2, 2, 0, 2), (2, 3, 1)])
def test_a_nan_and_equal_maxima_together(options):
    x = np.random.default_rng(4).integers(0, 3, (2, 3, 8, 9)).astype(float)
    x[0, 0, :2, :2] = np.nan  # four NaN in one window, and a tie in the next: two winners too many
    x[1, :, 3, ::2] = np.nan
    same_as_torch(max_pool2d, F.max_pool2d, x, *options, return_indices=True)
    assert same_gradients(max_pool2d_backward, F.max_pool2d, x, *options)
    x = np.array([[[np.nan, 1.0, 2.0, 2.0]]])  # none wins the first window, two the second
    g = max_pool2d_backward(np.array([[[5.0, 7.0]]]), x, (1, 2))
    assert g.tolist() == [[[5, 0, 7, 0]]]


@pytest.mark.parametrize("options", [(2,), (3, 2, 1)])
def test_an_infinite_gradient_stays_at_the_maximum(options):
    x = np.arange(16.0).reshape(1, 4, 4)
    g = np.full(max_pool2d(x, *options).shape, np.inf)
    g[0, 0, 0] = np.nan
    grad = max_pool2d_backward(g, x, *options)
    assert np.isnan(grad).sum() == 1 and np.isinf(grad).sum() == 3
    assert (grad == 0).sum() == 12


@pytest.mark.parametrize("shape", [(3, 2, 7, 8), (2, 6, 6)])
def test_maxima_that_are_at_hand_need_not_be_found_again(shape):
    rng = np.random.default_rng(0)
    x = rng.integers(-3, 3, shape).astype(float)  # with many ties
    x.reshape(-1)[5] = np.nan
    y = max_pool2d(x, 2)
    g = rng.random(y.shape)
    assert np.array_equal(max_pool2d_backward(g, x, 2, output=y), max_pool2d_backward(g, x, 2))
    with pytest.raises(ValueError, match=r"output has shape .*, but the output has"):
        max_pool2d_backward(g, x, 2, output=y[..., :-1])


@cases(300)
@given(windows(FLOATS, dilation=True, cells=(2, 9)))
def test_blocks_change_nothing(case):
    x, options = case
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_maxima, "BLOCK", 50)
        same_as_torch(max_pool2d, F.max_pool2d, x, return_indices=True, **options)
        same_gradients(max_pool2d_backward, F.max_pool2d, x, **options)


def test_kernels_of_more_than_255_cells():
    x = np.random.default_rng(3).normal(size=(1, 2, 40, 20)).round()
    same_as_torch(max_pool2d, F.max_pool2d, x, (33, 17), 1, return_indices=True)
    assert same_gradients(max_pool2d_backward, F.max_pool2d, x, (33, 17), 1)


def test_padding_never_wins():
    assert max_pool2d(np.full((1, 2, 2), -5), 2, padding=1).tolist() == [[[-5, -5], [-5, -5]]]


BAD_MAX = BAD | {
    "dilation": ({"kernel_size": 2, "dilation": 0}, "dilation must be at least 1"),
    "dilated": ({"kernel_size": 3, "dilation": 3, "padding": 1}, r"7x7 \(3x3 with dilation 3\)"),
}


@pytest.mark.parametrize("name", BAD_MAX)
def test_max_pool2d_refusals(name):
    options, says = BAD_MAX[name]
    assert isinstance(same_as_torch(max_pool2d, F.max_pool2d, X, **options), Exception)
    with pytest.raises((ValueError, TypeError), match=says):
        max_pool2d(X, **options)
