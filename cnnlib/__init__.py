"""The operations of a convolutional network in NumPy, exact against torch."""

from .data.mnist import load_mnist
from .ops.activations import relu, relu_backward, sigmoid, sigmoid_backward, tanh, tanh_backward
from .ops.batch_norm import batch_norm, batch_norm_backward
from .ops.conv import conv2d, conv2d_backward, conv2d_loops
from .ops.conv1d import conv1d, conv1d_backward
from .ops.correlation import convolve, correlate
from .ops.cross_entropy import cross_entropy, cross_entropy_backward
from .ops.dropout import dropout, dropout_backward
from .ops.linear import linear, linear_backward
from .ops.padding import pad, pad_backward
from .ops.pooling.average_pooling import avg_pool2d, avg_pool2d_backward
from .ops.pooling.global_pooling import (
    global_avg_pool2d,
    global_avg_pool2d_backward,
    global_max_pool2d,
    global_max_pool2d_backward,
)
from .ops.pooling.lp_pooling import lp_pool2d, lp_pool2d_backward
from .ops.pooling.max_pooling import max_pool2d, max_pool2d_backward
from .ops.softmax import log_softmax, log_softmax_backward, softmax, softmax_backward
from .ops.transposed import conv_transpose2d, conv_transpose2d_backward
from .shapes.fields import Field, receptive_field
from .shapes.sizes import output_size
from .shapes.stack import Layer
from .shapes.summary import Summary, multiply_adds, parameters, summary
from .teaching.seeding import seed

__all__ = [
    "Field",
    "Layer",
    "Summary",
    "avg_pool2d",
    "avg_pool2d_backward",
    "batch_norm",
    "batch_norm_backward",
    "conv1d",
    "conv1d_backward",
    "conv2d",
    "conv2d_backward",
    "conv2d_loops",
    "conv_transpose2d",
    "conv_transpose2d_backward",
    "convolve",
    "correlate",
    "cross_entropy",
    "cross_entropy_backward",
    "dropout",
    "dropout_backward",
    "global_avg_pool2d",
    "global_avg_pool2d_backward",
    "global_max_pool2d",
    "global_max_pool2d_backward",
    "linear",
    "linear_backward",
    "load_mnist",
    "log_softmax",
    "log_softmax_backward",
    "lp_pool2d",
    "lp_pool2d_backward",
    "max_pool2d",
    "max_pool2d_backward",
    "multiply_adds",
    "output_size",
    "pad",
    "pad_backward",
    "parameters",
    "receptive_field",
    "relu",
    "relu_backward",
    "seed",
    "sigmoid",
    "sigmoid_backward",
    "softmax",
    "softmax_backward",
    "summary",
    "tanh",
    "tanh_backward",
]
