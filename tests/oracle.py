"""The one judge of cnnlib: torch itself, on the same arrays."""

import numpy as np
import torch
from hypothesis import settings
from hypothesis import strategies as st

torch.set_num_threads(1)

REFUSED = (RuntimeError, TypeError, ValueError, IndexError, NotImplementedError, ZeroDivisionError)
TOLERANCE = {"float64": 1e-12, "float32": 1e-5}  # of the norm of what torch gives


def same_as_torch(ours, theirs, *args, **options):
    """Hold `ours(*args, **options)` equal to `theirs` of the same arrays, as tensors.

    Equal means shape, dtype and values; where torch refuses, `ours` must raise ValueError or
    TypeError. Returns what `ours` returned, or the exception.
    """
    try:
        expected = theirs(*map(tensor, args), **{k: tensor(v) for k, v in options.items()})
    except REFUSED as refusal:
        return refused(ours, *args, because=refusal, **options)
    got = ours(*args, **options)
    compare(got, expected)
    return got


def same_gradients(backward, theirs, *args, seed=0, **options):
    """Hold `backward(grad_output, *args, **options)` equal to torch's gradients.

    The gradients are those of every floating-point array among `args`, in their order;
    `grad_output` is drawn at random. Returns False where torch refuses the forward call.
    """
    tensors = [tensor(a) for a in args]
    learned = [t for t in tensors if isinstance(t, torch.Tensor) and t.is_floating_point()]
    for t in learned:
        t.requires_grad_()
    try:
        output = theirs(*tensors, **{k: tensor(v) for k, v in options.items()})
    except REFUSED:
        return False
    grad = (
        np.random.default_rng(seed)
        .standard_normal(output.shape)
        .astype(learned[0].numpy(force=True).dtype)
    )
    expected = torch.autograd.grad(output, learned, tensor(grad))
    got = backward(grad, *args, **options)
    compare(got if isinstance(got, tuple) else (got,), expected)
    return True


def slopes(forward, backward, *arrays, step=1e-6, **options):
    """Hold the gradients equal to what the loss does when an input is moved a little each way.

    The loss is the output's product with random numbers; each array moves along one random
    direction. No torch is asked.
    """
    rng = np.random.default_rng(0)
    grad = rng.standard_normal(np.shape(forward(*arrays, **options)))
    got = backward(grad, *arrays, **options)
    for i, gradient in enumerate(got if isinstance(got, tuple) else (got,)):
        direction = rng.standard_normal(arrays[i].shape)
        ends = []
        for sign in (1, -1):
            moved = [a + sign * step * direction if j == i else a for j, a in enumerate(arrays)]
            ends.append((grad * forward(*moved, **options)).sum())
        slope = (ends[0] - ends[1]) / (2 * step)
        assert np.isclose(slope, (gradient * direction).sum(), rtol=1e-6, atol=1e-7), i


def compare(got, expected):
    """Assert that arrays (or tuples of them) have torch's shape, dtype and values."""
    if isinstance(expected, tuple):
        assert isinstance(got, tuple) and len(got) == len(expected), (len(got), len(expected))
        for g, e in zip(got, expected, strict=True):
            compare(g, e)
        return
    expected = expected.numpy(force=True)
    assert isinstance(got, np.ndarray | np.generic), type(got)
    assert got.shape == expected.shape, f"shape {got.shape}, torch {expected.shape}"
    assert got.dtype == expected.dtype, f"dtype {got.dtype}, torch {expected.dtype}"
    finite = np.isfinite(expected)
    np.testing.assert_array_equal(np.where(finite, 0, got), np.where(finite, 0, expected))
    g, e = got[finite].astype(np.float64), expected[finite].astype(np.float64)
    error, norm = np.linalg.norm(g - e), np.linalg.norm(e)
    assert error <= TOLERANCE.get(got.dtype.name, 0) * norm, (
        f"relative error {error / (norm or 1):.1e}\nours  {got}\ntorch {expected}"
    )


def refused(ours, *args, because="", **options):
    """Assert that `ours` raises ValueError or TypeError, with a message, and return it."""
    try:
        got = ours(*args, **options)
    except (ValueError, TypeError) as refusal:
        assert str(refusal), "a refusal must say why"
        return refusal
    raise AssertionError(f"torch refuses ({because}), ours gave {got!r}")


def tensor(value):
    """Return an array as a tensor of its own; leave everything else as it is."""
    return torch.from_numpy(np.array(value)) if isinstance(value, np.ndarray) else value


# What the generated tests draw from.

FLOATS = st.sampled_from(["float64", "float32"])
SPECIAL = np.array([np.nan, np.inf, -np.inf, 0.0, -0.0, 1000.0, -1000.0, 1.0])


def cases(count):
    """Run a test on so many generated cases, the same ones every time."""
    return settings(max_examples=count, deadline=None, derandomize=True, database=None)


def numbers(draw, shape, dtype="float64", whole=False):
    """Return an array of normal numbers, or small whole ones (with many ties)."""
    values = np.random.default_rng(draw(st.integers(0, 2**16))).normal(0, 2, shape)
    return np.asarray((np.round(values) if whole else values) + 0.0, dtype)  # without any -0.0


def some(draw, low, high, axes=2):
    """Return an int for all axes, one int in a list, or a tuple with one for each axis."""
    one = st.integers(low, high)
    return draw(one | st.lists(one, min_size=1, max_size=1) | st.tuples(*[one] * axes))
