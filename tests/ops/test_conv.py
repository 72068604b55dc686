"""Convolutions against torch: generated cases, refusals, finite differences, blocks, memory."""

import tracemalloc

import numpy as np
import pytest
import torch.nn.functional as F
from hypothesis import assume, given
from hypothesis import strategies as st

from cnnlib import (
    conv1d,
    conv1d_backward,
    conv2d,
    conv2d_backward,
    conv2d_loops,
    conv_transpose2d,
    conv_transpose2d_backward,
)
from cnnlib.ops import _moves
from tests.oracle import cases, numbers, refused, same_as_torch, same_gradients, slopes, some

pytestmark = pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel lengths")

FLOATS = st.sampled_from(["float64", "float32"])
DTYPES = st.sampled_from(["float64", "float32", "int64"])
X, W = np.arange(9.0).reshape(1, 1, 3, 3), np.array([[[[0.0, 1.0], [2.0, 3.0]]]])


@st.composite
def convolutions(draw, dtypes, axes=2, transposed=False, cells=(0, 9)):
    """Draw (input, weight, bias) and options, most of them valid, some that torch refuses."""
    groups, per_in, per_out = (draw(st.integers(1, 3)) for _ in range(3))
    kernel = [draw(st.integers(1, 4)) for _ in range(axes)]
    size = [draw(st.integers(*cells)) for _ in range(axes)]
    batch = [draw(st.integers(0, 3))] if draw(st.booleans()) else []
    dtype = draw(dtypes)
    options = {name: some(draw, 1, 3, axes) for name in ("stride", "dilation")}
    options["padding"] = some(draw, 0, 3, axes)
    options["groups"] = groups
    if transposed:
        options["output_padding"] = some(draw, 0, 2, axes)
        o = {name: np.array(value) for name, value in options.items()}
        out = (np.array(size) - 1) * o["stride"] - 2 * o["padding"] + o["output_padding"] + 1
        # an output of 0 cells is refused, by torch too, but not in its float32
        assume((out + o["dilation"] * (np.array(kernel) - 1) != 0).all())
    elif draw(st.integers(0, 4)) == 0:
        options["padding"] = draw(st.sampled_from(["same", "valid"]))
        options["stride"] = 1 if draw(st.integers(0, 9)) else options["stride"]
    channels = (groups * per_in, per_out) if transposed else (groups * per_out, per_in)
    x = numbers(draw, (*batch, groups * per_in, *size), dtype)
    w = numbers(draw, (*channels, *kernel), dtype)
    b = numbers(draw, groups * per_out, dtype) if draw(st.booleans()) else None
    return (x, w, b), options


@cases(1000)
@given(convolutions(DTYPES))
def test_conv2d(case):
    same_as_torch(conv2d, F.conv2d, *case[0], **case[1])


@cases(200)
@given(convolutions(DTYPES, cells=(0, 5)))
def test_the_loops_do_the_same(case):
    same_as_torch(conv2d_loops, F.conv2d, *case[0], **case[1])


@cases(400)
@given(convolutions(DTYPES, axes=1))
def test_conv1d(case):
    same_as_torch(conv1d, F.conv1d, *case[0], **case[1])


@cases(800)
@given(convolutions(DTYPES, transposed=True, cells=(1, 9)))
def test_conv_transpose2d(case):
    same_as_torch(conv_transpose2d, F.conv_transpose2d, *case[0], **case[1])


@cases(700)
@given(convolutions(FLOATS, cells=(3, 9)))
def test_conv2d_gradients(case):
    gradients(conv2d_backward, F.conv2d, case)


@cases(300)
@given(convolutions(FLOATS, axes=1, cells=(3, 9)))
def test_conv1d_gradients(case):
    gradients(conv1d_backward, F.conv1d, case)


@cases(500)
@given(convolutions(FLOATS, transposed=True, cells=(1, 6)))
def test_conv_transpose2d_gradients(case):
    gradients(conv_transpose2d_backward, F.conv_transpose2d, case)


def gradients(backward, theirs, case):
    """Compare with torch's; where there is no bias, put zeros, for its gradient is returned too."""
    (x, w, b), options = case
    if b is None:
        transposed = backward is conv_transpose2d_backward
        b = np.zeros(w.shape[1] * options["groups"] if transposed else len(w), x.dtype)
    same_gradients(backward, theirs, x, w, b, **options)


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


