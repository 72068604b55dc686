"""Sizes, costs and receptive fields against torch's layers."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from cnnlib import Layer, multiply_adds, output_size, parameters, receptive_field, summary
from tests.oracle import cases, some


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
    assert output_size(np.int64(5), 2) == 4
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
        ((5, (3, 3)), {}, "kernel_size must be one whole number"),
        ((-1, 3), {}, "n must be at least 0"),
        ((5, 3), {"output_padding": 1}, "output_padding is for transposed"),
        ((5, 3), {"padding": "full"}, "got 'full'"),
        ((0, 3), {"padding": "same"}, "no size to keep"),
        ((5, 3), {"ceil_mode": 1}, "ceil_mode must be True or False"),
    ],
)
def test_refusals(arguments, options, says):
    with pytest.raises((ValueError, TypeError), match=says):
        output_size(*arguments, **options)


@st.composite
def stacks(draw, size=5):
    """Draw torch modules, most of which fit one on the other, and the shape of an input."""
    C = shape = draw(st.integers(1, 4))
    shape = (C, draw(st.integers(3, 24)), draw(st.integers(3, 24)))
    modules = []
    for _ in range(draw(st.integers(1, size))):
        kind = draw(st.sampled_from(["conv", "conv", "pool", "transposed", "relu", "norm"]))
        if kind == "relu":
            modules.append(draw(st.sampled_from([nn.ReLU(), nn.Dropout(), nn.Tanh()])))
        elif kind == "norm":
            modules.append(nn.BatchNorm2d(C, affine=draw(st.booleans())))
        elif kind == "pool":
            k = some(draw, 1, 3)
            options = {"ceil_mode": draw(st.booleans()), "padding": some(draw, 0, 1)}
            stride = draw(st.none() | st.integers(1, 4))
            modules.append(
                draw(st.sampled_from([nn.MaxPool2d, nn.AvgPool2d]))(k, stride, **options)
            )
        else:
            groups = draw(st.sampled_from([1, 1, C]))
            out = groups * draw(st.integers(1, 4))
            k = draw(st.integers(1, 4)), draw(st.integers(1, 4))
            options = {"groups": groups, "bias": draw(st.booleans())}
            if kind == "conv":
                options["padding"] = draw(st.sampled_from([0, 1, (1, 0), "valid"]))
                options["stride"], options["dilation"] = some(draw, 1, 3), draw(st.integers(1, 2))
                if draw(st.integers(0, 9)) == 0:
                    options |= {"padding": "same", "stride": 1}
                modules.append(nn.Conv2d(C, out, k, **options))
            else:
                options |= {"stride": 2, "output_padding": draw(st.integers(0, 2))}
                modules.append(nn.ConvTranspose2d(C, out, k, **options))
            C = out
    if draw(st.booleans()):
        modules.append(nn.AdaptiveAvgPool2d(draw(st.sampled_from([1, (1, 1)]))))
        modules += [nn.Flatten(), nn.Linear(C, 3)]
    return nn.Sequential(*modules), shape


@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel lengths")
@cases(300)
@given(stacks())
def test_summary_reads_torch_without_running_it(case):
    stack, shape = case
    x = torch.zeros(2, *shape)
    sizes = []
    for i, module in enumerate(stack):  # which torch fails at
        try:
            x = module(x)
        except (RuntimeError, TypeError):
            with pytest.raises(ValueError, match=rf"^layer {i} \("):
                summary(stack, shape)
            return
        sizes.append(tuple(x.shape[1:]))
    rows = summary(stack, shape)
    assert [row.shape for row in rows] == sizes
    assert rows.parameters == sum(p.numel() for p in stack.parameters()) == parameters(stack, shape)
    with FlopCounterMode(display=False) as counter:
        stack.eval()(torch.zeros(1, *shape))
    assert 2 * rows.multiply_adds == counter.get_total_flops()


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


@pytest.mark.parametrize(
    ("stack", "shape", "says"),
    [
        ([Layer("max pool", kernel_size=2), Layer("conv", 8, kernel_size=3)], (1, 5, 5),
         r"layer 1 \(conv 3x3 to 8\) cannot take 1x2x2: kernel 3x3 is larger than the padded"),
        (nn.Sequential(nn.Flatten(), nn.Linear(784, 10)), (1, 28, 20),
         r"layer 1 \(linear to 10\) cannot take 560: it takes 784"),
        ([nn.Conv2d(3, 8, 3)], (1, 28, 28), "it takes 3 channels or features, and gets 1"),
        ([Layer("linear", 2)], (1, 28, 28), "flatten first"),
        ([Layer("flatten"), Layer("max pool", kernel_size=2)], (1, 8, 8), "no axis to slide along"),
        ([Layer("conv", 3, kernel_size=3, groups=2)], (3, 8, 8), "do not divide into 2 groups"),
        ([Layer("max pool", kernel_size=3, padding=2)], (3, 8, 8), "more than half the kernel 3x3"),
        ([Layer("conv", kernel_size=3)], (3, 8, 8), "channels must be whole numbers, got None"),
        ([Layer("conv", 3)], (3, 8, 8), "kernel_size must be whole numbers, got None"),
        ([Layer("convolution", 3)], (3, 8, 8), "kind must be one of conv, transposed conv"),
        ([nn.LSTM(3, 3)], (3, 8, 8), "LSTM is not a layer that can be read: use Layer"),
        ([nn.AdaptiveAvgPool2d(2)], (3, 8, 8), "only an output size of 1"),
        ([nn.Flatten(0)], (3, 8, 8), r"only Flatten\(1, -1\)"),
        ([], (3, 0, 8), "input_shape must be at least 1"),
    ],
)  # fmt: skip
def test_impossible_stacks(stack, shape, says):
    with pytest.raises(ValueError, match=says):
        summary(stack, shape)


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


def test_one_axis():
    stack = nn.Sequential(nn.Conv1d(1, 4, 3), nn.ReLU(), nn.MaxPool1d(2), nn.Flatten())
    assert [row.shape for row in summary(stack, (1, 20))] == [(4, 18), (4, 18), (4, 9), (36,)]
    assert receptive_field(stack[:3], axes=1) == ((4,), (2,), (0,))
    with pytest.raises(ValueError, match="layer 3"):
        receptive_field(stack, axes=1)
