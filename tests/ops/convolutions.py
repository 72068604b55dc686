"""Convolutions as the tests draw them, and how their gradients are compared."""

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st

from cnnlib import conv_transpose2d_backward
from tests.oracle import numbers, same_gradients, some

DTYPES = st.sampled_from(["float64", "float32", "int64"])
X, W = np.arange(9.0).reshape(1, 1, 3, 3), np.array([[[[0.0, 1.0], [2.0, 3.0]]]])


@st.composite
def convolutions(draw, dtypes, axes=2, transposed=False, cells=(0, 9)):
    """Draw (input, weight, bias) and options, most of them valid, some that torch refuses."""
    groups, per_in, per_out = (draw(st.integers(1, 3)) for _ in range(3))
    kernel = [draw(st.integers(1, 4)) for _ in range(axes)]
    size = [draw(st.integers(*cells)) for _ in range(axes)]
    batch = [draw(st.integers(0, 3))] if draw(st.booleans()) else []
    dtype = draw(dtypes)
    options = {name: some(draw, 1, 3, axes) for name in ("stride", "dilation")}
    options["padding"] = some(draw, 0, 3, axes)
    options["groups"] = groups
    if transposed:
        options["output_padding"] = some(draw, 0, 2, axes)
        o = {name: np.array(value) for name, value in options.items()}
        out = (np.array(size) - 1) * o["stride"] - 2 * o["padding"] + o["output_padding"] + 1
        # an output of 0 cells is refused, by torch too, but not in its float32
        assume((out + o["dilation"] * (np.array(kernel) - 1) != 0).all())
    elif draw(st.integers(0, 4)) == 0:
        options["padding"] = draw(st.sampled_from(["same", "valid"]))
        options["stride"] = 1 if draw(st.integers(0, 9)) else options["stride"]
    channels = (groups * per_in, per_out) if transposed else (groups * per_out, per_in)
    x = numbers(draw, (*batch, groups * per_in, *size), dtype)
    w = numbers(draw, (*channels, *kernel), dtype)
    b = numbers(draw, groups * per_out, dtype) if draw(st.booleans()) else None
    return (x, w, b), options


def gradients(backward, theirs, case):
    """Compare with torch's; where there is no bias, put zeros, for its gradient is returned too."""
    (x, w, b), options = case
    if b is None:
        transposed = backward is conv_transpose2d_backward
        b = np.zeros(w.shape[1] * options["groups"] if transposed else len(w), x.dtype)
    same_gradients(backward, theirs, x, w, b, **options)
