"""Lp pooling against torch."""

import numpy as np
import pytest
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st

from cnnlib import lp_pool2d, lp_pool2d_backward
from tests.ops.poolings import FLOATS, windows
from tests.oracle import cases, same_as_torch, same_gradients


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


def test_the_smallest_size_of_whole_numbers():
    for dtype in ("uint8", "int64"):
        x = np.array([[[3, 7], [250, 2]]], dtype)
        for p in (np.inf, -np.inf):
            same_as_torch(lp_pool2d, F.lp_pool2d, x, p, 2)
    same_as_torch(lp_pool2d, F.lp_pool2d, np.ones((1, 2, 2), np.uint8), -1, 2)
