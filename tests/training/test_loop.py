"""The training loop is PyTorch's usual one, batch for batch; it repeats, and refuses clearly."""

import json
import math

import numpy as np
import pytest
import torch
from torch.nn.functional import cross_entropy
from torch.utils.data import DataLoader, TensorDataset

from cnnlib.training import evaluate, fit
from tests.training.article import LABELS, examples, network, weights

pytestmark = pytest.mark.usefixtures("one_thread")


def loader_loop(model, x, y, *, epochs, seed=None, batch_size=64, **adam):
    """The loop that every tutorial writes, with a real DataLoader; returns the losses."""
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001, **adam)
    if seed is not None:
        torch.manual_seed(seed)
    losses = []
    for _ in range(epochs):
        for x_batch, y_batch in DataLoader(TensorDataset(x, y), batch_size, shuffle=True):
            loss = cross_entropy(model(x_batch), y_batch)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
    return losses


@pytest.mark.parametrize("seed", [None, 11])
def test_equals_a_dataloader_loop_bit_for_bit(digits, seed):
    """21 steps in three epochs, an incomplete last batch, dropout drawing too: nothing differs."""
    x, y = digits[:2]
    ours, theirs = network(dropout=0.5), network(dropout=0.5)
    torch.manual_seed(5)
    history = fit(ours, x, y, epochs=3, seed=seed, device="cpu")
    theirs.to(memory_format=torch.channels_last)
    torch.manual_seed(5)
    losses = loader_loop(theirs, x, y, epochs=3, seed=seed, fused=True)
    assert len(losses) == 21
    assert history.loss == losses
    assert torch.equal(weights(ours), weights(theirs))


def test_the_fast_settings_change_no_result_beyond_rounding(digits):
    """channels_last and fused Adam against the plain ones, losses of two epochs."""
    x, y = digits[:2]
    history = fit(network(), x, y, epochs=2, seed=11, device="cpu")
    np.testing.assert_allclose(
        history.loss, loader_loop(network(), x, y, epochs=2, seed=11), rtol=1e-4
    )


def test_same_seed_same_weights(digits):
    x, y = digits[:2]
    first, second, other = (network(dropout=0.5) for _ in range(3))
    history = fit(first, x, y, epochs=2, seed=7, device="cpu")
    assert fit(second, x, y, epochs=2, seed=7, device="cpu").loss == history.loss
    fit(other, x, y, epochs=2, seed=8, device="cpu")
    assert torch.equal(weights(first), weights(second))
    assert not torch.equal(weights(first), weights(other))


def test_validation_changes_nothing_in_the_training(digits):
    x, y, x_test, y_test = digits
    without, with_it = network(dropout=0.5), network(dropout=0.5)
    fit(without, x, y, epochs=2, seed=7, device="cpu")
    history = fit(with_it, x, y, epochs=2, seed=7, device="cpu", validation=(x_test, y_test))
    assert torch.equal(weights(without), weights(with_it))
    assert history.accuracy[-1] == evaluate(with_it, x_test, y_test)


def test_numpy_arrays_do_as_well(digits):
    x, y, x_test, y_test = digits
    of_tensors, of_arrays = network(), network()
    fit(of_tensors, x, y, epochs=1, seed=1, device="cpu")
    small = y.numpy().astype(np.int32)
    fit(of_arrays, x.numpy(), small, epochs=1, seed=1, device="cpu")
    assert torch.equal(weights(of_tensors), weights(of_arrays))
    accuracy = evaluate(of_arrays, x_test.numpy(), y_test.numpy())
    assert accuracy == evaluate(of_tensors, x_test, y_test)


def test_history(digits):
    x, y, x_test, y_test = digits
    model = network()
    adam = torch.optim.Adam(model.parameters(), lr=0.01)
    history = fit(model, x, y, epochs=4, optimizer=adam, device="cpu", validation=(x_test, y_test))
    assert len(history.loss) == 4 * 7
    assert len(history.epoch_loss) == len(history.accuracy) == len(history.seconds) == 4
    assert history.loss[0] == pytest.approx(math.log(10), abs=0.1)  # ten classes, none preferred
    assert history.epoch_loss[1] == pytest.approx(np.mean(history.loss[7:14]))
    assert history.accuracy[-1] > 0.6  # a tenth would be chance
    json.dumps(vars(history))  # plain lists of plain numbers


def test_other_arguments_are_refused():
    x, y = examples(), LABELS
    another = torch.optim.Adam(network().parameters())
    with pytest.raises(ValueError, match="another model's weights"):
        fit(network(), x, y, epochs=1, optimizer=another, device="cpu")
    with pytest.raises(TypeError, match="optimizer is Adam: give one that is built"):
        fit(network(), x, y, epochs=1, optimizer=torch.optim.Adam)
    model = network()
    with pytest.raises(TypeError, match="optimizer is LBFGS"):
        fit(model, x, y, epochs=1, optimizer=torch.optim.LBFGS(model.parameters()))
    for option, values in {"epochs": (0, 2.5, "3"), "batch_size": (0, 8.0), "seed": (0.5,)}.items():
        for value in values:
            with pytest.raises((ValueError, TypeError), match=f"{option} must be"):
                fit(model, x, y, **{"epochs": 1} | {option: value})
    with pytest.raises(ValueError, match="outside torch's range"):
        fit(model, x, y, epochs=1, seed=2**64)
    for pair in (x, (x,), (x, y, y), True):
        with pytest.raises(TypeError, match=r"validation must be a pair \(x, y\)"):
            fit(model, x, y, epochs=1, validation=pair)
    assert torch.equal(weights(model), weights(network()))
