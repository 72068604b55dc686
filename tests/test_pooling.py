"""Pooling against torch: generated cases with many ties, refusals, finite differences."""

import numpy as np
import pytest
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st

from cnnlib import avg_pool2d, max_pool2d
from tests.oracle import cases, numbers, same_as_torch, some

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


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_nan_and_infinity_pass_through(bad):
    x = np.random.default_rng(0).normal(size=(2, 2, 7, 7)).round()
    x[0, 0, 2:5, 3:6] = bad
    x[1] = -np.inf
    same_as_torch(max_pool2d, F.max_pool2d, x, 3, 2, 1, return_indices=True)
    same_as_torch(avg_pool2d, F.avg_pool2d, x, 3, 2, 1)


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
    "ceil_mode": ({"kernel_size": 2, "ceil_mode": 1}, "ceil_mode must be True or False"),
}
BAD_MAX = BAD | {
    "dilation": ({"kernel_size": 2, "dilation": 0}, "dilation must be at least 1"),
    "dilated": ({"kernel_size": 3, "dilation": 3, "padding": 1}, r"7x7 \(3x3 with dilation 3\)"),
}
BAD_AVG = BAD | {
    "divisor": ({"kernel_size": 2, "divisor_override": 0}, "divisor_override must not be 0"),
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
