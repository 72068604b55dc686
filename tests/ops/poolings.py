"""Windows as the tests of poolings draw them, and what every pooling refuses."""

import numpy as np
from hypothesis import strategies as st

from tests.oracle import numbers, some

FLOATS = ["float64", "float32"]
X = np.arange(16.0).reshape(1, 1, 4, 4)
BAD = {
    "kernel": ({"kernel_size": 5}, "kernel 5x5 is larger than the padded input 4x4"),
    "kernel 0": ({"kernel_size": 0}, "kernel_size must be at least 1"),
    "kernel 2.0": ({"kernel_size": 2.0}, "whole numbers, got 2.0"),
    "kernel None": ({"kernel_size": None}, "whole numbers, got None"),
    "kernel of 3": ({"kernel_size": (2, 2, 2)}, "2 of them"),
    "kernel of 0": ({"kernel_size": ()}, "2 of them"),
    "stride": ({"kernel_size": 2, "stride": 0}, "stride must be at least 1"),
    "padding": ({"kernel_size": 3, "padding": 2}, "padding 2 is more than half the kernel 3x3"),
    "padding -1": ({"kernel_size": 3, "padding": -1}, "padding must be at least 0"),
    "padding same": ({"kernel_size": 3, "padding": "same"}, "whole numbers, got 'same'"),
    "padding True": ({"kernel_size": 3, "padding": True}, "whole numbers, got True"),
    "one side": ({"kernel_size": (3, 1), "padding": 1}, "more than half the kernel 3x1"),
    "large": ({"kernel_size": 2, "stride": 2**31}, "stride 2147483648x2147483648, .* below 2147"),
    "larger": ({"kernel_size": 2, "stride": 2**63}, "numbers below 2147483648"),
    "ceil_mode": ({"kernel_size": 2, "ceil_mode": 1}, "ceil_mode must be True or False"),
}


@st.composite
def windows(draw, dtypes, dilation=False, cells=(0, 9)):
    """Draw an input and the options that all poolings share."""
    batch = [draw(st.integers(0, 2))] if draw(st.booleans()) else []
    shape = (*batch, draw(st.integers(1, 3)), draw(st.integers(*cells)), draw(st.integers(*cells)))
    x = numbers(draw, shape, draw(st.sampled_from(dtypes)), whole=draw(st.booleans()))
    options = {"kernel_size": some(draw, 1, 4), "ceil_mode": draw(st.booleans())}
    options["stride"] = some(draw, 1, 4) if draw(st.booleans()) else None
    if draw(st.booleans()):
        options["padding"] = some(draw, 0, 2)
    if dilation and draw(st.booleans()):
        options["dilation"] = some(draw, 1, 3)
    return x, options
