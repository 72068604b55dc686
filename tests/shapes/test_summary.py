"""Sizes, costs and receptive fields against torch's layers."""

import math

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from cnnlib import Layer, multiply_adds, output_size, parameters, receptive_field, summary
from tests.oracle import REFUSED, cases


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


class OwnConv(nn.Conv2d):
    """A subclass that runs like its parent."""


class Block(nn.Sequential):
    """A stack that others are nested in."""


CELLWISE = (
    nn.ReLU,
    nn.Tanh,
    nn.GELU,
    nn.LeakyReLU,
    nn.Softsign,
    nn.Hardshrink,
    nn.Dropout,
    nn.Dropout1d,
)
MODES = ("zeros", "zeros", "reflect", "replicate", "circular")


def module(draw, shape):
    """Draw a torch module, most likely one that takes this shape."""
    often = st.sampled_from([len(shape) - 1] * 12 + [1, 2, 3])
    d = min(max(draw(often), 1), 3)  # the axes that it slides along
    C = draw(st.sampled_from([shape[0]] * 12 + [2]))
    bias = draw(st.booleans())

    def made(name, *args, **options):
        return getattr(nn, f"{name}{d}d")(*args, **options)

    def num(low, high):  # one number, or one for each axis
        one = st.integers(low, high)
        return draw(one | st.tuples(*[one] * d) | st.lists(one, min_size=d, max_size=d))

    kind = draw(st.sampled_from(["conv"] * 4 + ["pool"] * 3 + ["any"] * 2 + KINDS))
    if kind == "conv":
        groups = draw(st.sampled_from([1, 1, C]))
        out = groups * draw(st.integers(1, 3))
        options = {"stride": num(1, 3), "padding": num(0, 3), "dilation": num(1, 2)}
        options |= {"padding_mode": draw(st.sampled_from(MODES)), "bias": bias, "groups": groups}
        if draw(st.integers(0, 5)) == 0:
            options |= {"padding": "same", "stride": 1}
        if d == 2 and draw(st.booleans()):
            return OwnConv(C, out, num(1, 4), **options)
        return made("Conv", C, out, num(1, 4), **options)
    if kind == "transposed":
        options = {"stride": num(1, 3), "padding": num(0, 1), "dilation": num(1, 2), "bias": bias}
        extra = draw(st.integers(0, 1))
        return made("ConvTranspose", C, 2, num(2, 4), output_padding=extra, **options)
    if kind == "pool":
        padding = draw(st.sampled_from([0, 0, 1, "same"])) if bias else num(0, 2)
        options = {"padding": padding, "ceil_mode": draw(st.booleans())}
        stride = num(1, 4) if draw(st.booleans()) else None
        if draw(st.booleans()):
            return made("AvgPool", num(1, 3), stride, **options)
        return made("MaxPool", num(1, 3), stride, dilation=num(1, 2), **options)
    if kind == "lp":
        return made("LPPool", 2, draw(st.integers(1, 3)), ceil_mode=draw(st.booleans()))
    if kind == "adaptive":
        some = (*(draw(st.sampled_from([1, 2, None])) for _ in range(d - 1)), 2)
        one = [1] * d if len(shape) <= d + 1 else 2  # for 1x1 alone torch takes any other axes
        size = draw(st.sampled_from([2, (1,) * (d + 1), one, some, some, None]))
        return made(draw(st.sampled_from(["AdaptiveAvgPool", "AdaptiveMaxPool"])), size)
    if kind == "norm":
        return made("BatchNorm", C, affine=bias)
    if kind == "softmax":
        dim = draw(st.integers(-3, 3) | st.none())
        return draw(st.sampled_from([nn.Softmax(dim), nn.LogSoftmax(dim), nn.Softmax2d()]))
    if kind == "flatten":
        dims = ((), (), (1, 2), (2,), (1, -2), (-1,), (3,), (0, 0))
        return nn.Flatten(*draw(st.sampled_from(dims)))
    if kind == "linear":
        inputs = draw(st.sampled_from([shape[-1], shape[-1], math.prod(shape), C]))
        return nn.Linear(inputs, 3, bias)
    return Block(nn.ReLU(), nn.Identity()) if bias else draw(st.sampled_from(CELLWISE))()


KINDS = ["transposed", "lp", "adaptive", "norm", "softmax", "flatten", "linear"]


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


class Backwards(nn.Conv2d):
    """A subclass that does what cannot be read."""

    def forward(self, x):
        return super().forward(x.flip(-1))


