"""A network of NumPy layers that learns: forward keeps what backward needs, backward fills grad.

The layers have torch's names, arguments, initialisation and state_dict, so weights go both ways::

    net.load_state_dict(model.state_dict())  # torch to NumPy
    model.load_state_dict({name: torch.from_numpy(a) for name, a in net.state_dict().items()})
"""

from .between import AvgPool2d, Dropout, Flatten, MaxPool2d, ReLU
from .layer import Layer, Parameter
from .layers import BatchNorm2d, Conv2d, Linear
from .optim import SGD, Adam
from .sequential import CrossEntropy, Sequential

__all__ = [
    "SGD",
    "Adam",
    "AvgPool2d",
    "BatchNorm2d",
    "Conv2d",
    "CrossEntropy",
    "Dropout",
    "Flatten",
    "Layer",
    "Linear",
    "MaxPool2d",
    "Parameter",
    "ReLU",
    "Sequential",
]
