"""What all layers have: a state that goes both ways, and refusals that change nothing."""

import numpy as np
import pytest
import torch

from cnnlib import network as L
from cnnlib.network.optim import SGD, Adam
from tests.network.twins import close, every_layer


def test_weights_go_both_ways() -> None:
    ours, theirs = every_layer()
    ours(np.random.default_rng(4).standard_normal((2, 2, 8, 8)))  # moves the running statistics
    theirs.load_state_dict({name: torch.from_numpy(a) for name, a in ours.state_dict().items()})
    assert list(ours.state_dict()) == list(theirs.state_dict())
    x = np.random.default_rng(5).standard_normal((3, 2, 8, 8))
    close(ours.eval()(x), theirs.eval()(torch.tensor(x)), 1e-13)


def test_nonsense_is_refused_and_nothing_changes() -> None:
    net = L.Sequential(L.Linear(3, 2, rng=0), L.ReLU(), L.Linear(2, 2, rng=1))
    before = net.state_dict()
    with pytest.raises(ValueError, match=r"no 2\.bias"):
        net.load_state_dict({n: a + 1 for n, a in before.items() if n != "2.bias"})
    with pytest.raises(ValueError, match=r"2\.weight has shape \(3, 3\), but this layer's is"):
        net.load_state_dict({n: a + 1 for n, a in before.items()} | {"2.weight": np.ones((3, 3))})
    assert all((before[name] == a).all() for name, a in net.state_dict().items())
    with pytest.raises(ValueError, match="do not divide into 2 groups"):
        L.Conv2d(3, 4, 3, groups=2)
    with pytest.raises(ValueError, match=r"must be \(N, C, H, W\)"):
        L.BatchNorm2d(3)(np.ones((2, 3)))
    with pytest.raises(ValueError, match="0 parameters"):
        SGD([])
    with pytest.raises(ValueError, match="lr must be at least 0, got -1"):
        Adam(net.parameters(), lr=-1)