@pytest.mark.parametrize("mask", [(True, False, False), (False, True, False), (False, False, True)])
def test_only_the_wanted_gradients(mask):
    rng = np.random.default_rng(0)
    x, w, g = rng.random((2, 5, 5)), rng.random((3, 2, 3, 3)), rng.random((3, 3, 3))
    every = conv2d_backward(g, x, w)
    some = conv2d_backward(g, x, w, output_mask=mask)
    for wanted, one, whole in zip(mask, some, every, strict=True):
        assert np.array_equal(one, whole) if wanted else one is None


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


def test_transposed_empty_batches_without_rows_or_with_much_output_padding():
    x, w = np.zeros((0, 3, 0, 7)), np.ones((3, 1, 4, 2))
    for options in ({"stride": 3}, {"output_padding": 1}, {"padding": 1}, {"padding": 4}):
        for x_ in (x, x[..., :0], np.zeros((0, 3, 2, 2))):
            same_as_torch(conv_transpose2d, F.conv_transpose2d, x_, w, **options)
            same_gradients(
                conv_transpose2d_backward, F.conv_transpose2d, x_, w, np.ones(1), **options
            )


def test_an_array_is_no_option():
    for convolve in (conv2d, conv2d_loops, conv_transpose2d):
        for name in ("stride", "padding", "dilation"):
            with pytest.raises(
                TypeError, match=rf"{name} must be whole numbers, got array\(\[1, 1\]"
            ):
                convolve(X, W, **{name: np.array([1, 1])})


@cases(300)
@given(
    convolutions(FLOATS, cells=(4, 9)), st.sampled_from([1, 400, 2500]), st.sampled_from([0, 128])
)
def test_how_windows_are_copied_changes_nothing(case, block, short):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_moves, "BLOCK", block)
        patch.setattr(_moves, "SHORT", short)
        same_as_torch(conv2d, F.conv2d, *case[0], **case[1])
        gradients(conv2d_backward, F.conv2d, case)


@pytest.mark.parametrize("shape", [(2, 3, 64, 70), (1, 1, 200, 300)])
def test_images_of_more_than_one_block(shape):
    w = np.random.default_rng(4).normal(size=(2, shape[1], 5, 5))
    x, b = np.random.default_rng(5).normal(size=shape), np.ones(2)
    same_as_torch(conv2d, F.conv2d, x, w, b)
    assert same_gradients(conv2d_backward, F.conv2d, x, w, b, stride=2, padding=2)


@pytest.mark.parametrize(
    ("image", "kernel"),
    [((1, 1, 512, 512), 11), ((64, 8, 56, 56), 3)],  # 122 and 55 MB, if all were copied at once
)
def test_memory_stays_small(image, kernel):
    x, w = np.ones(image, np.float32), np.ones((1, image[1], kernel, kernel), np.float32)
    tracemalloc.start()
    conv2d(x, w)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10e6


def test_inputs_are_left_alone():
    x, w, b = X.copy(), W.copy(), np.ones(1)
    y = conv2d(x, w, b)
    grads = conv2d_backward(y, x, w, b)
    y += 1
    for g in grads:
        g += 1
    assert (x == X).all() and (w == W).all() and b == 1


def test_any_memory_layout_will_do():
    x = np.random.default_rng(6).normal(size=(6, 5, 3, 2)).transpose(3, 2, 1, 0)[:, :, ::-1]
    w = np.random.default_rng(7).normal(size=(3, 2, 3, 4)).transpose(3, 2, 1, 0)[..., ::-1]
    plain = [np.ascontiguousarray(a) for a in (x, w)]
    np.testing.assert_array_equal(conv2d(x, w), conv2d(*plain))
    g = conv2d(x, w)[..., ::-1]
    for got, wanted in zip(
        conv2d_backward(g, x, w), conv2d_backward(g.copy(), *plain), strict=True
    ):
        np.testing.assert_allclose(got, wanted, rtol=1e-13)