@pytest.mark.parametrize(
    ("stack", "shape", "says"),
    [
        ([Layer("max pool", kernel_size=2), Layer("conv", 8, kernel_size=3)], (1, 5, 5),
         r"layer 1 \(conv 3x3 to 8\) cannot take 1x2x2: kernel 3x3 is larger than the padded"),
        (nn.Sequential(nn.Conv2d(1, 16, 5), nn.Flatten(), nn.ReLU(), nn.Linear(784, 10)), (1, 9, 9),
         r"layer 3 \(linear to 10\) cannot take 400 = 16x5x5: it takes 784 features, and gets 400"),
        ([nn.Conv2d(3, 8, 3)], (1, 28, 28), "it takes 3 channels, and gets 1: let it take 1"),
        ([nn.Linear(784, 2)], (1, 28, 28),
         "it takes 784 features, and gets 28, the last axis of 1x28x28: flatten first"),
        ([Layer("flatten"), Layer("max pool", kernel_size=2)], (1, 8, 8), "no axis to slide along"),
        ([Layer("conv", 3, kernel_size=3, groups=2)], (3, 8, 8), "do not divide into 2 groups"),
        ([Layer("max pool", kernel_size=3, padding=2)], (3, 8, 8), "more than half the kernel 3x3"),
        ([Layer("max pool", kernel_size=3, padding="same")], (3, 8, 8), "numbers, got 'same'"),
        ([Layer("Lp pool", kernel_size=3, padding=1)], (3, 8, 8), "padding 1 is not for Lp pool"),
        ([Layer("average pool", kernel_size=3, dilation=2)], (3, 8, 8), "dilation 2 is for max"),
        (nn.AvgPool2d(2, divisor_override=0), (3, 8, 8), "divisor_override is 0"),
        ([Layer("conv", kernel_size=3)], (3, 8, 8), "channels must be whole numbers, got None"),
        ([Layer("conv", 3)], (3, 8, 8), "kernel_size must be whole numbers, got None"),
        ([Layer("conv", 3, kernel_size=3, ceil_mode=True)], (3, 8, 8), "ceil_mode=True is for"),
        ([Layer("conv", 3, kernel_size=3, padding_mode="edge")], (3, 8, 8), "got 'edge'"),
        ([Layer("convolution", 3)], (3, 8, 8), "kind convolution must be one of conv, tra"),
        ([Layer(None)], (3, 8, 8), "kind None must be one of"),
        ([Layer("softmax", dim=3)], (3, 8), "dim 3 is not one of the 3 axes"),
        ([nn.ReLU(), nn.LSTM(3, 3)], (3, 8, 8), r"layer 1 \(LSTM\) cannot be read"),
        ([Backwards(1, 1, 1)], (1, 8, 8), r"\(Backwards\) .* has a forward of its own"),
        (nn.MaxPool2d(2, return_indices=True), (3, 8, 8), "gives two arrays"),
        ([nn.Flatten(0)], (3, 8, 8), "start_dim 0 would join the batch"),
        ([nn.Conv1d(3, 8, 3)], (3, 8, 8), r"made for \(C, L\), and gets 3 axes"),
        ([nn.BatchNorm2d(3)], (3,), r"made for \(C, H, W\), and gets 1 axis"),
        ([nn.Conv2d(1, 1, 3, padding=3, padding_mode="reflect")], (1, 3, 9),
         "reflect padding 3 is more than the input 3x9 can fill: take at most 2x8"),
        (None, (3, 8, 8), r"layer 0 \(NoneType\) cannot be read"),
        ([], (3, 0, 8), "input_shape must be at least 1"),
        ([], (), r"input_shape must be \(C, H, W\), \(C, L\) or \(features,\), got \(\)"),
        ([], 784, "got 784"),
    ],
)  # fmt: skip
def test_impossible_stacks(stack, shape, says):
    with pytest.raises((ValueError, TypeError), match=says):
        summary(stack, shape)


def test_one_module_is_a_stack_and_a_module_twice_learns_once():
    conv = nn.Conv2d(2, 2, 3, padding=1)
    assert summary(conv, (2, 5, 5))[0].shape == (2, 5, 5)
    assert parameters(nn.ModuleList([conv, nn.Sequential(conv)]), (2, 5, 5)) == 38
    rows = summary([nn.LazyConv2d(3, 2), nn.LazyBatchNorm2d(), Layer("linear", 4)], (2, 5, 5))
    assert [row.parameters for row in rows] == [27, 6, 20]
    assert rows[2].note == "joins the last axis alone: flatten first to join all 48"
    rows = summary(nn.MaxPool2d(2), (4, 6))
    assert (rows[0].shape, rows[0].note[:33]) == ((2, 3), "there is no axis for channels: th")


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
    with pytest.raises(ValueError, match=r"layer 0 .* 1 axes, not 2: say axes=1"):
        receptive_field(stack)
