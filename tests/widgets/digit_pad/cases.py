"""engine/network.mjs: every map, the logits and what they owe to each cell, against torch."""

from base64 import b64decode, b64encode

import numpy as np
import torch

from cnnlib import load_mnist
from cnnlib.training.networks import digits
from cnnlib.widgets.digit_pad.weights import SHAPES, packed

MODULE = "engine/network"
COUNT = 120
TEST = load_mnist().x_test


def draw(rng: np.random.Generator) -> dict:
    """Draw the book's weights or others, and a test digit, noise, or nothing."""
    size = sum(np.prod(shape) for shape in SHAPES.values())
    other = rng.normal(size=size) * 10.0 ** rng.integers(
        -5, 1
    )  # some too small for float16's usual form
    numbers = packed() if rng.random() < 0.6 else other.astype("<f2").tobytes()
    pictures = [TEST[rng.integers(len(TEST))] / 255, rng.random((28, 28)), np.zeros((28, 28))]
    picture = pictures[rng.choice(3, p=[0.7, 0.2, 0.1])]
    return {"call": "answerRows", "args": [b64encode(numbers).decode(), picture.tolist()]}


def expected(case: dict) -> dict:
    """Run torch forward, and its autograd back from the largest logit."""
    numbers, picture = case["args"]
    model = loaded(np.frombuffer(b64decode(numbers), "<f2"))
    x = torch.tensor(picture, dtype=torch.float64)[None, None].requires_grad_()
    maps = [x]
    for layer in model:
        maps.append(layer(maps[-1]))
        maps[-1].retain_grad()
    logits = maps[-1][0]
    logits.max().backward()
    places = {"pool2": 6, "conv2": 5, "pool1": 3, "conv1": 2, "picture": 0}
    biases = [(model[i].bias.grad * model[i].bias).sum().item() for i in (7, 3, 0)]
    return {
        **{name: maps[i].detach().ravel() for name, i in places.items() if name != "picture"},
        "logits": logits.detach(),
        "shares": logits.detach().softmax(0),
        "owed": tuple((maps[i].grad * maps[i]).detach().ravel() for i in places.values()),
        "biases": np.cumsum(biases)[[0, 0, 1, 1, 2]],
    }


def loaded(numbers: np.ndarray) -> torch.nn.Module:
    """Return the network with these weights, in float64."""
    ends = np.cumsum([np.prod(shape) for shape in SHAPES.values()])
    parts = zip(SHAPES.items(), np.split(numbers, ends), strict=False)
    state = {name: torch.tensor(part.reshape(shape)) for (name, shape), part in parts}
    model = digits().double()
    model.load_state_dict(state)
    return model
