"""torch's layers as the tests draw them."""

import math

from hypothesis import strategies as st
from torch import nn

MODES = ("zeros", "zeros", "reflect", "replicate", "circular")
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
KINDS = ["transposed", "lp", "adaptive", "norm", "softmax", "flatten", "linear"]


class OwnConv(nn.Conv2d):
    """A subclass that runs like its parent."""


class Block(nn.Sequential):
    """A stack that others are nested in."""


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
