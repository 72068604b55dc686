"""Pooling against torch: generated cases with many ties, refusals, finite differences."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st

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
from cnnlib.ops import _maxima
from tests.oracle import cases, numbers, refused, same_as_torch, same_gradients, slopes, some

FLOATS = ["float64", "float32"]
X = np.arange(16.0).reshape(1, 1, 4, 4)


@st.composite
def windows(draw, dtypes, dilation=False, cells=(0, 9)):
    """Draw an input and the options that all poolings share."""
    batch = [draw(st.integers(0, 2))] if draw(st.booleans()) else []
    shape = (*batch, draw(st.integers(1, 3)), draw(st.integers(*cells)), draw(st.integers(*cells)))
    x = numbers(draw, shape, draw(st.sampled_from(dtypes)), whole=draw(st.booleans()))
    options = {"kernel_size": some(draw, 1, 4), "ceil_mode": draw(st.booleans())}
    options["stride"] = some(draw, 1, 4) if draw(st.booleans()) else None
    if draw(st.booleans()):
        options["padding"] = some(draw, 0, 2)
    if dilation and draw(st.booleans()):
        options["dilation"] = some(draw, 1, 3)
    return x, options


@cases(1000)
@given(windows([*FLOATS, "int64", "uint8"], dilation=True), st.booleans())
def test_max_pool2d(case, return_indices):
    x, options = case
    same_as_torch(max_pool2d, F.max_pool2d, x, return_indices=return_indices, **options)


@cases(1000)
@given(windows([*FLOATS, "int64"]), st.booleans(), st.none() | st.integers(-2, 5))
def test_avg_pool2d(case, count_include_pad, divisor):
    x, options = case
    options |= {"count_include_pad": count_include_pad, "divisor_override": divisor}
    same_as_torch(avg_pool2d, F.avg_pool2d, x, **options)


@cases(600)
@given(windows(FLOATS, dilation=True, cells=(2, 9)))
def test_max_pool2d_gradient(case):
    x, options = case
    same_gradients(max_pool2d_backward, F.max_pool2d, x, **options)


@cases(600)
@given(windows(FLOATS, cells=(1, 9)), st.booleans(), st.none() | st.integers(1, 5))
def test_avg_pool2d_gradient(case, count_include_pad, divisor):
    x, options = case
    options |= {"count_include_pad": count_include_pad, "divisor_override": divisor}
    same_gradients(avg_pool2d_backward, F.avg_pool2d, x, **options)


@cases(500)
@given(
    windows(FLOATS, cells=(1, 9)),
    st.sampled_from([2, 2.0, 4, np.inf, -np.inf, 1, 3, 1.5, 0.5, -1]),
)
def test_lp_pool2d(case, p):
    x, options = case
    options.pop("padding", None)
    if p not in (2, 4) and not np.isinf(p):  # an odd power lets signs cancel: see the next test
        x = np.abs(x) + np.array(0.1 if p < 1 else 0, x.dtype)
    same_as_torch(lp_pool2d, F.lp_pool2d, x, p, **options)
    same_gradients(lp_pool2d_backward, F.lp_pool2d, x, p, **options)


def test_lp_pool2d_of_negative_sums_and_of_integers():
    x = np.array([[[1.0, -2.0, 0.0, 0.0], [1.0, 3.0, 0.0, 0.0]]])
    for p in (1, 2, 3, 0.5, 1.5, np.float32(2), -1):
        same_as_torch(lp_pool2d, F.lp_pool2d, x, p, 2)
        same_as_torch(lp_pool2d, F.lp_pool2d, -x, p, 2)
        if p not in (0.5, -1):
            assert same_gradients(lp_pool2d_backward, F.lp_pool2d, x, p, 2)
    for p in (1, 2, 2.0, 3, 0.5, np.inf, -1, 0, "2", None):
        same_as_torch(lp_pool2d, F.lp_pool2d, np.arange(1, 17).reshape(1, 4, 4), p, 2)
        same_as_torch(lp_pool2d, F.lp_pool2d, np.ones((0, 1, 4, 4), int), p, 2)
    with pytest.raises(ValueError, match=r"norm_type -1 of int64 input: .* negative powers"):
        lp_pool2d(np.ones((1, 4, 4), int), -1, 2)


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


def test_the_first_of_equal_maxima_takes_the_gradient():
    g = max_pool2d_backward(np.ones((1, 1, 1)), np.zeros((1, 2, 2)), 2)
    assert g.tolist() == [[[1, 0], [0, 0]]]


def test_a_window_that_sees_only_padding():
    # torch names a place outside the input, and its gradient is written there: ours goes nowhere
    x = np.ones((1, 1, 1))
    same_as_torch(max_pool2d, F.max_pool2d, x, 2, 1, 1, 2, return_indices=True)
    assert max_pool2d_backward(np.ones((1, 1, 1)), x, 2, 1, 1, 2).tolist() == [[[0]]]


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


def test_no_stride_is_the_kernel():
    for stride in (None, (), []):
        same_as_torch(max_pool2d, F.max_pool2d, X, (1, 3), stride)
        same_as_torch(avg_pool2d, F.avg_pool2d, X, (1, 3), stride)


def test_kernels_of_more_than_255_cells():
    x = np.random.default_rng(3).normal(size=(1, 2, 40, 20)).round()
    same_as_torch(max_pool2d, F.max_pool2d, x, (33, 17), 1, return_indices=True)
    assert same_gradients(max_pool2d_backward, F.max_pool2d, x, (33, 17), 1)


def test_padding_never_wins():
    assert max_pool2d(np.full((1, 2, 2), -5), 2, padding=1).tolist() == [[[-5, -5], [-5, -5]]]


BAD = {
    "kernel": ({"kernel_size": 5}, "kernel 5x5 is larger than the padded input 4x4"),
    "kernel 0": ({"kernel_size": 0}, "kernel_size must be at least 1"),
    "kernel 2.0": ({"kernel_size": 2.0}, "whole numbers, got 2.0"),
    "kernel None": ({"kernel_size": None}, "whole numbers, got None"),
    "kernel of 3": ({"kernel_size": (2, 2, 2)}, "2 of them"),
    "kernel of 0": ({"kernel_size": ()}, "2 of them"),
    "stride": ({"kernel_size": 2, "stride": 0}, "stride must be at least 1"),
    "padding": ({"kernel_size": 3, "padding": 2}, "padding 2 is more than half the kernel 3x3"),
    "padding -1": ({"kernel_size": 3, "padding": -1}, "padding must be at least 0"),
    "padding same": ({"kernel_size": 3, "padding": "same"}, "whole numbers, got 'same'"),
    "padding True": ({"kernel_size": 3, "padding": True}, "whole numbers, got True"),
    "one side": ({"kernel_size": (3, 1), "padding": 1}, "more than half the kernel 3x1"),
    "large": ({"kernel_size": 2, "stride": 2**31}, "stride 2147483648x2147483648, .* below 2147"),
    "larger": ({"kernel_size": 2, "stride": 2**63}, "numbers below 2147483648"),
    "ceil_mode": ({"kernel_size": 2, "ceil_mode": 1}, "ceil_mode must be True or False"),
}
BAD_MAX = BAD | {
    "dilation": ({"kernel_size": 2, "dilation": 0}, "dilation must be at least 1"),
    "dilated": ({"kernel_size": 3, "dilation": 3, "padding": 1}, r"7x7 \(3x3 with dilation 3\)"),
}
BAD_AVG = BAD | {
    "divisor": ({"kernel_size": 2, "divisor_override": 0}, "divisor_override must not be 0"),
    "divisor large": ({"kernel_size": 2, "divisor_override": 2**63}, "fit into 64 bits, got 9223"),
    "divisor 1.5": ({"kernel_size": 2, "divisor_override": 1.5}, "whole number"),
}


@pytest.mark.parametrize("name", BAD_MAX)
def test_max_pool2d_refusals(name):
    options, says = BAD_MAX[name]
    assert isinstance(same_as_torch(max_pool2d, F.max_pool2d, X, **options), Exception)
    with pytest.raises((ValueError, TypeError), match=says):
        max_pool2d(X, **options)


@pytest.mark.parametrize("name", BAD_AVG)
def test_avg_pool2d_refusals(name):
    options, says = BAD_AVG[name]
    assert isinstance(same_as_torch(avg_pool2d, F.avg_pool2d, X, **options), Exception)
    with pytest.raises((ValueError, TypeError), match=says):
        avg_pool2d(X, **options)


@pytest.mark.parametrize(
    "x", [X[0, 0], X[None], X[:, :0], X[:, :, :0], X[:0, :, :, :0], X > 1, X.astype(complex)]
)
def test_inputs_that_are_refused(x):
    for ours, theirs in ((max_pool2d, F.max_pool2d), (avg_pool2d, F.avg_pool2d)):
        assert isinstance(same_as_torch(ours, theirs, x, 1), Exception)


def test_large_whole_numbers_keep_their_digits():
    x = np.array([[[2**60 + 3, -(2**60) - 3], [2**61 + 1, -5]]])
    for kernel, divisor in ((1, None), (1, 3), (1, -3), ((2, 1), None), ((1, 2), None)):
        expected = F.avg_pool2d(torch.from_numpy(x), kernel, divisor_override=divisor)
        got = avg_pool2d(x, kernel, divisor_override=divisor)
        assert got.tolist() == expected.tolist()  # the oracle compares as float64


def test_the_smallest_size_of_whole_numbers():
    for dtype in ("uint8", "int64"):
        x = np.array([[[3, 7], [250, 2]]], dtype)
        for p in (np.inf, -np.inf):
            same_as_torch(lp_pool2d, F.lp_pool2d, x, p, 2)
    same_as_torch(lp_pool2d, F.lp_pool2d, np.ones((1, 2, 2), np.uint8), -1, 2)


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
