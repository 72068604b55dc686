"""The network of the first tutorial, and examples of the size that it takes."""

import torch
from torch import nn


def network(seed=3, dropout=0.0):
    """Article 1's network, 9,098 parameters, with dropout where the test wants random numbers."""
    torch.manual_seed(seed)
    return nn.Sequential(
        nn.Conv2d(1, 8, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(8, 16, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Dropout(dropout),
        nn.Linear(784, 10),
    )


def weights(model):
    """All numbers of a network in one row, running means too."""
    return torch.cat([part.flatten().double() for part in model.state_dict().values()])


def examples(n=6, shape=(1, 28, 28)):
    """Black pictures."""
    return torch.zeros(n, *shape)


LABELS = torch.arange(6)
