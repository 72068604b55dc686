"""Schedules and early stopping, each against the loop by hand."""

import copy
import math

import pytest
import torch
from torch.nn.functional import cross_entropy
from torch.nn.utils import clip_grad_norm_
from torch.optim import SGD, Adam, lr_scheduler
from torch.utils.data import DataLoader, TensorDataset

from cnnlib.training import evaluate, fit
from tests.training.article import weights
from tests.training.training_run import TRAIN, VALIDATION

pytestmark = pytest.mark.usefixtures("one_thread")


def by_hand(model, optimizer, epochs, schedule=None, per_batch=False, patience=None):
    """The trainer that every tutorial writes, seed 1; returns what it records."""
    torch.manual_seed(1)
    losses, norms, validation_losses, rates = [], [], [], []
    best = None
    for _ in range(epochs):
        model.train()
        for x, y in DataLoader(TensorDataset(*TRAIN), 16, shuffle=True):
            optimizer.zero_grad()
            loss = cross_entropy(model(x), y)
            loss.backward()
            norms.append(clip_grad_norm_(model.parameters(), max_norm=math.inf).item())
            rates.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            losses.append(loss.item())
            if per_batch:
                schedule.step()
        model.eval()
        with torch.no_grad():
            validation_loss = cross_entropy(model(VALIDATION[0]), VALIDATION[1]).item()
        if validation_loss < min(validation_losses, default=math.inf):
            best, waited = copy.deepcopy(model.state_dict()), 0
        else:
            waited += 1
        validation_losses.append(validation_loss)
        if schedule is not None and not per_batch:
            watches = isinstance(schedule, lr_scheduler.ReduceLROnPlateau)
            schedule.step(validation_loss) if watches else schedule.step()
        if waited == patience:
            break
    if patience:
        model.load_state_dict(best)
    return losses, norms, validation_losses, rates


def test_the_second_tutorials_trainer(pair):
    """Adam with amsgrad, a halved rate on plateaus, early stopping and the norms it records."""
    theirs, ours = pair
    # The rate is not the tutorial's 1e-3, so that both the plateau and the stop come soon.
    adam = Adam(theirs.parameters(), lr=0.05, weight_decay=1e-5, amsgrad=True)
    plateau = lr_scheduler.ReduceLROnPlateau(adam, factor=0.5, patience=3, min_lr=1e-6)
    losses, norms, validation_losses, rates = by_hand(theirs, adam, 60, plateau, patience=7)

    adam = Adam(ours.parameters(), lr=0.05, weight_decay=1e-5, amsgrad=True)
    plateau = lr_scheduler.ReduceLROnPlateau(adam, factor=0.5, patience=3, min_lr=1e-6)
    options = {"schedule": plateau, "validation": VALIDATION, "patience": 7, "batch_size": 16}
    history = fit(ours, *TRAIN, epochs=60, gradient_norm=True, seed=1, device="cpu", **options)

    assert history.loss == losses
    assert history.gradient_norm == norms
    assert history.validation_loss == validation_losses
    assert torch.equal(weights(ours), weights(theirs))
    assert len(set(rates)) > 1 and len(validation_losses) < 60  # both did happen
    assert history.best_epoch == len(history.validation_loss) - 7
    assert history.accuracy[history.best_epoch - 1] == evaluate(ours, *VALIDATION)
    assert len(history.epoch_loss) == len(history.accuracy) == len(history.seconds)


SCHEDULES = {
    "OneCycleLR": (lambda o: lr_scheduler.OneCycleLR(o, 0.1, total_steps=28), True),
    "CyclicLR": (lambda o: lr_scheduler.CyclicLR(o, 0.01, 0.1, step_size_up=5), True),
    "StepLR": (lambda o: lr_scheduler.StepLR(o, 1), False),
    "CosineAnnealingLR": (lambda o: lr_scheduler.CosineAnnealingLR(o, 4), False),
    "LambdaLR": (lambda o: lr_scheduler.LambdaLR(o, lambda epoch: 0.5**epoch), False),
    "SequentialLR": (
        lambda o: lr_scheduler.SequentialLR(
            o, [lr_scheduler.LinearLR(o, 0.1), lr_scheduler.StepLR(o, 1)], [2]
        ),
        False,
    ),
}


@pytest.mark.parametrize("name", SCHEDULES)
@pytest.mark.filterwarnings("error")
def test_schedules_step_as_by_hand(name, pair, tmp_path):
    """After each batch or each epoch; and a run that was resumed in the middle agrees, too."""
    theirs, ours = pair
    build, per_batch = SCHEDULES[name]
    resumed = copy.deepcopy(ours)

    def new(model):
        return build(SGD(model.parameters(), lr=0.1, momentum=0.9))

    schedule = new(theirs)
    losses, *_, rates = by_hand(theirs, schedule.optimizer, 4, schedule, per_batch)
    options = {"batch_size": 16, "seed": 1, "device": "cpu"}
    history = fit(ours, *TRAIN, epochs=4, schedule=new(ours), **options)
    assert history.loss == losses and len(set(rates)) > 2
    assert torch.equal(weights(ours), weights(theirs))
    path = tmp_path / "run.pt"
    fit(resumed, *TRAIN, epochs=2, schedule=new(resumed), checkpoint=path, **options)
    history = fit(resumed, *TRAIN, epochs=4, schedule=new(resumed), checkpoint=path, **options)
    assert history.loss == losses
    assert torch.equal(weights(resumed), weights(theirs))


def test_refusals(pair):
    model, other = pair
    adam, another = Adam(model.parameters()), Adam(other.parameters())

    def refused(kind, message, **options):
        with pytest.raises(kind, match=message):
            fit(model, *TRAIN, epochs=2, device="cpu", **options)

    plateau = lr_scheduler.ReduceLROnPlateau
    refused(ValueError, "patience 3 needs validation", patience=3)
    refused(ValueError, "patience must be at least 1, got 0", patience=0, validation=VALIDATION)
    refused(TypeError, "schedule is a float: give one of torch.optim", schedule=0.1)
    refused(TypeError, "schedule is a type: .*, built", schedule=plateau)
    refused(
        *(ValueError, "steers another optimizer"),
        **{"optimizer": adam, "schedule": lr_scheduler.StepLR(another, 1)},
    )
    refused(ValueError, "another model's", schedule=lr_scheduler.StepLR(another, 1))
    refused(ValueError, "watches the validation loss: give valid", schedule=plateau(adam))
    upside_down = plateau(adam, mode="max")
    refused(ValueError, "mode is max, not min", schedule=upside_down, validation=VALIDATION)
    cycle = lr_scheduler.OneCycleLR(adam, 0.1, total_steps=3)
    refused(ValueError, "step 0 of 3 and 4 batches are to come: .*=4", schedule=cycle)
    assert not adam.state
