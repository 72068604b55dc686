"""Softmax and its logarithm against torch."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st

from cnnlib import log_softmax, log_softmax_backward, softmax, softmax_backward
from tests.oracle import (
    FLOATS,
    SPECIAL,
    cases,
    compare,
    numbers,
    refused,
    same_as_torch,
    same_gradients,
    slopes,
    tensor,
)

ALONG = [(softmax, softmax_backward, F.softmax), (log_softmax, log_softmax_backward, F.log_softmax)]


@cases(400)
@given(st.data(), st.sampled_from(ALONG), FLOATS)
def test_softmax(data, operation, dtype):
    ours, backward, theirs = operation
    shape = data.draw(st.lists(st.integers(0, 4), max_size=4))
    dim = data.draw(st.integers(-4, 3))
    x = numbers(data.draw, shape, dtype)
    if not isinstance(same_as_torch(ours, theirs, x, dim), Exception):
        assert same_gradients(backward, theirs, x, dim)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(("ours", "backward", "theirs"), ALONG)
def test_softmax_of_special_numbers(ours, backward, theirs):
    for x in (SPECIAL, SPECIAL[3:], np.array([np.inf, 1]), np.full(3, -np.inf), SPECIAL[2:]):
        same_as_torch(ours, theirs, x, 0)
        assert same_gradients(backward, theirs, x, 0)
    slopes(ours, backward, np.random.default_rng(0).normal(size=(3, 4)), dim=1)
    got = ours(np.arange(3), 0, dtype=np.float64)
    compare(got, theirs(torch.arange(3), 0, dtype=torch.float64))


@pytest.mark.parametrize(("ours", "backward", "theirs"), ALONG)
def test_softmax_in_another_dtype_gives_the_inputs_gradient(ours, backward, theirs):
    x = np.random.default_rng(0).normal(size=(2, 3)).astype("float32")
    g = np.random.default_rng(1).normal(size=(2, 3))
    scores = tensor(x).requires_grad_()
    (expected,) = torch.autograd.grad(theirs(scores, 1, dtype=torch.float64), scores, tensor(g))
    compare(ours(x, 1, dtype=np.float64), theirs(tensor(x), 1, dtype=torch.float64))
    compare(backward(g, x, 1, dtype=np.float64), expected)
    assert "int64" in str(refused(backward, g, np.ones((2, 3), int), 1, dtype=np.float64))


@pytest.mark.parametrize(("ours", "backward", "theirs"), ALONG)
@pytest.mark.parametrize("shape", [(), (3,), (2, 3), (2, 3, 4), (2, 3, 4, 2)])
def test_softmax_without_an_axis_warns_and_guesses_like_torch(ours, backward, theirs, shape):
    x = np.asarray(np.random.default_rng(0).normal(size=shape))
    with pytest.warns(UserWarning, match="dim"):
        same_as_torch(ours, theirs, x)
    with pytest.warns(UserWarning, match="dim"):
        assert same_gradients(backward, theirs, x)


@pytest.mark.parametrize(("ours", "_", "theirs"), ALONG)
def test_softmax_refusals(ours, _, theirs):
    for dtype in ("int64", "uint8", "bool"):  # of nothing torch takes integers
        same_as_torch(ours, theirs, np.ones((2, 0), dtype), 1)
    x = np.ones((2, 3))
    for arguments in ((x, 2), (x, -3), (x, 1.0), (x, True), (x, (0,)), (x.astype(int), 0)):
        assert isinstance(same_as_torch(ours, theirs, *arguments), Exception)
    assert "from -2 to 1 for 2 axes, got 2" in str(refused(ours, x, 2))
