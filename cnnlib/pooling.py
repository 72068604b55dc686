"""Pooling: one number for each window, channel by channel, forward and backward.

Each ``_backward`` takes the gradient of the output and then what its forward function took.
"""

from .average_pooling import avg_pool2d, avg_pool2d_backward
from .global_pooling import (
    global_avg_pool2d,
    global_avg_pool2d_backward,
    global_max_pool2d,
    global_max_pool2d_backward,
)
from .lp_pooling import lp_pool2d, lp_pool2d_backward
from .max_pooling import max_pool2d, max_pool2d_backward

__all__ = [
    "avg_pool2d",
    "avg_pool2d_backward",
    "global_avg_pool2d",
    "global_avg_pool2d_backward",
    "global_max_pool2d",
    "global_max_pool2d_backward",
    "lp_pool2d",
    "lp_pool2d_backward",
    "max_pool2d",
    "max_pool2d_backward",
]
