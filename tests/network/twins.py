"""Networks twice, ours and torch's, with the same weights; and how close their numbers are."""

import numpy as np
import torch
from torch import nn

from cnnlib import network as L


def close(ours: np.ndarray, theirs: torch.Tensor, most: float) -> None:
    """Hold the norm of the difference below `most` times the norm."""
    theirs = theirs.detach().numpy()
    assert ours.shape == theirs.shape and ours.dtype == theirs.dtype
    assert np.linalg.norm(ours - theirs) <= most * np.linalg.norm(theirs)


def article_1(dtype: str = "float64") -> tuple[L.Sequential, nn.Sequential]:
    """Both networks of the final chapter, with torch's initial weights."""
    ours = L.Sequential(
        L.Conv2d(1, 8, 3, padding=1, dtype=dtype),
        L.ReLU(),
        L.MaxPool2d(2),
        L.Conv2d(8, 16, 3, padding=1, dtype=dtype),
        L.ReLU(),
        L.MaxPool2d(2),
        L.Flatten(),
        L.Linear(784, 10, dtype=dtype),
    )
    torch.manual_seed(3)
    theirs = nn.Sequential(
        nn.Conv2d(1, 8, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(8, 16, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(784, 10),
    ).to(getattr(torch, dtype))
    ours.load_state_dict(theirs.state_dict())
    return ours, theirs


def every_layer() -> tuple[L.Sequential, nn.Sequential]:
    """Both networks with every layer and option, Dropout at rest."""
    f64 = {"dtype": np.float64}
    ours = L.Sequential(
        L.Conv2d(2, 6, (3, 2), stride=2, padding=(1, 0), bias=False, **f64),
        L.BatchNorm2d(6, **f64),
        L.ReLU(),
        L.Sequential(L.AvgPool2d(2, 1, padding=1), L.Conv2d(6, 4, 2, dilation=2, groups=2, **f64)),
        L.MaxPool2d(2, 1),
        L.Flatten(),
        L.Dropout(0.0),
        L.Linear(4 * 2 * 2, 5, bias=False, **f64),
    )
    theirs = nn.Sequential(
        nn.Conv2d(2, 6, (3, 2), stride=2, padding=(1, 0), bias=False),
        nn.BatchNorm2d(6),
        nn.ReLU(),
        nn.Sequential(nn.AvgPool2d(2, 1, padding=1), nn.Conv2d(6, 4, 2, dilation=2, groups=2)),
        nn.MaxPool2d(2, 1),
        nn.Flatten(),
        nn.Dropout(0.0),
        nn.Linear(4 * 2 * 2, 5, bias=False),
    ).double()
    ours.load_state_dict(theirs.state_dict())
    return ours, theirs