BAD = {
    "kernel": ((X[:, :, :2, :2], np.ones((1, 1, 5, 5))), {"padding": 1}, r"kernel 5x5 is larger "
               r"than the padded input 4x4 \(input 2x2, padding 1\): add padding or use a smaller"),
    "dilated": ((X, W), {"dilation": (3, 1)}, r"kernel 4x2 \(2x2 with dilation 3x1\)"),
    "stride 0": ((X, W), {"stride": 0}, "stride must be at least 1, got 0"),
    "stride 1.0": ((X, W), {"stride": 1.0}, "stride must be whole numbers, got 1.0"),
    "stride True": ((X, W), {"stride": True}, "whole numbers, got True"),
    "stride None": ((X, W), {"stride": None}, "whole numbers, got None"),
    "stride of 3": ((X, W), {"stride": (1, 1, 1)}, "one whole number or 2 of them"),
    "stride of 0": ((X, W), {"stride": ()}, "one whole number or 2 of them"),
    "padding -1": ((X, W), {"padding": -1}, "padding must be at least 0, got -1"),
    "padding SAME": ((X, W), {"padding": "SAME"}, "'same' or 'valid', got 'SAME'"),
    "same, stride": ((X, W), {"padding": "same", "stride": 2}, "needs stride 1, got stride 2"),
    "dilation 0": ((X, W), {"dilation": 0}, "dilation must be at least 1, got 0"),
    "groups 0": ((X, W), {"groups": 0}, "groups must be at least 1"),
    "groups 2": ((X, W), {"groups": 2}, "1x1x2x2 does not divide into 2 groups"),
    "groups True": ((X, W), {"groups": True}, "whole number"),
    "channels": ((X, np.ones((2, 3, 2, 2))), {}, "input has 1 channels, .* takes 3"),
    "flat": ((X[0, 0], W), {}, r"shape \(3, 3\), but must be \(C, H, W\) or \(N, C, H, W\)"),
    "deep": ((X[None], W), {}, r"shape \(1, 1, 1, 3, 3\)"),
    "weight": ((X, W[0]), {}, r"weight has shape \(1, 2, 2\)"),
    "no kernels": ((X, W[:0]), {}, r"weight has shape \(0, 1, 2, 2\)"),
    "empty kernel": ((X, W[..., :0]), {}, r"weight has shape \(1, 1, 2, 0\)"),
    "bias": ((X, W, np.ones(2)), {}, r"bias has shape \(2,\), but must be \(1,\)"),
    "bias axes": ((X, W, np.ones((1, 1))), {}, "bias has shape"),
    "no rows": ((X[:, :, :0], W), {"padding": 1}, "only the batch may be empty"),
    "dtypes": ((X, W.astype("float32")), {}, r"input is float64 but weight is float32: .*astype"),
    "dtype of bias": ((X, W, np.ones(1, int)), {}, "but bias is int64"),
    "bool": ((X > 1, W > 1), {}, "input is bool"),
    "objects": ((X.astype(object), W), {}, "input is object"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("ours", [conv2d, conv2d_loops])
def test_refusals(name, ours):
    arrays, options, says = BAD[name]
    if name != "objects":  # which torch has no tensors of
        assert isinstance(same_as_torch(ours, F.conv2d, *arrays, **options), Exception)
    with pytest.raises((ValueError, TypeError), match=says):
        ours(*arrays, **options)


BAD_TRANSPOSED = {
    "nothing left": ((X[:, :, :1], W), {"padding": 1}, "output would be 0x2 .* use less padding"),
    "output_padding": ((X, W), {"output_padding": 1}, "output_padding 1 must be smaller than the"),
    "negative": ((X, W), {"output_padding": -1, "stride": 2}, "at least 0, got -1"),
    "same": ((X, W), {"padding": "same"}, "padding must be whole numbers, got 'same'"),
    "valid": ((X, W), {"padding": "valid"}, "padding must be whole numbers, got 'valid'"),
    "channels": ((X, np.ones((2, 1, 2, 2))), {}, "input has 1 channels, .* takes 2"),
    "groups": ((X, W), {"groups": 2}, "does not divide"),
    "bias": ((X, W, np.ones(2)), {}, r"must be \(1,\)"),
    "no rows": ((X[:, :, :0], np.ones((1, 1, 4, 4))), {"stride": 2}, "only the batch may be empty"),
}


@pytest.mark.parametrize("name", BAD_TRANSPOSED)
def test_transposed_refusals(name):
    arrays, options, says = BAD_TRANSPOSED[name]
    refusal = same_as_torch(conv_transpose2d, F.conv_transpose2d, *arrays, **options)
    assert isinstance(refusal, Exception)
    with pytest.raises((ValueError, TypeError), match=says):
        conv_transpose2d(*arrays, **options)


def test_backward_refuses_what_is_not_the_outputs_gradient():
    g = np.ones((1, 1, 2, 2))
    assert "(1, 1, 2, 2)" in str(refused(conv2d_backward, g[0], X, W))
    assert "float32" in str(refused(conv2d_backward, g.astype("float32"), X, W))
    assert "int64" in str(refused(conv2d_backward, *(a.astype(int) for a in (g, X, W))))
    assert "at least 1" in str(refused(conv2d_backward, g, X, W, stride=0))
    assert "(1, 2)" in str(refused(conv1d_backward, np.ones((1, 3)), X[0, 0, :1], W[0, :, :1]))
    assert "(1, 1, 4, 4)" in str(refused(conv_transpose2d_backward, g, X, W))
