"""Average pooling against torch."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st

from cnnlib import avg_pool2d, avg_pool2d_backward
from tests.ops.poolings import BAD, FLOATS, X, windows
from tests.oracle import cases, same_as_torch, same_gradients


@cases(1000)
@given(windows([*FLOATS, "int64"]), st.booleans(), st.none() | st.integers(-2, 5))
def test_avg_pool2d(case, count_include_pad, divisor):
    x, options = case
    options |= {"count_include_pad": count_include_pad, "divisor_override": divisor}
    same_as_torch(avg_pool2d, F.avg_pool2d, x, **options)


@cases(600)
@given(windows(FLOATS, cells=(1, 9)), st.booleans(), st.none() | st.integers(1, 5))
def test_avg_pool2d_gradient(case, count_include_pad, divisor):
    x, options = case
    options |= {"count_include_pad": count_include_pad, "divisor_override": divisor}
    same_gradients(avg_pool2d_backward, F.avg_pool2d, x, **options)


BAD_AVG = BAD | {
    "divisor": ({"kernel_size": 2, "divisor_override": 0}, "divisor_override must not be 0"),
    "divisor large": ({"kernel_size": 2, "divisor_override": 2**63}, "fit into 64 bits, got 9223"),
    "divisor 1.5": ({"kernel_size": 2, "divisor_override": 1.5}, "whole number"),
}


@pytest.mark.parametrize("name", BAD_AVG)
def test_avg_pool2d_refusals(name):
    options, says = BAD_AVG[name]
    assert isinstance(same_as_torch(avg_pool2d, F.avg_pool2d, X, **options), Exception)
    with pytest.raises((ValueError, TypeError), match=says):
        avg_pool2d(X, **options)


def test_large_whole_numbers_keep_their_digits():
    x = np.array([[[2**60 + 3, -(2**60) - 3], [2**61 + 1, -5]]])
    for kernel, divisor in ((1, None), (1, 3), (1, -3), ((2, 1), None), ((1, 2), None)):
        expected = F.avg_pool2d(torch.from_numpy(x), kernel, divisor_override=divisor)
        got = avg_pool2d(x, kernel, divisor_override=divisor)
        assert got.tolist() == expected.tolist()  # the oracle compares as float64
