"""A batch: changed by `augment`, and refused where it does not fit."""

import pytest
from torch import nn

from cnnlib.training import evaluate, fit
from tests.training.article import LABELS, examples
from tests.training.training_run import TRAIN, VALIDATION

pytestmark = pytest.mark.usefixtures("one_thread")


def test_augment_sees_each_batch_once_in_training_alone(pair):
    first, second = pair
    shapes = []

    def brighter(x):
        shapes.append(tuple(x.shape))
        assert x.device.type == "cpu"
        return x + 1

    history = fit(
        *(first, *TRAIN), epochs=2, augment=brighter, validation=VALIDATION, seed=1, device="cpu"
    )
    assert shapes == 2 * [(64, 1, 8, 8), (36, 1, 8, 8)]
    expected = fit(second, TRAIN[0] + 1, TRAIN[1], epochs=2, seed=1, device="cpu")
    assert history.loss == expected.loss
    assert history.accuracy[-1] == evaluate(first, *VALIDATION)


AUGMENTS = {
    "nothing": (lambda x: None, TypeError, "augment returned a NoneType"),
    "an array": (lambda x: x.numpy(), TypeError, "augment returned a ndarray"),
    "fewer": (lambda x: x[:3], ValueError, r"made 3 examples, .* of 64, .* keep their number"),
    "doubles": (lambda x: x.double(), ValueError, "torch.float64, .* torch.float32"),
    "narrower": (lambda x: x[..., :7], ValueError, r"not take a batch of shape \(64, 1, 8, 7\)"),
}


@pytest.mark.parametrize("name", AUGMENTS)
def test_what_augment_may_not_do(pair, name):
    augment, kind, message = AUGMENTS[name]
    with pytest.raises(kind, match=message):
        fit(pair[0], *TRAIN, epochs=1, augment=augment, device="cpu")


def test_a_single_example_left_over_for_batch_norm():
    model = nn.Sequential(nn.Flatten(), nn.BatchNorm1d(784), nn.Linear(784, 10))
    message = r"batch of shape \(1, 784\).*batch_size that leaves no single"
    with pytest.raises(ValueError, match=message.replace("784", "1, 28, 28")):
        fit(model, examples(), LABELS, epochs=1, batch_size=5, device="cpu")
