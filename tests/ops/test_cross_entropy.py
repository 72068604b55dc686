"""Cross entropy against torch: classes and shares, weights, smoothing, what is left out."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st

from cnnlib import cross_entropy, cross_entropy_backward
from tests.oracle import FLOATS, cases, compare, numbers, refused, same_as_torch, slopes, tensor


@st.composite
def losses(draw):
    """Draw the arguments of a cross entropy."""
    dtype = draw(FLOATS)
    C = draw(st.integers(1, 5))
    batch = draw(st.lists(st.integers(0 if draw(st.integers(0, 9)) == 0 else 1, 4), max_size=3))
    x = numbers(draw, (*batch[:1], C, *batch[1:]), dtype)
    rng = np.random.default_rng(draw(st.integers(0, 99)))
    options = {
        "reduction": draw(st.sampled_from(["mean", "sum", "none"])),
        "label_smoothing": draw(st.sampled_from([0.0, 0.1, 1.0])),
    }
    weight = rng.uniform(0.1, 1, C).astype(dtype) if draw(st.booleans()) else None
    if weight is not None and draw(st.integers(0, 3)) == 0:
        weight *= rng.random(C) < 0.5  # some classes weigh nothing
    if draw(st.integers(0, 2)) == 0:
        return (x, rng.random(x.shape).astype(dtype), weight), options
    target = rng.integers(0, C, batch)
    if draw(st.booleans()):
        options["ignore_index"] = draw(st.sampled_from([-100, 0, 1]))
        target = np.where(rng.random(batch) < 0.3, options["ignore_index"], target)
    kind = draw(st.sampled_from([np.int64] * 4 + [np.uint8]))
    return (x, np.asarray(target, np.int64).astype(kind), weight), options


@cases(1200)
@given(losses())
def test_cross_entropy(case):
    (x, target, weight), options = case
    got = same_as_torch(cross_entropy, F.cross_entropy, x, target, weight, **options)
    if isinstance(got, Exception) or (target.dtype == np.uint8 and not x.size):
        return  # torch takes an empty uint8 target, but gives it no gradient
    scores = tensor(x).requires_grad_()
    loss = F.cross_entropy(scores, tensor(target), tensor(weight), **options)
    grad = np.asarray(np.random.default_rng(0).normal(size=got.shape)).astype(x.dtype)
    (expected,) = torch.autograd.grad(loss, scores, tensor(grad))
    if (
        not np.linalg.norm(expected) <= 1e-3
    ):  # below, p - q cancels and float32 is not exact in either
        compare(cross_entropy_backward(grad, x, target, weight, **options), expected)


def test_cross_entropy_slopes():
    x, target = np.random.default_rng(0).normal(size=(4, 3, 2)), np.random.default_rng(1)
    classes, shares = target.integers(0, 3, (4, 2)), target.random((4, 3, 2))
    for t in (classes, shares):
        options = {"weight": np.array([1.0, 2.0, 0.5]), "label_smoothing": 0.2}
        slopes(
            lambda x, t=t, **o: cross_entropy(x, t, **o),
            lambda g, x, t=t, **o: cross_entropy_backward(g, x, t, **o),
            x,
            **options,
        )


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
def test_cross_entropy_at_the_edges(reduction):
    x, y = np.random.default_rng(0).normal(size=(4, 3)), np.array([0, 2, 1, 2])
    inf = np.array([[-np.inf, 1, 2], [np.inf, 0, 1], [np.nan, 0, 1], [0, 0, -np.inf]])
    for arguments in (
        (x, y.astype(np.uint8)),
        (x[:0], y[:0]),
        (x[:0], x[:0]),
        (x, np.full(4, -100)),
        (x[0], y[:1]),
        (inf, y),
        (inf, np.array([1, 1, -100, 2])),
        (inf, np.abs(x)),
        (x, y, np.zeros(3)),
        (x, np.abs(x), np.ones(3, "float32")),
        (x.astype("float32"), np.abs(x).astype("float32"), np.arange(3)),
        (x[:, :0], x[:, :0]),
        (x[:, :0], np.full(4, -100)),
        (x[0, :0], x[0, :0]),
    ):
        same_as_torch(cross_entropy, F.cross_entropy, *arguments, reduction=reduction)
    none = np.zeros((0, 0))
    for smooth in (0.0, 0.1):
        for target in (y[:0], none):
            options = {"reduction": reduction, "label_smoothing": smooth}
            same_as_torch(cross_entropy, F.cross_entropy, none, target, **options)
    mixed = cross_entropy(x.astype("float32"), np.abs(x), reduction=reduction)
    assert mixed.dtype == np.float64  # though its log_softmax is of float32, as in torch
    g = np.ones(()) if reduction != "none" else np.ones(4)
    nothing = cross_entropy_backward(g, x, np.full(4, -100), reduction=reduction)
    assert (nothing == 0).all()


def test_cross_entropy_refusals():
    x, y, w = np.ones((4, 3)), np.array([0, 2, 1, 2]), np.ones(3)
    for arguments, options in (
        ((x, np.array([0, 3, 1, 2])), {}),
        ((x, np.array([0, -1, 1, 2])), {}),
        ((x, y[:3]), {}),
        ((x, y[:, None]), {}),
        ((x, y.astype(np.int32)), {}),
        ((x, y.astype(float)), {}),
        ((x, x.astype(int)), {}),
        ((x.astype(int), y), {}),
        ((x, y, w[:2]), {}),
        ((x, y, w[None]), {}),
        ((x, y, w.astype("float32")), {}),
        ((x, x), {"ignore_index": 1}),
        ((x, y), {"ignore_index": 1.0}),
        ((x, y), {"ignore_index": 2**63}),
        ((x, y), {"reduction": "average"}),
        ((x, y), {"reduction": None}),
        ((x, y), {"reduction": np.array(["mean", "sum"])}),
        ((x, y), {"label_smoothing": 1.1}),
        ((x, y), {"label_smoothing": "a"}),
        ((x[..., None], y[:, None].astype(np.uint8)), {}),
        ((x, y.astype(np.uint8), w), {"label_smoothing": 0.1}),
        ((x[0], y[:1]), {"label_smoothing": 0.1}),
    ):
        got = same_as_torch(cross_entropy, F.cross_entropy, *arguments, **options)
        assert isinstance(got, Exception)
    assert "target 3 is not one of the 3 classes 0 to 2" in str(refused(cross_entropy, x, y + 1))


def test_right_classes_that_weigh_nothing_give_torchs_nan() -> None:
    x, target, weight = (
        np.array([[1.0, 2.0], [3.0, 4.0]]),
        np.array([0, -100]),
        np.array([0.0, 1.0]),
    )
    scores = torch.tensor(x, requires_grad=True)
    loss = F.cross_entropy(scores, torch.tensor(target), torch.tensor(weight))
    (theirs,) = torch.autograd.grad(loss, scores)
    ours = cross_entropy_backward(np.array(1.0), x, target, weight)
    np.testing.assert_array_equal(ours, theirs.numpy())
    assert np.isnan(ours[0]).all() and not ours[1].any()


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
def test_an_infinite_gradient_reaches_what_it_reaches_in_torch(smoothing):
    x, y = np.random.default_rng(0).normal(size=(4, 3)), np.array([0, 2, 1, -100])
    options = {"reduction": "none", "label_smoothing": smoothing}
    g = np.array([np.inf, -np.inf, 1.0, np.nan])
    scores = tensor(x).requires_grad_()
    loss = F.cross_entropy(scores, tensor(y), **options)
    (expected,) = torch.autograd.grad(loss, scores, tensor(g))
    compare(cross_entropy_backward(g, x, y, **options), expected)
