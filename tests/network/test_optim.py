"""Optimizers take torch's steps."""

import numpy as np
import pytest
import torch

from cnnlib import network as L
from cnnlib.network.optim import SGD, Adam
from tests.network.twins import close

OPTIMIZERS = [
    (SGD, torch.optim.SGD, {"lr": 0.1}),
    (SGD, torch.optim.SGD, {"lr": 0.1, "momentum": 0.9, "weight_decay": 0.01}),
    (Adam, torch.optim.Adam, {}),
    (Adam, torch.optim.Adam, {"lr": 0.01, "betas": (0.8, 0.9), "eps": 1e-3, "weight_decay": 0.1}),
    (Adam, torch.optim.Adam, {"amsgrad": True, "weight_decay": 1e-5}),
]


@pytest.mark.parametrize(("ours", "theirs", "options"), OPTIMIZERS)
def test_optimizers_take_torchs_steps(ours, theirs, options: dict) -> None:
    rng = np.random.default_rng(2)
    values = [rng.standard_normal(shape) for shape in [(3, 2), (4,)]]
    parameters = [L.Parameter(v.copy()) for v in values]
    tensors = [torch.tensor(v, requires_grad=True) for v in values]
    mine, other = ours(parameters, **options), theirs(tensors, **options)
    for step in range(30):
        for i, (p, t) in enumerate(zip(parameters, tensors, strict=True)):
            skip = i == 1 and step % 3 == 0  # without a gradient a parameter stays
            p.grad = None if skip else rng.standard_normal(p.value.shape)
            t.grad = None if skip else torch.tensor(p.grad)
        mine.step()
        other.step()
        for p, t in zip(parameters, tensors, strict=True):
            close(p.value, t, 1e-13)
