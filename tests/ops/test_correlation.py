"""correlate and convolve against NumPy (vectors) and SciPy (matrices)."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import signal

from cnnlib import convolve, correlate
from tests.oracle import cases

MODES = ("valid", "same", "full")
DTYPES = {1: ("bool", "int64", "float32", "float64", "complex128", "uint8")}
DTYPES[2] = (
    "bool",
    "int64",
    "float32",
    "float64",
    "uint8",
)  # SciPy's valid does not conjugate if it swaps
PAIRS = {
    1: ((correlate, np.correlate), (convolve, np.convolve)),
    2: ((correlate, signal.correlate2d), (convolve, signal.convolve2d)),
}


def array(shape, dtype, seed):
    values = np.random.default_rng(seed).integers(0, 9, (2, *shape))
    return (values[0] + 1j * values[1] if dtype.startswith("c") else values[0]).astype(dtype)


@cases(1000)
@given(st.data())
def test_numpy_and_scipy_agree(data):
    draw = data.draw
    shape = st.lists(st.integers(1, 7), min_size=1, max_size=2)
    n = draw(shape)
    k = draw(st.lists(st.integers(1, 7), min_size=len(n), max_size=len(n)))
    x, kernel = (
        array(n, draw(st.sampled_from(DTYPES[len(n)])), 0),
        array(k, draw(st.sampled_from(DTYPES[len(n)])), 1),
    )
    assume(len(n) == 1 or x.dtype != bool or kernel.dtype != bool)  # SciPy refuses two of bool
    mode = draw(st.sampled_from(MODES))
    ours, theirs = draw(st.sampled_from(PAIRS[len(n)]))
    try:
        expected = theirs(x, kernel, mode)
    except ValueError:
        with pytest.raises(ValueError, match="cross"):
            ours(x, kernel, mode)
        return
    got = ours(x, kernel, mode)
    assert got.dtype == expected.dtype
    np.testing.assert_array_equal(got, expected)


def test_the_worked_case():
    x, kernel = np.arange(9).reshape(3, 3), np.array([[0, 1], [2, 3]])
    assert correlate(x, kernel).tolist() == [[19, 25], [37, 43]]
    assert convolve(x, kernel, "valid").tolist() == correlate(x, kernel[::-1, ::-1]).tolist()


def test_default_modes_are_numpys():
    x, kernel = np.arange(5), np.array([1, 2])
    assert correlate(x, kernel).tolist() == np.correlate(x, kernel).tolist()
    assert convolve(x, kernel).tolist() == np.convolve(x, kernel).tolist()


def test_convolution_commutes():
    a, b = array((4, 6), "int64", 2), array((3, 2), "int64", 3)
    np.testing.assert_array_equal(convolve(a, b), convolve(b, a))


def test_infinity_stays_where_the_kernel_meets_it():
    y = correlate(np.array([[1.0, np.inf, 1, 1]]), np.array([[1.0, 1]]), "full")
    assert y.tolist() == [[1, np.inf, np.inf, 2, 1]]
    y = correlate(np.array([[1.0, 2]]), np.array([[np.inf, 1]]), "full")
    assert y.tolist() == [[1, np.inf, np.inf]]  # and no NaN from zeros that are not there


@pytest.mark.parametrize(
    ("x", "kernel", "mode", "says"),
    [
        ([1, 2], [[1]], "valid", "1 axes and kernel 2"),
        (np.ones((2, 2, 2)), np.ones((1, 1, 1)), "valid", "3 axes"),
        (3, 4, "valid", "0 axes"),
        ([], [1], "full", "no cells"),
        ([1], [], "full", "no cells"),
        ([1, 2], [1], "SAME", "valid, same, full"),
        (np.ones((2, 5)), np.ones((3, 1)), "valid", "2x5 and kernel 3x1"),
    ],
)
def test_refusals(x, kernel, mode, says):
    for operation in (correlate, convolve):
        with pytest.raises(ValueError, match=says):
            operation(x, kernel, mode)
