"""Output sizes against torch's."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st

from cnnlib import output_size
from tests.oracle import cases


def size_in_torch(n, k, s, p, d, ceil_mode=False, transposed=False, extra=0):
    """Return the size that torch makes, or None if it refuses."""
    x, w = torch.zeros(1, 1, n), torch.zeros(1, 1, k) if k > 0 else None
    try:
        if ceil_mode:
            return F.max_pool1d(x, k, s, p, d, ceil_mode=True).shape[-1]
        if transposed:
            return F.conv_transpose1d(x, w, None, s, p, extra, 1, d).shape[-1]
        return F.conv1d(x, w, None, s, p, d).shape[-1]
    except RuntimeError:
        return None


@cases(1000)
@given(
    st.integers(1, 12),
    st.integers(1, 5),
    st.integers(0, 4),
    st.integers(0, 3),
    st.integers(0, 3),
    st.sampled_from(["conv", "pool", "transposed"]),
    st.integers(0, 3),
)
def test_output_size(n, k, s, p, d, kind, extra):  # fmt: skip
    if kind == "pool":
        p = min(p, k // 2)  # torch refuses more; a size alone does not know that it is a pooling's
    options = {"ceil_mode": kind == "pool", "transposed": kind == "transposed"}
    expected = size_in_torch(n, k, s, p, d, extra=extra, **options)
    if kind == "transposed":
        options["output_padding"] = extra
    if not expected:  # None, or an output without cells
        with pytest.raises(ValueError):
            output_size(n, k, s, p, d, **options)
    else:
        assert output_size(n, k, s, p, d, **options) == expected


def test_one_number_or_one_for_each_axis():
    assert output_size(28, 3) == 26 and type(output_size(28, 3)) is int
    assert output_size((28, 20), (3, 5), 2, (1, 0)) == (14, 8)
    assert output_size((28,), 3) == (26,)
    assert type(output_size(np.int64(5), 2)) is int
    assert output_size(np.int8(100), np.int8(3), padding=np.int8(100)) == 298  # no int8 wraps
    assert output_size((5, 9), 4, padding="same") == (5, 9)
    assert output_size(5, 4, padding="valid") == 2


def test_the_articles_networks():
    down = [28]
    for k, s, p in ((5, 1, 2), (2, 2, 0), (5, 1, 2), (2, 2, 0)):
        down.append(output_size(down[-1], k, s, p))
    assert down == [28, 28, 14, 14, 7]
    assert output_size(32, 5) == 28 and output_size(32, 3) == 30


@pytest.mark.parametrize(
    ("arguments", "options", "says"),
    [
        (
            (2, 5),
            {"padding": 1},
            r"kernel 5 is larger than the padded input 4 \(input 2, padding 1",
        ),
        (
            ((4, 9), 5),
            {},
            r"kernel 5x5 is larger than the padded input 4x9 \(input 4x9, padding 0\)",
        ),
        ((5, 3), {"dilation": 3}, r"kernel 7 \(3 with dilation 3\) is larger"),
        (((), 3), {}, r"one for each axis, got \(\)"),
        ((5, (3, 3)), {}, "kernel_size must be one whole number"),
        ((-1, 3), {}, "n must be at least 0"),
        ((5, 3), {"output_padding": 1}, "output_padding is for transposed"),
        ((5, 3), {"padding": "full"}, "got 'full'"),
        ((0, 3), {"padding": "same"}, "no size to keep"),
        ((5, 3), {"transposed": "no"}, "transposed must be True or False, got 'no'"),
        ((5, 3), {"transposed": True, "ceil_mode": True}, "ceil_mode=True is for poolings"),
        ((5, 3), {"ceil_mode": 1}, "ceil_mode must be True or False"),
    ],
)
def test_refusals(arguments, options, says):
    with pytest.raises((ValueError, TypeError), match=says):
        output_size(*arguments, **options)
