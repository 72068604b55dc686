"""Scores and accuracy, and examples and models that are refused at the door."""

import math

import numpy as np
import pytest
import torch
from torch import nn

from cnnlib.training import evaluate, fit, predict, scores
from tests.training.article import LABELS, examples, network, weights

pytestmark = pytest.mark.usefixtures("one_thread")


def test_scores_predict_and_evaluate(digits):
    x, y = digits[2:]
    model = network(dropout=0.5)
    model.eval()
    with torch.no_grad():
        expected = model(x)
    model.train()
    found = scores(model, x, batch_size=64)
    torch.testing.assert_close(found, expected)
    assert model.training and not found.requires_grad  # left as it was
    assert torch.equal(predict(model, x), expected.argmax(1))
    assert evaluate(model, x, y) == (expected.argmax(1) == y).sum().item() / 500


def test_layers_that_rest_go_on_resting(digits):
    """A frozen batch norm in a model that learns: looking at the scores must not wake it."""
    model = nn.Sequential(nn.BatchNorm2d(1), nn.Flatten(), nn.Linear(784, 10))
    model[0].eval()
    scores(model, digits[0])
    assert model.training and not model[0].training


REFUSALS = {
    "lengths": (examples(5), LABELS, ValueError, r"5 examples and labels of shape \(6,\)"),
    "one hot": (examples(), torch.eye(6, dtype=int), ValueError, r"labels of shape \(6, 6\)"),
    "none": (examples(0), LABELS[:0], ValueError, "one example at least"),
    "bytes": (examples().byte(), LABELS, TypeError, r"examples are torch.uint8.*/ 255"),
    "float64": (examples().double(), LABELS, TypeError, "float64 and the weights torch.float32"),
    "float labels": (examples(), LABELS.float(), TypeError, "labels are torch.float32"),
    "label 10": (examples(), LABELS + 5, ValueError, "from 5 to 10, but the model's 10 outputs"),
    "label -1": (examples(), LABELS - 1, ValueError, "from -1 to 4"),
    "NaN": (examples() * math.nan, LABELS, ValueError, "NaN or infinite"),
    "words": (examples(), np.array(list("abcdef")), TypeError, "labels are no numbers"),
    "complex": (examples(), LABELS + 0j, TypeError, "labels are torch.complex64"),
    "complex examples": (examples() + 0j, LABELS, TypeError, "examples are torch.complex64"),
    "no axis": (torch.tensor(1.0), LABELS[0], ValueError, r"no examples and labels of shape \(\)"),
    "no pixels": (examples(shape=(1, 0, 28)), LABELS, ValueError, "one example at least"),
    "infinite": (examples() - math.inf, LABELS, ValueError, "NaN or infinite"),
    "no channels": (
        examples(shape=(28, 28)),
        LABELS,
        ValueError,
        r"shape \(28, 28\) each.*C, H, W",
    ),
    "wrong size": (examples(shape=(1, 32, 32)), LABELS, ValueError, r"shape \(1, 32, 32\) each"),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_refused_at_the_door(case):
    x, y, kind, message = REFUSALS[case]
    model = network()
    with pytest.raises(kind, match=message):
        fit(model, x, y, epochs=1, device="cpu")
    with pytest.raises(kind, match=f"^validation: .*{message}"):
        fit(model, examples(), LABELS, epochs=1, device="cpu", validation=(x, y))
    with pytest.raises(kind, match=message):
        evaluate(model, x, y)
    assert torch.equal(weights(model), weights(network()))  # refused before the first step


MODELS = {
    "a function": (lambda x: x, TypeError, "function without weights"),
    "not built": (nn.Linear, TypeError, "type without weights"),
    "no weights": (nn.Flatten(), TypeError, "Flatten without weights"),
    "maps": (nn.Conv2d(1, 10, 3), ValueError, r"gives \(2, 10, 26, 26\) for 2 examples"),
    "no batch axis": (
        nn.Sequential(nn.Conv2d(1, 1, 28), nn.Flatten(0)),
        ValueError,
        r"gives \(2,\) for 2 examples: it must give a row of scores",
    ),
}


@pytest.mark.parametrize("name", MODELS)
def test_models_that_give_no_scores_are_refused(name):
    model, kind, message = MODELS[name]
    with pytest.raises(kind, match=message):
        fit(model, examples(), LABELS, epochs=1, device="cpu")
    with pytest.raises(kind, match=message):
        evaluate(model, examples(), LABELS)
