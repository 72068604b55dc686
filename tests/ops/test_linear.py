"""The linear layer against torch."""

import numpy as np
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st

from cnnlib import linear, linear_backward
from tests.oracle import FLOATS, cases, numbers, refused, same_as_torch, same_gradients, slopes


@cases(300)
@given(st.data(), FLOATS)
def test_linear(data, dtype):
    draw = data.draw
    inputs, outputs = draw(st.integers(0, 4)), draw(st.integers(0, 4))
    batch = draw(st.lists(st.integers(0, 3), max_size=3))
    shape = draw(st.sampled_from([(outputs, inputs), (outputs, inputs), (inputs,)]))
    x, w = numbers(draw, (*batch, inputs), dtype), numbers(draw, shape, dtype)
    b = numbers(draw, draw(st.sampled_from([outputs, outputs, 1, ()])), dtype)
    same_as_torch(linear, F.linear, x, w)
    if not isinstance(same_as_torch(linear, F.linear, x, w, b), Exception):
        assert same_gradients(linear_backward, F.linear, x, w, b)


def test_linear_refusals_and_integers():
    x, w, b = np.ones((2, 3)), np.ones((4, 3)), np.ones(4)
    same_as_torch(linear, F.linear, *(a.astype(int) for a in (x, w, b)))
    for arrays in (
        (x, w[:, :2]),
        (x, w, np.ones(3)),
        (x, w[None]),
        (x[0, 0], w),
        (x.astype("float32"), w),
        (x, w, b.astype("float32")),
        (x > 0, w > 0),
        (x.astype("uint16"), w.astype("uint16")),
    ):
        assert isinstance(same_as_torch(linear, F.linear, *map(np.asarray, arrays)), Exception)
    assert "2x3 must end in the 2 inputs" in str(refused(linear, x, w[:, :2]))
    slopes(
        linear, linear_backward, *(np.random.default_rng(0).normal(size=a.shape) for a in (x, w, b))
    )
