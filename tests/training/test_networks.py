"""The published networks have the published shapes and counts; what the records say is of them."""

import json
from importlib.resources import files
from statistics import mean

import pytest
import torch

from cnnlib import summary
from cnnlib.training import networks

RECORDS = json.loads(files("cnnlib.training").joinpath("records.json").read_text("utf-8"))
PUBLISHED = {  # parameters, input, what is flattened, classes
    networks.digits: (9_098, (1, 28, 28), 784, 10),
    networks.wide_digits: (421_642, (1, 28, 28), 3136, 10),
    networks.two_colour_classes: (438_842, (3, 300, 300), 219_040, 2),
    networks.fashion: (29_034, (1, 28, 28), 1568, 10),
}
TRAINED = {"article": networks.digits, "fast": networks.fast_digits, "small": networks.small_digits}
TRAINED |= {"wide": networks.wide_digits, "fashion": networks.fashion}
TRAINED |= {"cloth": networks.two_colour_classes, "1,000 digits": networks.wide_digits}


@pytest.mark.parametrize("build", PUBLISHED)
def test_shapes_and_counts(build) -> None:
    parameters, shape, flat, classes = PUBLISHED[build]
    network = build()
    assert networks.parameters(network) == parameters
    x = torch.zeros(1, *shape)
    sizes = [x := layer(x) for layer in network.eval()]
    assert (1, flat) in [tuple(size.shape) for size in sizes] and x.shape == (1, classes)
    assert str(parameters) in str(summary(network, shape)).replace(",", "")


def test_wide_digits_begin_as_published() -> None:
    torch.manual_seed(0)
    conv, hidden = (networks.wide_digits()[i].weight for i in (3, 7))
    assert conv.std().item() == pytest.approx(0.01, rel=0.05)
    bound = (6 / (3136 + 128)) ** 0.5
    assert 0.95 * bound < hidden.abs().max().item() <= bound


@pytest.mark.parametrize("name", TRAINED)
def test_the_records_are_of_these_networks(name: str) -> None:
    runs = RECORDS[name]
    assert len({run["seed"] for run in runs}) == 3
    assert {run["parameters"] for run in runs} == {networks.parameters(TRAINED[name]())}
    assert all(0.5 < run["test"] < 1 for run in runs)


@pytest.mark.parametrize(("name", "least"), [("fast", 0.987), ("small", 0.994)])
def test_the_records_reach_what_the_book_promises(name: str, least: float) -> None:
    """On average over the seeds, with at most 10,000 numbers to learn."""
    assert mean(run["test"] for run in RECORDS[name]) >= least
    assert max(run["parameters"] for run in RECORDS[name]) <= 10_000
