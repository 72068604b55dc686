"""Numbers that are no longer finite stop the run, and the message says where and why."""

import itertools
import math

import pytest
import torch
from torch import nn
from torch.nn.functional import cross_entropy
from torch.optim import SGD
from torch.utils.data import DataLoader, TensorDataset

from cnnlib.training import fit
from tests.training.article import network
from tests.training.training_run import TRAIN, VALIDATION

pytestmark = pytest.mark.usefixtures("one_thread")


def explosive():
    """Three linear layers with nothing between them: a large learning rate makes them run away."""
    torch.manual_seed(3)
    model = nn.Sequential(nn.Flatten(), nn.Linear(784, 16), nn.Linear(16, 16), nn.Linear(16, 10))
    return model, torch.optim.SGD(model.parameters(), lr=0.35)


def test_a_loss_that_explodes_stops_the_run(digits):
    """The step that the message names is the first bad one of the same loop run by hand."""
    x, y = digits[:2]
    model, sgd = explosive()
    torch.manual_seed(0)
    batches = itertools.chain.from_iterable(
        DataLoader(TensorDataset(x, y), 16, shuffle=True) for _ in range(20)
    )
    losses = []
    for x_batch, y_batch in batches:
        loss = cross_entropy(model(x_batch), y_batch)
        losses.append(loss.item())
        if not math.isfinite(losses[-1]):
            break
        sgd.zero_grad()
        loss.backward()
        sgd.step()
    first = len(losses) - 1
    assert first > 0 and not math.isfinite(losses[first])
    model, sgd = explosive()
    with pytest.raises(FloatingPointError) as caught:
        fit(model, x, y, epochs=20, batch_size=16, optimizer=sgd, seed=0, device="cpu")
    message = str(caught.value)
    assert f"epoch {first // 25 + 1}, batch {first % 25 + 1} of 25" in message
    assert "inputs from 0 to 1" in message and "learning rate 0.35 is too large" in message


def test_a_model_that_is_bad_from_the_start(digits):
    model = network()
    with torch.no_grad():
        model[0].weight[0] = math.nan
    with pytest.raises(FloatingPointError, match=r"epoch 1, batch 1 of 7.*initial weights"):
        fit(model, *digits[:2], epochs=1, device="cpu")


@pytest.mark.parametrize("batch", [1, 2, 60])
def test_augment_that_makes_nan_is_named_with_the_batch(pair, batch):
    """Not the learning rate, nor the weights; also beyond the first look at the losses."""
    calls = []

    def spoil(x):
        calls.append(1)
        return x / 0 if len(calls) == batch else x

    where = f"epoch {(batch - 1) // 2 + 1}, batch {(batch - 1) % 2 + 1} of 2"
    with pytest.raises(FloatingPointError, match=f"{where}.*augment is at fault"):
        fit(pair[0], *TRAIN, epochs=30, augment=spoil, device="cpu")


def test_a_last_step_that_spoils_the_weights_stops_the_run(pair, tmp_path):
    """Its loss was still finite; and the checkpoint before it stays."""
    model, path = pair[0], tmp_path / "run.pt"
    sgd, steps = SGD(model.parameters(), lr=0.1), []

    def overflow(optimizer, *_):
        steps.append(1)
        if len(steps) == 4:
            optimizer.param_groups[0]["params"][0].data.fill_(math.nan)

    sgd.register_step_post_hook(overflow)
    message = r"weights are NaN or infinite after epoch 2, batch 2 of 2; .* 0.1 is too large"
    with pytest.raises(FloatingPointError, match=message):
        fit(model, *TRAIN, epochs=3, optimizer=sgd, checkpoint=path, device="cpu")
    assert len(torch.load(path, weights_only=True)["history"]["epoch_loss"]) == 1


def test_a_validation_loss_that_is_not_finite_stops_the_run(pair):
    model = pair[0]
    model[1].register_forward_hook(lambda layer, _, y: y if layer.training else y * math.inf)
    with pytest.raises(
        FloatingPointError, match="validation loss is nan after epoch 1, batch 2 of 2"
    ):
        fit(
            model,
            *TRAIN,
            epochs=3,
            validation=(VALIDATION[0][:50], VALIDATION[1][:50]),
            device="cpu",
        )
