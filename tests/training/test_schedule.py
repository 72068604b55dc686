"""Schedules, early stopping, gradient norms and augmentation, each against the loop by hand."""

import copy
import math

import pytest
import torch
from torch.nn.functional import cross_entropy
from torch.nn.utils import clip_grad_norm_
from torch.optim import SGD, Adam, lr_scheduler
from torch.utils.data import DataLoader, TensorDataset

from cnnlib.training import evaluate, fit
from tests.training.training_run import examples, network

TRAIN, VALIDATION = examples(100, 5), examples(100, 6)


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


pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture
def pair():
    """Two equal networks in the memory format of `fit`."""
    torch.manual_seed(3)
    first = network().to(memory_format=torch.channels_last)
    return first, copy.deepcopy(first)


def weights(model):
    return torch.cat([part.flatten().double() for part in model.state_dict().values()])


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


def test_gradient_norms_change_nothing_and_are_those_of_the_optimizers_weights(pair):
    first, second = pair
    without = fit(first, *TRAIN, epochs=2, seed=1, device="cpu")
    history = fit(second, *TRAIN, epochs=2, seed=1, device="cpu", gradient_norm=True)
    assert without.gradient_norm == [] and len(history.gradient_norm) == len(history.loss) == 4
    assert history.loss == without.loss and torch.equal(weights(first), weights(second))
    # Nobody clears the gradients of weights that no optimizer has: they must not be counted.
    part = SGD(first[-1].parameters(), lr=0.0)
    history = fit(first, *TRAIN, epochs=3, batch_size=100, optimizer=part, gradient_norm=True)
    assert max(history.gradient_norm) < 3 * min(history.gradient_norm)
    gradients = [weight.grad for weight in first[-1].parameters()]
    norm = math.sqrt(sum(gradient.square().sum().item() for gradient in gradients))
    assert history.gradient_norm[-1] == pytest.approx(norm, rel=1e-5)


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


def test_the_best_weights_come_back_also_without_a_stop(pair):
    """Batch norm's running means are among them; without patience the last weights stay."""
    first, second = pair

    def train(model, **options):
        """Two good epochs, and then a rate at which nothing is learned."""
        too_fast = lr_scheduler.MultiStepLR(SGD(model.parameters(), lr=0.1), [2], gamma=50)
        options |= {"validation": VALIDATION, "seed": 1, "device": "cpu"}
        return fit(model, *TRAIN, epochs=4, schedule=too_fast, **options)

    last = train(first).validation_loss[-1]
    history = train(second, patience=9)
    lowest = min(history.validation_loss)
    assert history.best_epoch == 2 and history.validation_loss[-1] == last > 2 * lowest
    for model, expected in ((first, last), (second, lowest)):
        model.eval()
        with torch.no_grad():
            loss = cross_entropy(model(VALIDATION[0]), VALIDATION[1]).item()
        assert loss == pytest.approx(expected, rel=1e-5)


def test_the_reader_is_told_of_the_stop(pair, capsys):
    model = pair[0]
    frozen = SGD(model[-1].parameters(), lr=0.0)
    model[1].momentum = 0.0  # nothing changes, so that nothing gets better
    options = {"optimizer": frozen, "validation": VALIDATION, "patience": 2, "device": "cpu"}
    history = fit(model, *TRAIN, epochs=9, progress=True, **options)
    assert len(history.loss) == 3 * 2 and history.best_epoch == 1
    assert "stopped: no lower validation loss since epoch 1" in capsys.readouterr().out
    fit(model, *TRAIN, epochs=9, progress=False, **options)
    assert capsys.readouterr().out == ""


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
