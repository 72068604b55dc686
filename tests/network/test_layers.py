"""The layers that learn begin with weights drawn as torch draws them."""

import numpy as np
import pytest
from torch import nn

from cnnlib import network as L


@pytest.mark.parametrize(("layer", "twin"), [
    (L.Conv2d(4, 300, 5, padding="same", rng=0), nn.Conv2d(4, 300, 5, padding="same")),
    (L.Linear(50, 400, rng=0), nn.Linear(50, 400)),
])  # fmt: skip
def test_initial_weights_are_drawn_as_torch_draws_them(layer: L.Layer, twin: nn.Module) -> None:
    for name, value in layer.state_dict().items():
        theirs = getattr(twin, name).detach().numpy()
        assert value.shape == theirs.shape and value.dtype == np.float32
        assert abs(value).max() == pytest.approx(abs(theirs).max(), rel=0.02)  # the same bound
        assert value.std() == pytest.approx(theirs.std(), rel=0.1)
        assert abs(value.mean()) < value.std() / 4
