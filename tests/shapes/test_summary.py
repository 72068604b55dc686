"""Shapes, parameters and costs of whole stacks against torch's."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from cnnlib import Layer, multiply_adds, parameters, summary
from tests.oracle import REFUSED, cases
from tests.shapes.modules import Block, module


@pytest.mark.filterwarnings("ignore")  # torch's, at even kernels, unnamed axes and odd dropouts
@cases(1500)
@given(st.data())
def test_summary_reads_torch_without_running_it(data):
    draw = data.draw
    shape = tuple(draw(st.lists(st.integers(1, 10), min_size=1, max_size=4)))
    x = torch.zeros(11, *shape)  # a batch that no layer takes for its channels
    stack, sizes = nn.Sequential(), []
    for _ in range(draw(st.integers(1, 5))):
        stack.append(module(draw, tuple(x.shape[1:])))
        try:
            with torch.no_grad():
                x = stack[-1](x)
        except (*REFUSED, AssertionError):
            with pytest.raises(ValueError, match=rf"^layer {len(sizes)} \(.*: .*"):
                summary(stack, shape)
            return
        if not x.numel():  # a transposed convolution that cuts off all its cells
            return
        sizes += [tuple(x.shape[1:])] * (2 if isinstance(stack[-1], Block) else 1)
    rows = summary(stack, shape)
    assert [row.shape for row in rows] == sizes
    assert rows.parameters == sum(p.numel() for p in stack.parameters()) == parameters(stack, shape)
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        stack.eval()(torch.zeros(1, *shape))
    assert 2 * rows.multiply_adds == counter.get_total_flops()


def test_the_books_networks():
    article1 = nn.Sequential(
        *(nn.Conv2d(1, 8, 3, 1, 1), nn.ReLU(), nn.MaxPool2d(2)),
        nn.Sequential(nn.Conv2d(8, 16, 3, 1, 1), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Flatten(), nn.Linear(784, 10)),
    )
    rows = summary(article1, (1, 28, 28))
    assert [row.parameters for row in rows if row.parameters] == [80, 1168, 7850]
    assert rows.parameters == 9098 and rows[5].field.size == (10, 10)
    assert "9,098" in str(rows) and "10x10" in str(rows)
    article3 = [Layer("conv", 10, kernel_size=5), Layer("relu"), Layer("max pool", kernel_size=2)]
    article3 += [Layer("flatten"), Layer("linear", 1)]
    assert parameters(article3, (3, 300, 300)) == 219_801
    article3[-1] = Layer("linear", 2)
    assert parameters(article3, (3, 300, 300)) == 438_842
    assert multiply_adds([Layer("linear", 5, bias=False)], (1024,)) == 5120
    assert parameters([Layer("linear", 5, bias=False)], (1024,)) == 5120
