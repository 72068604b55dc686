"""conv2d and its loops against torch: generated cases, gradients, refusals."""

import numpy as np
import pytest
import torch.nn.functional as F
from hypothesis import given

from cnnlib import conv2d, conv2d_backward, conv2d_loops
from tests.ops.convolutions import DTYPES, W, X, convolutions, gradients
from tests.oracle import FLOATS, cases, same_as_torch

pytestmark = pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel lengths")


@cases(1000)
@given(convolutions(DTYPES))
def test_conv2d(case):
    same_as_torch(conv2d, F.conv2d, *case[0], **case[1])


@cases(200)
@given(convolutions(DTYPES, cells=(0, 5)))
def test_the_loops_do_the_same(case):
    same_as_torch(conv2d_loops, F.conv2d, *case[0], **case[1])


@cases(700)
@given(convolutions(FLOATS, cells=(3, 9)))
def test_conv2d_gradients(case):
    gradients(conv2d_backward, F.conv2d, case)


@pytest.mark.parametrize("mask", [(True, False, False), (False, True, False), (False, False, True)])
def test_only_the_wanted_gradients(mask):
    rng = np.random.default_rng(0)
    x, w, g = rng.random((2, 5, 5)), rng.random((3, 2, 3, 3)), rng.random((3, 3, 3))
    every = conv2d_backward(g, x, w)
    some = conv2d_backward(g, x, w, output_mask=mask)
    for wanted, one, whole in zip(mask, some, every, strict=True):
        assert np.array_equal(one, whole) if wanted else one is None


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
