"""Dropout: torch's where nothing is left to chance, and what chance may do."""

import numpy as np
import pytest
import torch.nn.functional as F

from cnnlib import dropout, dropout_backward
from tests.oracle import refused, same_as_torch


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
