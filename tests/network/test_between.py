"""The layers between those that learn."""

import numpy as np

from cnnlib import network as L


def test_dropout_learns_with_its_mask_and_rests_in_use() -> None:
    layer, x = L.Dropout(0.5, rng=0), np.ones((4, 100))
    y = layer(x)
    assert set(np.unique(y)) == {0.0, 2.0}
    assert (layer.backward(np.ones_like(x)) == y).all()
    assert (layer.eval()(x) == x).all() and (layer.backward(x) == x).all()
