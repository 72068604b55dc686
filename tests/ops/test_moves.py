"""How windows are copied changes no result, takes little memory, and leaves the inputs alone."""

import tracemalloc

import numpy as np
import pytest
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st

from cnnlib import conv2d, conv2d_backward
from cnnlib.ops import _moves
from tests.ops.convolutions import W, X, convolutions, gradients
from tests.oracle import FLOATS, cases, same_as_torch, same_gradients

pytestmark = pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel lengths")


@cases(300)
@given(
    convolutions(FLOATS, cells=(4, 9)), st.sampled_from([1, 400, 2500]), st.sampled_from([0, 128])
)
def test_how_windows_are_copied_changes_nothing(case, block, short):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_moves, "BLOCK", block)
        patch.setattr(_moves, "SHORT", short)
        same_as_torch(conv2d, F.conv2d, *case[0], **case[1])
        gradients(conv2d_backward, F.conv2d, case)


@pytest.mark.parametrize("shape", [(2, 3, 64, 70), (1, 1, 200, 300)])
def test_images_of_more_than_one_block(shape):
    w = np.random.default_rng(4).normal(size=(2, shape[1], 5, 5))
    x, b = np.random.default_rng(5).normal(size=shape), np.ones(2)
    same_as_torch(conv2d, F.conv2d, x, w, b)
    assert same_gradients(conv2d_backward, F.conv2d, x, w, b, stride=2, padding=2)


@pytest.mark.parametrize(
    ("image", "kernel"),
    [((1, 1, 512, 512), 11), ((64, 8, 56, 56), 3)],  # 122 and 55 MB, if all were copied at once
)
def test_memory_stays_small(image, kernel):
    x, w = np.ones(image, np.float32), np.ones((1, image[1], kernel, kernel), np.float32)
    tracemalloc.start()
    conv2d(x, w)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10e6


def test_inputs_are_left_alone():
    x, w, b = X.copy(), W.copy(), np.ones(1)
    y = conv2d(x, w, b)
    grads = conv2d_backward(y, x, w, b)
    y += 1
    for g in grads:
        g += 1
    assert (x == X).all() and (w == W).all() and b == 1


def test_any_memory_layout_will_do():
    x = np.random.default_rng(6).normal(size=(6, 5, 3, 2)).transpose(3, 2, 1, 0)[:, :, ::-1]
    w = np.random.default_rng(7).normal(size=(3, 2, 3, 4)).transpose(3, 2, 1, 0)[..., ::-1]
    plain = [np.ascontiguousarray(a) for a in (x, w)]
    np.testing.assert_array_equal(conv2d(x, w), conv2d(*plain))
    g = conv2d(x, w)[..., ::-1]
    for got, wanted in zip(
        conv2d_backward(g, x, w), conv2d_backward(g.copy(), *plain), strict=True
    ):
        np.testing.assert_allclose(got, wanted, rtol=1e-13)
