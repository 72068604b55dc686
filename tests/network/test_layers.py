"""The NumPy network is torch's network: outputs, gradients, training, weights both ways."""

import numpy as np
import pytest
import torch
from torch import nn

from cnnlib import network as L
from cnnlib.network.optim import SGD, Adam


def close(ours: np.ndarray, theirs: torch.Tensor, most: float) -> None:
    """Hold the norm of the difference below `most` times the norm."""
    theirs = theirs.detach().numpy()
    assert ours.shape == theirs.shape and ours.dtype == theirs.dtype
    assert np.linalg.norm(ours - theirs) <= most * np.linalg.norm(theirs)


def article_1(dtype: str = "float64") -> tuple[L.Sequential, nn.Sequential]:
    """Both networks of the final chapter, with torch's initial weights."""
    ours = L.Sequential(
        L.Conv2d(1, 8, 3, padding=1, dtype=dtype),
        L.ReLU(),
        L.MaxPool2d(2),
        L.Conv2d(8, 16, 3, padding=1, dtype=dtype),
        L.ReLU(),
        L.MaxPool2d(2),
        L.Flatten(),
        L.Linear(784, 10, dtype=dtype),
    )
    torch.manual_seed(3)
    theirs = nn.Sequential(
        nn.Conv2d(1, 8, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(8, 16, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(784, 10),
    ).to(getattr(torch, dtype))
    ours.load_state_dict(theirs.state_dict())
    return ours, theirs


def every_layer() -> tuple[L.Sequential, nn.Sequential]:
    """Both networks with every layer and option, Dropout at rest."""
    f64 = {"dtype": np.float64}
    ours = L.Sequential(
        L.Conv2d(2, 6, (3, 2), stride=2, padding=(1, 0), bias=False, **f64),
        L.BatchNorm2d(6, **f64),
        L.ReLU(),
        L.Sequential(L.AvgPool2d(2, 1, padding=1), L.Conv2d(6, 4, 2, dilation=2, groups=2, **f64)),
        L.MaxPool2d(2, 1),
        L.Flatten(),
        L.Dropout(0.0),
        L.Linear(4 * 2 * 2, 5, bias=False, **f64),
    )
    theirs = nn.Sequential(
        nn.Conv2d(2, 6, (3, 2), stride=2, padding=(1, 0), bias=False),
        nn.BatchNorm2d(6),
        nn.ReLU(),
        nn.Sequential(nn.AvgPool2d(2, 1, padding=1), nn.Conv2d(6, 4, 2, dilation=2, groups=2)),
        nn.MaxPool2d(2, 1),
        nn.Flatten(),
        nn.Dropout(0.0),
        nn.Linear(4 * 2 * 2, 5, bias=False),
    ).double()
    ours.load_state_dict(theirs.state_dict())
    return ours, theirs


@pytest.mark.parametrize(("build", "shape"), [(article_1, (1, 28, 28)), (every_layer, (2, 8, 8))])
def test_outputs_and_gradients_are_torchs(build, shape: tuple[int, ...]) -> None:
    ours, theirs = build()
    rng = np.random.default_rng(0)
    x, y = rng.standard_normal((16, *shape)), rng.integers(0, 5, 16)
    tx, loss = torch.tensor(x, requires_grad=True), L.CrossEntropy()
    for _ in range(2):  # gradients add up until zero_grad, as torch's do
        value = loss(ours(x), y)
        grad_x = ours.backward(loss.backward())
        expected = nn.functional.cross_entropy(theirs(tx), torch.tensor(y))
        expected.backward()
    close(np.asarray(value), expected, 1e-13)
    close(2 * grad_x, tx.grad, 1e-13)
    for parameter, tensor in zip(ours.parameters(), theirs.parameters(), strict=True):
        close(parameter.grad, tensor.grad, 1e-13)
    x_new = rng.standard_normal((3, *shape))
    close(ours.eval()(x_new), theirs.eval()(torch.tensor(x_new)), 1e-13)  # running statistics too


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_training_follows_torch(dtype: str) -> None:
    ours, theirs = article_1(dtype)
    rng = np.random.default_rng(1)
    x, y = rng.random((40, 8, 1, 28, 28)).astype(dtype), rng.integers(0, 10, (40, 8))
    mine, other = Adam(ours.parameters()), torch.optim.Adam(theirs.parameters())
    loss, most = L.CrossEntropy(), 1e-4 if dtype == "float32" else 1e-9
    for xs, ys in zip(x, y, strict=True):
        value = loss(ours(xs), ys)
        mine.zero_grad()
        ours.backward(loss.backward())
        mine.step()
        expected = nn.functional.cross_entropy(theirs(torch.tensor(xs)), torch.tensor(ys))
        other.zero_grad()
        expected.backward()
        other.step()
        assert abs(value - expected.item()) <= most * expected.item()


OPTIMIZERS = [
    (SGD, torch.optim.SGD, {"lr": 0.1}),
    (SGD, torch.optim.SGD, {"lr": 0.1, "momentum": 0.9, "weight_decay": 0.01}),
    (Adam, torch.optim.Adam, {}),
    (Adam, torch.optim.Adam, {"lr": 0.01, "betas": (0.8, 0.9), "eps": 1e-3, "weight_decay": 0.1}),
    (Adam, torch.optim.Adam, {"amsgrad": True, "weight_decay": 1e-5}),
]


@pytest.mark.parametrize(("ours", "theirs", "options"), OPTIMIZERS)
def test_optimizers_take_torchs_steps(ours, theirs, options: dict) -> None:
    rng = np.random.default_rng(2)
    values = [rng.standard_normal(shape) for shape in [(3, 2), (4,)]]
    parameters = [L.Parameter(v.copy()) for v in values]
    tensors = [torch.tensor(v, requires_grad=True) for v in values]
    mine, other = ours(parameters, **options), theirs(tensors, **options)
    for step in range(30):
        for i, (p, t) in enumerate(zip(parameters, tensors, strict=True)):
            skip = i == 1 and step % 3 == 0  # without a gradient a parameter stays
            p.grad = None if skip else rng.standard_normal(p.value.shape)
            t.grad = None if skip else torch.tensor(p.grad)
        mine.step()
        other.step()
        for p, t in zip(parameters, tensors, strict=True):
            close(p.value, t, 1e-13)


@pytest.mark.parametrize(("layer", "twin"), [
    (L.Conv2d(4, 300, 5, padding="same", rng=0), nn.Conv2d(4, 300, 5, padding="same")),
    (L.Linear(50, 400, rng=0), nn.Linear(50, 400)),
])  # fmt: skip
def test_initial_weights_are_drawn_as_torch_draws_them(layer: L.Layer, twin: nn.Module) -> None:
    for name, value in layer.state_dict().items():
        theirs = getattr(twin, name).detach().numpy()
        assert value.shape == theirs.shape and value.dtype == np.float32
        assert abs(value).max() == pytest.approx(abs(theirs).max(), rel=0.02)  # the same bound
        assert value.std() == pytest.approx(theirs.std(), rel=0.1)
        assert abs(value.mean()) < value.std() / 4


def test_data_need_no_gradient() -> None:
    """Without the input's gradient all others stay as they are."""
    x, y = np.random.default_rng(1).random((4, 1, 6, 6)), np.array([0, 1, 2, 0])
    for first in ((L.Conv2d(1, 2, 3, rng=0, dtype=float), L.ReLU()), (L.AvgPool2d(1),)):
        side = 16 * 2 if len(first) == 2 else 36
        net = L.Sequential(*first, L.Flatten(), L.Linear(side, 3, rng=1, dtype=float))
        loss, grads = L.CrossEntropy(), []
        for wanted in (True, False):
            loss(net(x), y)
            for parameter in net.parameters():
                parameter.grad = None
            grad_x = net.backward(loss.backward(), input_gradient=wanted)
            grads.append([parameter.grad for parameter in net.parameters()])
            if wanted:
                assert grad_x.shape == x.shape
            elif len(first) == 2:
                assert grad_x is None
        assert all(np.array_equal(a, b) for a, b in zip(*grads, strict=True))


def test_weights_go_both_ways() -> None:
    ours, theirs = every_layer()
    ours(np.random.default_rng(4).standard_normal((2, 2, 8, 8)))  # moves the running statistics
    theirs.load_state_dict({name: torch.from_numpy(a) for name, a in ours.state_dict().items()})
    assert list(ours.state_dict()) == list(theirs.state_dict())
    x = np.random.default_rng(5).standard_normal((3, 2, 8, 8))
    close(ours.eval()(x), theirs.eval()(torch.tensor(x)), 1e-13)


def test_nonsense_is_refused_and_nothing_changes() -> None:
    net = L.Sequential(L.Linear(3, 2, rng=0), L.ReLU(), L.Linear(2, 2, rng=1))
    before = net.state_dict()
    with pytest.raises(ValueError, match=r"no 2\.bias"):
        net.load_state_dict({n: a + 1 for n, a in before.items() if n != "2.bias"})
    with pytest.raises(ValueError, match=r"2\.weight has shape \(3, 3\), but this layer's is"):
        net.load_state_dict({n: a + 1 for n, a in before.items()} | {"2.weight": np.ones((3, 3))})
    assert all((before[name] == a).all() for name, a in net.state_dict().items())
    with pytest.raises(ValueError, match="do not divide into 2 groups"):
        L.Conv2d(3, 4, 3, groups=2)
    with pytest.raises(ValueError, match=r"must be \(N, C, H, W\)"):
        L.BatchNorm2d(3)(np.ones((2, 3)))
    with pytest.raises(ValueError, match="0 parameters"):
        SGD([])
    with pytest.raises(ValueError, match="lr must be at least 0, got -1"):
        Adam(net.parameters(), lr=-1)


def test_dropout_learns_with_its_mask_and_rests_in_use() -> None:
    layer, x = L.Dropout(0.5, rng=0), np.ones((4, 100))
    y = layer(x)
    assert set(np.unique(y)) == {0.0, 2.0}
    assert (layer.backward(np.ones_like(x)) == y).all()
    assert (layer.eval()(x) == x).all() and (layer.backward(x) == x).all()
