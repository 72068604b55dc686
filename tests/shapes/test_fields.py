"""Receptive fields against what torch's gradients reach."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from cnnlib import receptive_field, summary
from tests.oracle import cases


@cases(200)
@given(st.data())
def test_receptive_field_is_what_the_gradient_reaches(data):
    draw = data.draw
    stack = []
    for _ in range(draw(st.integers(1, 4))):
        k, s, p, d = (draw(st.integers(*limits)) for limits in ((1, 4), (1, 3), (0, 2), (1, 2)))
        if draw(st.booleans()):
            module = nn.Conv2d(1, 1, k, s, p, d, bias=False)
            nn.init.ones_(module.weight)
        else:
            module = nn.AvgPool2d(k, s, min(p, k // 2))
        stack.append(module.double())
    field = receptive_field(stack)
    x = torch.ones(1, 1, 90, 90, dtype=torch.float64, requires_grad=True)
    y = nn.Sequential(*stack)(x)
    t = (60 - field.start[0]) // field.jump[0] // 2  # an output cell well inside
    if not 0 <= t < y.shape[2]:
        return
    y[0, 0, t, t].backward()
    seen = x.grad[0, 0].nonzero()
    first = [start + t * jump for start, jump in zip(field.start, field.jump, strict=True)]
    last = [f + size - 1 for f, size in zip(first, field.size, strict=True)]
    if first[0] >= 0 and last[0] < 90:
        assert seen.min(0).values.tolist() == first and seen.max(0).values.tolist() == last
    assert [row.field for row in summary(stack, (1, 90, 90))][-1] == field


def test_one_axis():
    stack = nn.Sequential(nn.Conv1d(1, 4, 3), nn.ReLU(), nn.MaxPool1d(2), nn.Flatten())
    assert [row.shape for row in summary(stack, (1, 20))] == [(4, 18), (4, 18), (4, 9), (36,)]
    assert receptive_field(stack[:3], axes=1) == ((4,), (2,), (0,))
    with pytest.raises(ValueError, match="layer 3"):
        receptive_field(stack, axes=1)
    with pytest.raises(ValueError, match=r"layer 0 .* 1 axes, not 2: say axes=1"):
        receptive_field(stack)
