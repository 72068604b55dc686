"""What a layer never reads: what no gradient reaches, and what is said of it."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from cnnlib import Layer, summary
from tests.oracle import cases
from tests.shapes.modules import MODES


@pytest.mark.filterwarnings("ignore")
@cases(400)
@given(st.data())
def test_what_is_dropped_is_what_no_gradient_reaches(data):
    draw = data.draw
    k, s, d = (draw(st.integers(1, high)) for high in (4, 4, 3))
    n, p = draw(st.integers(1, 14)), draw(st.integers(0, 3))
    layer = nn.Conv1d(1, 1, k, s, p, d, padding_mode=draw(st.sampled_from(MODES)))
    if draw(st.booleans()):
        layer = nn.AvgPool1d(k, s, min(p, k // 2), ceil_mode=draw(st.booleans()))
    else:
        nn.init.ones_(layer.weight)
    x = torch.ones(2, 1, n, requires_grad=True)
    try:
        y = layer(x)
        y.sum().backward()
    except RuntimeError:
        return
    missed = (x.grad[0, 0] == 0).nonzero().ravel().tolist()
    note = summary([layer], (1, n))[0].note
    if not missed:
        assert note == ""
    p, d = (p, d) if isinstance(layer, nn.Conv1d) else (layer.padding[0], 1)
    behind = (y.shape[-1] - 1) * s + d * (k - 1) + 1 - p  # the last window
    last = sum(cell >= behind for cell in missed)
    if last:
        assert f"drops the last {'cell' if last == 1 else f'{last} cells'}: " in note
    if len(missed) > last:
        assert "skips" in note or f"never reads cell{'s' * (len(missed) - last > 1)} " in note


def test_summary_says_what_is_dropped_and_why():
    def note(layer, *cells):
        return summary([layer], (1, *cells))[0].note

    pool = Layer("max pool", kernel_size=2)
    assert note(pool, 5, 6) == "drops the last row: (5 - 2)/2 = 1.5 is rounded down"
    assert note(pool, 5, 5) == "drops the last row and column: (5 - 2)/2 = 1.5 is rounded down"
    assert note(pool, 4, 6) == ""
    assert note(Layer("max pool", kernel_size=2, ceil_mode=True), 5, 5) == ""
    strided = Layer("conv", 1, kernel_size=3, stride=3)
    assert note(strided, 8, 3) == "drops the last 2 rows: (8 - 3)/3 = 1.667 is rounded down"
    assert note(strided, 9, 3) == ""
    padded = Layer("conv", 1, kernel_size=3, stride=3, padding=1)
    assert (
        note(padded, 9, 9) == "drops the last row and column: (9 + 2 - 3)/3 = 2.667 is rounded down"
    )
    assert note(padded, 8, 8) == ""  # what is not read there is padding
    assert note(Layer("conv", 1, kernel_size=1, stride=2), 5, 1) == (
        "skips 1 of every 2 rows: stride 2 is longer than the kernel's 1"
    )
    assert note(pool, 5) == "drops the last cell: (5 - 2)/2 = 1.5 is rounded down"
    assert note(pool, 4, 4, 5) == "drops the last column: (5 - 2)/2 = 1.5 is rounded down"
    dilated = Layer("conv", 1, kernel_size=2, stride=2, dilation=2)
    assert note(dilated, 7, 3) == (
        "skips 1 of every 2 rows and columns: stride 2 and dilation 2 always meet the same ones"
    )
    apart = Layer("conv", 1, kernel_size=2, dilation=3)
    assert note(apart, 4, 6) == (
        "never reads rows 1, 2: counted from 0; the kernel's cells are 3 apart"
    )
    around = Layer("conv", 1, kernel_size=2, stride=2, padding=1, padding_mode="circular")
    assert note(around, 4) == ""
