"""Vectors: correlation and convolution, every mode, kernels shorter and longer than the signal."""

import numpy as np

MODULE = "engine/vectors"
COUNT = 900


def draw(rng: np.random.Generator) -> dict:
    """Two vectors of up to twelve numbers, whole or broken, and a mode."""
    lengths = rng.integers(1, 13, 2)
    whole = rng.random() < 0.5
    signal, kernel = (rng.integers(-9, 10, n) if whole else rng.normal(size=n) for n in lengths)
    call = ["correlate", "convolve"][rng.integers(2)]
    mode = ["valid", "same", "full"][rng.integers(3)]
    return {"call": call, "args": [signal.tolist(), kernel.tolist(), mode]}


def expected(case: dict) -> np.ndarray:
    """NumPy's answer: it takes every one of them."""
    signal, kernel, mode = case["args"]
    operate = np.correlate if case["call"] == "correlate" else np.convolve
    return operate(np.array(signal, float), np.array(kernel, float), mode)
