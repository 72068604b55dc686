"""Activations, linear layer, loss, batch norm and dropout against torch."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st

from cnnlib import (
    batch_norm,
    batch_norm_backward,
    cross_entropy,
    cross_entropy_backward,
    dropout,
    dropout_backward,
    linear,
    linear_backward,
    log_softmax,
    log_softmax_backward,
    relu,
    relu_backward,
    sigmoid,
    sigmoid_backward,
    softmax,
    softmax_backward,
    tanh,
    tanh_backward,
)
from tests.oracle import (
    cases,
    compare,
    numbers,
    refused,
    same_as_torch,
    same_gradients,
    slopes,
    tensor,
)

FLOATS = st.sampled_from(["float64", "float32"])
SPECIAL = np.array([np.nan, np.inf, -np.inf, 0.0, -0.0, 1000.0, -1000.0, 1.0])
CELLWISE = [
    (relu, relu_backward, F.relu),
    (sigmoid, sigmoid_backward, torch.sigmoid),
    (tanh, tanh_backward, torch.tanh),
]
ALONG = [(softmax, softmax_backward, F.softmax), (log_softmax, log_softmax_backward, F.log_softmax)]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(("ours", "backward", "theirs"), CELLWISE)
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_cellwise(ours, backward, theirs, dtype):
    for shape in ((), (5,), (0, 3), (2, 3, 4, 5)):
        x = np.asarray(np.random.default_rng(0).normal(size=shape)).astype(dtype)
        assert type(same_as_torch(ours, theirs, x)) is type(backward(x, x)) is np.ndarray
        assert same_gradients(backward, theirs, x)
    same_as_torch(ours, theirs, SPECIAL.astype(dtype))
    assert same_gradients(backward, theirs, SPECIAL.astype(dtype))
    for integers in ("int64", "int32", "uint8", "uint16", "bool"):
        same_as_torch(ours, theirs, np.array([0, 1, 3]).astype(integers))
    slopes(ours, backward, np.array([-2.0, -0.5, 0.5, 2.0]))


@cases(400)
@given(st.data(), st.sampled_from(ALONG), FLOATS)
def test_softmax(data, operation, dtype):
    ours, backward, theirs = operation
    shape = data.draw(st.lists(st.integers(0, 4), max_size=4))
    dim = data.draw(st.integers(-4, 3))
    x = numbers(data.draw, shape, dtype)
    if not isinstance(same_as_torch(ours, theirs, x, dim), Exception):
        assert same_gradients(backward, theirs, x, dim)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(("ours", "backward", "theirs"), ALONG)
def test_softmax_of_special_numbers(ours, backward, theirs):
    for x in (SPECIAL, SPECIAL[3:], np.array([np.inf, 1]), np.full(3, -np.inf), SPECIAL[2:]):
        same_as_torch(ours, theirs, x, 0)
        assert same_gradients(backward, theirs, x, 0)
    slopes(ours, backward, np.random.default_rng(0).normal(size=(3, 4)), dim=1)
    got = ours(np.arange(3), 0, dtype=np.float64)
    compare(got, theirs(torch.arange(3), 0, dtype=torch.float64))


@pytest.mark.parametrize(("ours", "backward", "theirs"), ALONG)
def test_softmax_in_another_dtype_gives_the_inputs_gradient(ours, backward, theirs):
    x = np.random.default_rng(0).normal(size=(2, 3)).astype("float32")
    g = np.random.default_rng(1).normal(size=(2, 3))
    scores = tensor(x).requires_grad_()
    (expected,) = torch.autograd.grad(theirs(scores, 1, dtype=torch.float64), scores, tensor(g))
    compare(ours(x, 1, dtype=np.float64), theirs(tensor(x), 1, dtype=torch.float64))
    compare(backward(g, x, 1, dtype=np.float64), expected)
    assert "int64" in str(refused(backward, g, np.ones((2, 3), int), 1, dtype=np.float64))


@pytest.mark.parametrize(("ours", "backward", "theirs"), ALONG)
@pytest.mark.parametrize("shape", [(), (3,), (2, 3), (2, 3, 4), (2, 3, 4, 2)])
def test_softmax_without_an_axis_warns_and_guesses_like_torch(ours, backward, theirs, shape):
    x = np.asarray(np.random.default_rng(0).normal(size=shape))
    with pytest.warns(UserWarning, match="dim"):
        same_as_torch(ours, theirs, x)
    with pytest.warns(UserWarning, match="dim"):
        assert same_gradients(backward, theirs, x)


@pytest.mark.parametrize(("ours", "_", "theirs"), ALONG)
def test_softmax_refusals(ours, _, theirs):
    for dtype in ("int64", "uint8", "bool"):  # of nothing torch takes integers
        same_as_torch(ours, theirs, np.ones((2, 0), dtype), 1)
    x = np.ones((2, 3))
    for arguments in ((x, 2), (x, -3), (x, 1.0), (x, True), (x, (0,)), (x.astype(int), 0)):
        assert isinstance(same_as_torch(ours, theirs, *arguments), Exception)
    assert "from -2 to 1 for 2 axes, got 2" in str(refused(ours, x, 2))


@cases(300)
@given(st.data(), FLOATS)
def test_linear(data, dtype):
    draw = data.draw
    inputs, outputs = draw(st.integers(0, 4)), draw(st.integers(0, 4))
    batch = draw(st.lists(st.integers(0, 3), max_size=3))
    shape = draw(st.sampled_from([(outputs, inputs), (outputs, inputs), (inputs,)]))
    x, w = numbers(draw, (*batch, inputs), dtype), numbers(draw, shape, dtype)
    b = numbers(draw, draw(st.sampled_from([outputs, outputs, 1, ()])), dtype)
    same_as_torch(linear, F.linear, x, w)
    if not isinstance(same_as_torch(linear, F.linear, x, w, b), Exception):
        assert same_gradients(linear_backward, F.linear, x, w, b)


def test_linear_refusals_and_integers():
    x, w, b = np.ones((2, 3)), np.ones((4, 3)), np.ones(4)
    same_as_torch(linear, F.linear, *(a.astype(int) for a in (x, w, b)))
    for arrays in (
        (x, w[:, :2]),
        (x, w, np.ones(3)),
        (x, w[None]),
        (x[0, 0], w),
        (x.astype("float32"), w),
        (x, w, b.astype("float32")),
        (x > 0, w > 0),
        (x.astype("uint16"), w.astype("uint16")),
    ):
        assert isinstance(same_as_torch(linear, F.linear, *map(np.asarray, arrays)), Exception)
    assert "2x3 must end in the 2 inputs" in str(refused(linear, x, w[:, :2]))
    slopes(
        linear, linear_backward, *(np.random.default_rng(0).normal(size=a.shape) for a in (x, w, b))
    )


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


@pytest.mark.filterwarnings("error")
def test_dropout():
    x = np.random.default_rng(0).normal(size=(200, 300)).astype("float32")
    for p in (0, 0.0, 1, 1.0):  # nothing is left to chance
        same_as_torch(dropout, F.dropout, x, p)
    same_as_torch(dropout, F.dropout, np.array([1, np.inf, np.nan]), 1.0)
    same_as_torch(dropout, F.dropout, x, 0.5, False)
    same_as_torch(dropout, F.dropout, np.arange(3), 0.5, False)
    y, mask = dropout(x, 0.25, rng=7, return_mask=True)
    assert y.dtype == np.float32 and abs(mask.mean() - 0.75) < 0.01
    np.testing.assert_allclose(y, np.where(mask, x / 0.75, 0), rtol=1e-6)
    np.testing.assert_array_equal(y, dropout(x, 0.25, rng=np.random.default_rng(7)))
    assert (y != dropout(x, 0.25, rng=8)).any()
    g = dropout_backward(np.ones_like(x), mask, 0.25)
    np.testing.assert_allclose(g, mask / 0.75, rtol=1e-6)
    assert dropout(x, training=False) is not x


def test_dropout_refusals():
    for arguments in ((1.5,), (-0.5, False), (float("nan"),), ("a",)):
        assert isinstance(same_as_torch(dropout, F.dropout, np.ones(3), *arguments), Exception)
    for dtype in (int, bool):  # they cannot be divided, but kept or left out
        x = np.ones(3, dtype)
        assert isinstance(same_as_torch(dropout, F.dropout, x, 0.5), Exception)
        for p, training in ((0, True), (1.0, True), (0.5, False)):
            same_as_torch(dropout, F.dropout, x, p, training)
        same_as_torch(dropout, F.dropout, x[:0], 0.5)
    assert "from 0 to 1, got 1.5" in str(refused(dropout, np.ones(3), 1.5))
    assert "(2,)" in str(refused(dropout_backward, np.ones(3), np.ones(2, bool)))
    assert "int64" in str(refused(dropout_backward, np.ones(3), np.arange(3)))
    assert "got 'a'" in str(refused(dropout, np.ones(3), rng="a"))


def test_numpy_scalars_as_options_promote_nothing() -> None:
    x, half = np.ones((4, 2), np.float32), np.float64(0.1)
    norm = batch_norm(x, np.zeros(2, np.float32), np.ones(2, np.float32), eps=half)
    loss = cross_entropy(x, np.zeros(4, int), label_smoothing=half)
    assert norm.dtype == dropout(x, half).dtype == loss.dtype == np.float32


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


@pytest.mark.parametrize("operation", [relu, sigmoid, tanh, dropout, lambda x: softmax(x, 0)])
def test_a_tensor_that_records_gradients_is_refused_with_the_remedy(operation):
    x = torch.ones(2, 3, requires_grad=True)
    assert r"shape (2, 3) that records gradients: give input.detach()" in str(refused(operation, x))
    assert "target.detach()" in str(refused(cross_entropy, np.ones((2, 3)), x))


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


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
def test_an_infinite_gradient_reaches_what_it_reaches_in_torch(smoothing):
    x, y = np.random.default_rng(0).normal(size=(4, 3)), np.array([0, 2, 1, -100])
    options = {"reduction": "none", "label_smoothing": smoothing}
    g = np.array([np.inf, -np.inf, 1.0, np.nan])
    scores = tensor(x).requires_grad_()
    loss = F.cross_entropy(scores, tensor(y), **options)
    (expected,) = torch.autograd.grad(loss, scores, tensor(g))
    compare(cross_entropy_backward(g, x, y, **options), expected)


@pytest.mark.filterwarnings("error")
def test_nothing_warns_of_what_is_not_finite():
    inf = np.array([[np.inf, 1.0]])
    with np.errstate(all="raise"):
        same_as_torch(linear, F.linear, inf, np.zeros((2, 2)))
        for ours, backward, theirs in CELLWISE:
            same_as_torch(ours, theirs, 100 * inf)
            backward(inf, -inf)
        for ours, _, theirs in ALONG:
            same_as_torch(ours, theirs, np.array([0.0, -1000.0]), 0)
        linear_backward(inf, inf, np.zeros((2, 2)))
