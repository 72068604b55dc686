"""The training loop is PyTorch's usual one, batch for batch; it repeats, and refuses clearly."""

import itertools
import json
import math
import sys

import nbformat
import numpy as np
import pytest
import torch
from nbclient import NotebookClient
from torch import nn
from torch.nn.functional import cross_entropy
from torch.utils.data import DataLoader, TensorDataset

from cnnlib.data import load_mnist
from cnnlib.training import choose_device, evaluate, fit, predict, scores

pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture(scope="module")
def digits():
    """The first 400 training and 500 test digits, scaled to [0, 1]."""
    x_train, y_train, x_test, y_test = load_mnist()
    return (
        torch.as_tensor(x_train[:400])[:, None] / 255,
        torch.as_tensor(y_train[:400]),
        torch.as_tensor(x_test[:500])[:, None] / 255,
        torch.as_tensor(y_test[:500]),
    )


def network(seed=3, dropout=0.0):
    """Article 1's network, 9,098 parameters, with dropout where the test wants random numbers."""
    torch.manual_seed(seed)
    return nn.Sequential(
        nn.Conv2d(1, 8, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(8, 16, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Dropout(dropout),
        nn.Linear(784, 10),
    )


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


def weights(model):
    return torch.cat([weight.detach().flatten() for weight in model.parameters()])


# --- the batches and the arithmetic -----------------------------------------------------------


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


def test_the_optimizer_that_is_given_is_used(digits):
    x, y = digits[:2]
    by_hand, by_default = network(), network()
    adam = torch.optim.Adam(by_hand.parameters(), lr=0.001, fused=True)
    fit(by_hand, x, y, epochs=1, optimizer=adam, seed=0, device="cpu")
    fit(by_default, x, y, epochs=1, seed=0, device="cpu")
    assert torch.equal(weights(by_hand), weights(by_default))
    frozen = network()
    sgd = torch.optim.SGD(frozen[-1].parameters(), lr=0.1)  # a part of the weights will do
    fit(frozen, x, y, epochs=1, optimizer=sgd, seed=0, device="cpu")
    assert torch.equal(frozen[0].weight, network()[0].weight)
    assert not torch.equal(frozen[-1].weight, network()[-1].weight)


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


# --- what it records, and what it learns ------------------------------------------------------


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


# --- devices ----------------------------------------------------------------------------------


def test_choose_device_takes_the_fastest(monkeypatch):
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 0)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    assert choose_device() == torch.device("cpu")
    with pytest.raises(ValueError, match=r"device cuda is not there: choose one of cpu$"):
        choose_device("cuda")
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    assert choose_device() == torch.device("mps")
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    assert choose_device() == torch.device("cuda:0")
    assert choose_device("cuda") == torch.device("cuda")
    assert choose_device("mps:0") == torch.device("mps:0")  # as a weight on it says
    assert choose_device(torch.device("cuda:1")) == torch.device("cuda:1")
    with pytest.raises(ValueError, match=r"cuda:2 .* choose one of cuda:0, cuda:1, mps, cpu$"):
        choose_device("cuda:2")
    with pytest.raises(ValueError, match=r"device gpu is not there: choose one of cuda:0"):
        choose_device("gpu")


# --- refusals ---------------------------------------------------------------------------------


def examples(n=6, shape=(1, 28, 28)):
    return torch.zeros(n, *shape)


LABELS = torch.arange(6)
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


def test_frozen_weights_are_refused_instead_of_learning_nothing():
    """The mistake of a published tutorial: an attribute of the layer switches nothing on."""
    model = network().requires_grad_(False)
    model[-1].requires_grad = True
    for optimizer in (None, torch.optim.SGD(model.parameters(), lr=0.1)):
        with pytest.raises(ValueError, match=r"frozen.*requires_grad_\(True\)"):
            fit(model, examples(), LABELS, epochs=1, optimizer=optimizer, device="cpu")
    model[-1].requires_grad_(True)
    fit(model, examples(), LABELS, epochs=1, device="cpu")
    assert torch.equal(model[0].weight, network()[0].weight)
    assert not torch.equal(model[-1].bias, network()[-1].bias)


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


def test_a_single_example_left_over_for_batch_norm():
    model = nn.Sequential(nn.Flatten(), nn.BatchNorm1d(784), nn.Linear(784, 10))
    message = r"batch of shape \(1, 784\).*batch_size that leaves no single"
    with pytest.raises(ValueError, match=message.replace("784", "1, 28, 28")):
        fit(model, examples(), LABELS, epochs=1, batch_size=5, device="cpu")


def test_layers_that_rest_go_on_resting(digits):
    """A frozen batch norm in a model that learns: looking at the scores must not wake it."""
    model = nn.Sequential(nn.BatchNorm2d(1), nn.Flatten(), nn.Linear(784, 10))
    model[0].eval()
    scores(model, digits[0])
    assert model.training and not model[0].training


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


# --- the bar ----------------------------------------------------------------------------------


def bar_of(capsys, digits, **options):
    fit(network(), *digits[:2], epochs=2, device="cpu", **options)
    out, err = capsys.readouterr()
    assert out == ""
    return err


def test_bar(capsys, digits, monkeypatch):
    assert bar_of(capsys, digits) == ""  # pytest is no terminal
    assert bar_of(capsys, digits, progress=False) == ""
    shown = bar_of(capsys, digits, progress=True)
    assert "epoch 2/2" in shown and "loss " in shown
    assert shown.split("\r")[-2].strip() == ""  # wiped at the end


def test_bar_by_default_in_terminals(capsys, digits, monkeypatch):
    monkeypatch.delenv("TQDM_DISABLE", raising=False)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert "epoch 2/2" in bar_of(capsys, digits)
    monkeypatch.setenv("TQDM_DISABLE", "1")
    assert bar_of(capsys, digits) == ""


TRAIN = """
import os, torch
from cnnlib.training import fit
model = torch.nn.Linear(2, 2)
history = fit(model, torch.zeros(64, 2), torch.arange(64) % 2, epochs=2)
"""


def test_bar_in_a_notebook(monkeypatch, tmp_path):
    """Live by default; and with TQDM_DISABLE, as the book is built, no trace on the page."""
    monkeypatch.delenv("TQDM_DISABLE", raising=False)
    sources = [TRAIN, "os.environ['TQDM_DISABLE'] = '1'" + TRAIN]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(s) for s in sources])
    NotebookClient(notebook, timeout=300, kernel_name="python3").execute(cwd=str(tmp_path))
    live, built = ([output.data for output in cell.outputs] for cell in notebook.cells)
    assert ["application/vnd.jupyter.widget-view+json" in view for view in live] == [True]
    assert built == []
