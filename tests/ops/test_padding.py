"""pad against torch, in all modes, forward and backward."""

import numpy as np
import pytest
import torch.nn.functional as F
from hypothesis import assume, given
from hypothesis import strategies as st

from cnnlib import pad, pad_backward
from tests.oracle import cases, numbers, same_as_torch, same_gradients, slopes

MODES = ["constant", "reflect", "replicate", "circular"]


@cases(1500)
@given(st.data())
def test_pad(data):
    draw = data.draw
    axes = draw(st.integers(1, 3))
    shape = [draw(st.integers(0 if draw(st.integers(0, 19)) == 0 else 1, 4)) for _ in range(axes)]
    shape = [*draw(st.lists(st.integers(1, 2), min_size=0, max_size=2)), *shape]
    pads = tuple(draw(st.lists(st.integers(-2, 3), min_size=2 * axes, max_size=2 * axes)))
    mode = draw(st.sampled_from(MODES))
    if mode == "circular" and min(pads) < 0 < max(
        pads
    ):  # where torch reads memory that it never wrote
        before, after = np.array(pads[::2])[::-1], np.array(pads[1::2])[::-1]
        left = np.array(shape[-axes:]) - np.maximum(-before, 0) - np.maximum(-after, 0)
        assume((np.maximum(before, after) <= left).all() and (left > 0).all())
    x = numbers(
        draw,
        shape,
        draw(st.sampled_from(["float64", "float32", "int64", "uint8", "bool", "float16"])),
    )
    value = draw(st.sampled_from([[], [], [0], [1.5], [-0.0]]))
    y = same_as_torch(pad, F.pad, x, pads, mode, *value)
    if isinstance(y, np.ndarray) and y.dtype.char in "fd" and y.size:
        assert same_gradients(pad_backward, F.pad, x, pads, mode, *value)


@pytest.mark.parametrize("mode", MODES)
def test_gradients_are_slopes(mode):
    x = np.random.default_rng(0).normal(size=(2, 3, 4, 5))
    slopes(pad, pad_backward, x, pad=(2, 1, -1, 3), mode=mode)


VALUES = [300, -1, -1.0, -0.5, 0.5, 255.0, 255.9, 127.5, -128.5, 1.5, True, -0.0]
VALUES += [np.inf, -np.inf, np.nan, 1e300, 3.5e38, 70000.0, 2**100]


@pytest.mark.parametrize(
    "dtype", ["uint8", "int8", "int64", "bool", "float16", "float32", "float64"]
)
def test_a_value_must_fit(dtype):
    for value in VALUES:
        y = same_as_torch(pad, F.pad, np.ones((1, 2), dtype), (1, 1), value=value)
        if isinstance(y, Exception):
            assert f"does not fit into {dtype}" in str(y)
        elif dtype.startswith("float") and value == 0:
            assert np.signbit(y[0, 0]) == np.signbit(value)


def test_a_value_beyond_all_floats():
    for dtype in ("int64", "float64"):
        with pytest.raises(ValueError, match="does not fit into"):
            pad(np.ones((1, 2), dtype), (1, 1), value=10**400)


@pytest.mark.parametrize("mode", MODES)
def test_dtypes(mode):
    for dtype in ("float16", "complex64", "uint8", "uint16", "uint32", "bool"):
        same_as_torch(pad, F.pad, np.ones((1, 3), dtype), (1, 1), mode)
    for x in (np.array([["a", "b"]]), np.array([[1, None]]), np.ones((1, 2), np.longdouble)):
        with pytest.raises(TypeError, match="does not pad: convert it"):
            pad(x, (1, 1), mode)
    assert pad(np.ones((1, 2), ">f4"), (1, 1), mode).dtype == np.dtype("float32").newbyteorder("=")


@pytest.mark.filterwarnings("error")
def test_infinite_gradients_that_cancel_give_nan_without_a_warning():
    g = np.array([[np.inf, -np.inf, 1.0]])
    assert np.isnan(pad_backward(g, np.ones((1, 2)), (1, 0), "replicate")[0, 0])


def test_padding_makes_a_copy():
    x = np.ones((1, 3))
    pad(x, (0, 0))[:] = 2
    assert (x == 1).all()


X = np.ones((1, 1, 3, 3))
BAD = {
    "odd": (((1, 1, 1),), "pad has 3 numbers"),
    "long": (((1,) * 10,), "pad has 10 numbers: .* of 4 axes"),
    "one number": ((1,), r"pad must be a sequence of whole numbers, got 1: use \(1, 1\)"),
    "floats": (((1.0, 1.0),), "pad must be whole numbers"),
    "all taken": (((-2, -2),), "takes away more cells than input 1x1x3x3 has"),
    "mode": (((1, 1), "mirror"), "got 'mirror'"),
    "list": (((1, 1), ["reflect"]), r"got \['reflect'\]"),
    "value": (((1, 1, 1, 1), "reflect", 2), "'reflect' takes no value"),
    "text": (((1, 1), "constant", "a"), "value must be a number"),
    "reflect": (((3, 0, 0, 0), "reflect"), "'reflect' cannot put 3 and 0 cells around 3"),
    "circular": (((4, 0, 0, 0), "circular"), "'circular' cannot put 4 and 0 cells around 3"),
    "one axis of 4": (((1, 1), "replicate"), r"pad has 2 numbers for input 1x1x3x3: give 6 or 4"),
}


@pytest.mark.parametrize("name", BAD)
def test_refusals(name):
    arguments, says = BAD[name]
    assert isinstance(same_as_torch(pad, F.pad, X, *arguments), Exception)
    with pytest.raises((ValueError, TypeError), match=says):
        pad(X, *arguments)


def test_what_torch_leaves_undefined_is_refused():
    with pytest.raises(ValueError, match="'circular' cannot put -2 and 2 cells around 3"):
        pad(np.ones((1, 3)), (-2, 2), "circular")
