"""Transposed convolutions against torch: generated cases, gradients, refusals."""

import numpy as np
import pytest
import torch.nn.functional as F
from hypothesis import given

from cnnlib import conv_transpose2d, conv_transpose2d_backward
from tests.ops.convolutions import DTYPES, W, X, convolutions, gradients
from tests.oracle import FLOATS, cases, same_as_torch, same_gradients


@cases(800)
@given(convolutions(DTYPES, transposed=True, cells=(1, 9)))
def test_conv_transpose2d(case):
    same_as_torch(conv_transpose2d, F.conv_transpose2d, *case[0], **case[1])


@cases(500)
@given(convolutions(FLOATS, transposed=True, cells=(1, 6)))
def test_conv_transpose2d_gradients(case):
    gradients(conv_transpose2d_backward, F.conv_transpose2d, case)


def test_transposed_empty_batches_without_rows_or_with_much_output_padding():
    x, w = np.zeros((0, 3, 0, 7)), np.ones((3, 1, 4, 2))
    for options in ({"stride": 3}, {"output_padding": 1}, {"padding": 1}, {"padding": 4}):
        for x_ in (x, x[..., :0], np.zeros((0, 3, 2, 2))):
            same_as_torch(conv_transpose2d, F.conv_transpose2d, x_, w, **options)
            same_gradients(
                conv_transpose2d_backward, F.conv_transpose2d, x_, w, np.ones(1), **options
            )


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
