"""Batch norm against torch: learning and in use, its running statistics, its gradients."""

import numpy as np
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st

from cnnlib import batch_norm, batch_norm_backward, linear_backward
from tests.oracle import FLOATS, cases, compare, numbers, refused, same_as_torch, slopes, tensor


@st.composite
def batches(draw):
    """Draw the arguments of a batch norm, with enough values per channel to be well-conditioned."""
    C, dtype = draw(st.integers(3, 5)), draw(FLOATS)
    x = numbers(draw, (draw(st.integers(3, 6)), C, *draw(st.lists(st.integers(1, 4)))[:2]), dtype)
    rng = np.random.default_rng(0)
    mean, var, w, b = (rng.uniform(0.5, 1, C).astype(dtype) for _ in range(4))
    training = draw(st.booleans())
    if training and draw(st.booleans()):
        mean = var = None
    options = {"training": training, "momentum": draw(st.floats(0, 1)), "eps": 0.01}
    affine = draw(st.sampled_from([(w, b), (w, None), (None, b), (None, None)]))
    return (x, mean, var, *affine), options


@cases(400)
@given(batches())
def test_batch_norm(case):
    (x, mean, var, *affine), options = case
    running = [None if a is None else a.copy() for a in (mean, var)]
    theirs = [tensor(a) for a in (mean, var)]
    got = batch_norm(x, *running, *affine, **options)
    compare(got, F.batch_norm(tensor(x), *theirs, *map(tensor, affine), **options))
    if mean is not None:
        compare(tuple(running), tuple(theirs))

    C = x.shape[1]
    affine = [np.ones(C, x.dtype) if a is None else a for a in affine]
    leaves = [tensor(a).requires_grad_() for a in (x, *affine)]
    y = F.batch_norm(leaves[0], *[tensor(a) for a in (mean, var)], *leaves[1:], **options)
    grad = np.random.default_rng(1).uniform(0.5, 1, x.shape).astype(x.dtype)
    expected = torch.autograd.grad(y, leaves, tensor(grad))
    before = [None if a is None else a.copy() for a in (mean, var)]
    compare(batch_norm_backward(grad, x, mean, var, *affine, **options), expected)
    np.testing.assert_equal([mean, var], before)  # the backward pass moves nothing


def test_running_statistics_of_infinity_stay_infinite():
    x = np.array([[1.0, 2.0], [3.0, 5.0]])
    ours = np.array([np.inf, 1.0]), np.array([1.0, np.inf])
    theirs = [tensor(a) for a in ours]
    F.batch_norm(tensor(x), *theirs, training=True)
    batch_norm(x, *ours, training=True)
    compare(ours, tuple(theirs))


def test_batch_norm_slopes():
    rng = np.random.default_rng(0)
    x, w, b, m, v = rng.normal(size=(4, 3, 2, 2)), *rng.uniform(1, 2, (4, 3))
    for training in (True, False):
        slopes(
            lambda x, w, b, t=training: batch_norm(x, m.copy(), v.copy(), w, b, t),
            lambda g, x, w, b, t=training: batch_norm_backward(g, x, m, v, w, b, t),
            x,
            w,
            b,
        )


def test_batch_norm_refusals_and_empty_batches():
    x, c = np.random.default_rng(0).normal(size=(4, 2, 3)), np.ones(2)
    for arguments, options in (
        ((x, None, None), {}),
        ((x, c, None), {}),
        ((x, c, None), {"training": True}),
        ((x[:1, :, :1], None, None), {"training": True}),
        ((x[0, 0], c, c), {}),
        ((x, np.ones(3), c), {}),
        ((x, c, c, np.ones(3)), {}),
        ((x, c.astype("float32"), c), {}),
        ((x.astype("float32"), c, c), {}),
        ((x.astype(int), None, None), {"training": True}),
        ((x, c, c), {"eps": -1.0}),
        ((x, c, c), {"eps": 0, "training": True}),
        ((x[:0], c, c), {"eps": 0, "training": True}),
        ((x[:1, :0, :1], None, None), {"training": True}),
        ((x[:, :0], c, c, c[:0]), {}),
        ((x, c, c), {"momentum": None}),
        ((x, c, c), {"training": 1}),
    ):
        got = same_as_torch(batch_norm, F.batch_norm, *arguments, **options)
        assert isinstance(got, Exception), (arguments, options)
    assert "one value for each channel" in str(
        refused(batch_norm, x[:1, :, :1], None, None, training=True)
    )
    assert "eps must be above 0 when training, got 0" in str(
        refused(batch_norm, x, c, c, training=True, eps=0)
    )
    same_as_torch(batch_norm, F.batch_norm, x, c, c, eps=0)
    for training in (True, False):
        same_as_torch(batch_norm, F.batch_norm, x[:0], c, c, training=training)
        for empty in (x[:0], x[:, :0], x[..., :0], x[:0, 0, 0]):
            same_as_torch(batch_norm, F.batch_norm, empty, None, None, training=training)
            leaf = tensor(empty).requires_grad_()
            y = F.batch_norm(leaf, None, None, training=training)
            got = batch_norm_backward(empty, empty, None, None, training=training)
            compare(got[0], torch.autograd.grad(y, leaf, y.detach())[0])
    assert (c == 1).all()


def test_float32_far_from_zero_and_over_many_rows():
    x = (np.random.default_rng(0).normal(size=(8, 3, 40, 40)) + 255).astype("float32")
    running = np.zeros(3, "float32"), np.ones(3, "float32")
    theirs = tuple(map(tensor, running))
    expected = F.batch_norm(tensor(x), *theirs, training=True)
    compare(batch_norm(x, *running, training=True), expected)
    compare(running, theirs)
    g = np.random.default_rng(0).random((200_000, 2)).astype("float32")
    bias = linear_backward(g, g, np.eye(2, dtype="float32"))[2]
    np.testing.assert_allclose(bias, g.sum(0, dtype=np.float64), rtol=2e-7)
