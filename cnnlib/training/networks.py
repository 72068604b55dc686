"""The networks that the book trains, in torch: four that tutorials publish, and two of its own.

Each function builds a new network with random weights. Inputs are (N, C, H, W) float32, outputs
(N, classes) scores.
"""

from torch import nn


def digits() -> nn.Sequential:
    """Build the final chapter's network for digits of 28x28, 9,098 parameters.

    >>> parameters(digits())
    9098
    """
    return nn.Sequential(
        nn.Conv2d(1, 8, 3, padding=1),  # (N, 8, 28, 28)
        nn.ReLU(),
        nn.MaxPool2d(2),  # (N, 8, 14, 14)
        nn.Conv2d(8, 16, 3, padding=1),  # (N, 16, 14, 14)
        nn.ReLU(),
        nn.MaxPool2d(2),  # (N, 16, 7, 7)
        nn.Flatten(),  # (N, 784)
        nn.Linear(784, 10),
    )


def wide_digits(batch_norm: bool = False, dropout: float = 0.0) -> nn.Sequential:
    """Build a network of 421,642 parameters for digits, with a hidden linear layer.

    Convolutions begin with weights from N(0, 0.01²), linear layers with Xavier's, evenly drawn.
    `batch_norm` goes after each convolution, `dropout` before the last layer.

    >>> parameters(wide_digits()), parameters(wide_digits(batch_norm=True))
    (421642, 421834)
    """
    network = nn.Sequential(
        nn.Conv2d(1, 32, 3, padding=1),  # (N, 32, 28, 28)
        *([nn.BatchNorm2d(32)] * batch_norm),
        nn.ReLU(),
        nn.MaxPool2d(2),  # (N, 32, 14, 14)
        nn.Conv2d(32, 64, 3, padding=1),  # (N, 64, 14, 14)
        *([nn.BatchNorm2d(64)] * batch_norm),
        nn.ReLU(),
        nn.MaxPool2d(2),  # (N, 64, 7, 7)
        nn.Flatten(),  # (N, 3136)
        nn.Linear(3136, 128),
        nn.ReLU(),
        *([nn.Dropout(dropout)] if dropout else []),
        nn.Linear(128, 10),
    )
    for layer in network:
        if isinstance(layer, nn.Conv2d):
            nn.init.normal_(layer.weight, 0, 0.01)
        elif isinstance(layer, nn.Linear):
            nn.init.xavier_uniform_(layer.weight)
    return network


def two_colour_classes(classes: int = 2, side: int = 300) -> nn.Sequential:
    """Build a network for square colour pictures: one convolution, one linear layer.

    One output has 219,801 parameters at 300x300, two have 438,842.

    >>> parameters(two_colour_classes(1)), parameters(two_colour_classes(2))
    (219801, 438842)
    """
    half = (side - 4) // 2
    return nn.Sequential(
        nn.Conv2d(3, 10, 5),  # (N, 10, 296, 296)
        nn.ReLU(),
        nn.MaxPool2d(2),  # (N, 10, 148, 148)
        nn.Flatten(),  # (N, 219040)
        nn.Linear(10 * half * half, classes),
    )


def fashion() -> nn.Sequential:
    """Build a network with batch norm for Fashion-MNIST, 29,034 parameters.

    >>> parameters(fashion())
    29034
    """
    return nn.Sequential(
        nn.Conv2d(1, 16, 5, padding=2),  # (N, 16, 28, 28)
        nn.BatchNorm2d(16),
        nn.ReLU(),
        nn.MaxPool2d(2),  # (N, 16, 14, 14)
        nn.Conv2d(16, 32, 5, padding=2),  # (N, 32, 14, 14)
        nn.BatchNorm2d(32),
        nn.ReLU(),
        nn.MaxPool2d(2),  # (N, 32, 7, 7)
        nn.Flatten(),  # (N, 1568)
        nn.Linear(1568, 10),
    )


def fast_digits() -> nn.Sequential:
    """Build the network that learns digits in one epoch, 7,074 parameters.

    >>> parameters(fast_digits())
    7074
    """
    return nn.Sequential(
        *_block(1, 8, 5),
        nn.MaxPool2d(2),  # (N, 8, 14, 14)
        *_block(8, 16, 3),
        nn.MaxPool2d(2),  # (N, 16, 7, 7)
        *_block(16, 24, 3),
        nn.MaxPool2d(2),  # (N, 24, 3, 3)
        nn.Flatten(),  # (N, 216)
        nn.Linear(216, 10),
    )


def small_digits() -> nn.Sequential:
    """Build the most exact network for digits with fewer than 10,000 parameters: 9,506.

    >>> parameters(small_digits())
    9506
    """
    return nn.Sequential(
        *_block(1, 8, 3),
        *_block(8, 12, 3),
        nn.MaxPool2d(2),  # (N, 12, 14, 14)
        *_block(12, 16, 3),
        *_block(16, 20, 3),
        nn.MaxPool2d(2),  # (N, 20, 7, 7)
        *_block(20, 20, 3),
        nn.AdaptiveAvgPool2d(1),  # the mean of each map: (N, 20, 1, 1)
        nn.Flatten(),  # (N, 20)
        nn.Linear(20, 10),
    )


def parameters(network: nn.Module) -> int:
    """Return how many numbers a network learns."""
    return sum(weight.numel() for weight in network.parameters())


def _block(channels_in: int, channels_out: int, kernel_size: int) -> tuple[nn.Module, ...]:
    """Convolution, batch norm, ReLU; the size stays. Batch norm brings the bias."""
    conv = nn.Conv2d(channels_in, channels_out, kernel_size, padding=kernel_size // 2, bias=False)
    return conv, nn.BatchNorm2d(channels_out), nn.ReLU()
