"""The operations of a convolutional network in NumPy, exact against torch."""

from .conv import (
    conv1d,
    conv1d_backward,
    conv2d,
    conv2d_backward,
    conv2d_loops,
    conv_transpose2d,
    conv_transpose2d_backward,
)
from .correlation import convolve, correlate
from .data import load_mnist
from .pooling import avg_pool2d, max_pool2d
from .shapes import output_size

__all__ = [
    "avg_pool2d",
    "conv1d",
    "conv1d_backward",
    "conv2d",
    "conv2d_backward",
    "conv2d_loops",
    "conv_transpose2d",
    "conv_transpose2d_backward",
    "convolve",
    "correlate",
    "load_mnist",
    "max_pool2d",
    "output_size",
]
