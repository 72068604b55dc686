"""The final chapter's network with DigitPad's weights, and the way back (engine/network.mjs)."""

from typing import NamedTuple

from numpy.typing import NDArray

from cnnlib.ops.activations import relu, relu_backward
from cnnlib.ops.conv import conv2d, conv2d_backward
from cnnlib.ops.linear import linear
from cnnlib.ops.pooling.max_pooling import max_pool2d, max_pool2d_backward

from .weights import weights


class Maps(NamedTuple):
    """All that stands between a picture and its ten logits."""

    picture: NDArray  # (1, 28, 28)
    sums1: NDArray  # (8, 28, 28), before ReLU
    conv1: NDArray  # (8, 28, 28), after it
    pool1: NDArray  # (8, 14, 14)
    sums2: NDArray  # (16, 14, 14)
    conv2: NDArray
    pool2: NDArray  # (16, 7, 7)
    logits: NDArray  # (10,)


class Owed(NamedTuple):
    """What a logit owes to each cell of some maps; with `biases` it adds up to the logit."""

    layer: str
    values: NDArray  # (C, H, W)
    biases: float


def forward(picture: NDArray) -> Maps:
    """Run the network on a picture, (28, 28) from 0 to 1.

    >>> import numpy as np
    >>> forward(np.zeros((28, 28))).logits.shape
    (10,)
    """
    w = weights()
    x = picture[None]
    sums1 = conv2d(x, w["0.weight"], w["0.bias"], padding=1)
    conv1 = relu(sums1)
    pool1 = max_pool2d(conv1, 2)
    sums2 = conv2d(pool1, w["3.weight"], w["3.bias"], padding=1)
    conv2 = relu(sums2)
    pool2 = max_pool2d(conv2, 2)
    logits = linear(pool2.ravel(), w["7.weight"], w["7.bias"])
    return Maps(x, sums1, conv1, pool1, sums2, conv2, pool2, logits)


def chase(maps: Maps, digit: int) -> list[Owed]:
    """Chase a logit back to the pixels: at each layer, values times what they count for.

    With the cells that ReLU lets through and that win their pools, the network is linear. So
    gradient times value, added up, and the biases counted likewise, are the logit exactly.
    """
    w = weights()
    grad = w["7.weight"][digit].reshape(maps.pool2.shape)
    bias = w["7.bias"][digit]
    owed = [Owed("pool2", grad * maps.pool2, bias)]
    grad = max_pool2d_backward(grad, maps.conv2, 2)
    owed.append(Owed("conv2", grad * maps.conv2, bias))
    grad, _, biases = conv2d_backward(
        relu_backward(grad, maps.sums2), maps.pool1, w["3.weight"], w["3.bias"], padding=1
    )
    bias = bias + biases @ w["3.bias"]
    owed.append(Owed("pool1", grad * maps.pool1, bias))
    grad = max_pool2d_backward(grad, maps.conv1, 2)
    owed.append(Owed("conv1", grad * maps.conv1, bias))
    grad, _, biases = conv2d_backward(
        relu_backward(grad, maps.sums1), maps.picture, w["0.weight"], w["0.bias"], padding=1
    )
    owed.append(Owed("picture", grad * maps.picture, bias + biases @ w["0.bias"]))
    return owed
