"""Moved, turned, scaled: each against what torch does without any resampling."""

import pytest
import torch

from cnnlib.training.augment import jitter


@pytest.fixture
def draws(monkeypatch):
    """Let every random number be the largest, or the smallest."""
    return lambda value: monkeypatch.setattr(
        torch, "rand", lambda n, device=None: torch.full((n,), value, device=device)
    )


@pytest.mark.parametrize("size", [(8, 8), (6, 10)])
@pytest.mark.parametrize(("value", "by"), [(1.0, 2), (0.0, -2)])
def test_a_shift_by_whole_pixels_moves_them(draws, size, value, by):
    draws(value)
    x = torch.rand(1).item() + torch.arange(float(size[0] * size[1])).reshape(1, 1, *size)
    moved = jitter(shift=2)(x)
    expected = torch.zeros_like(x)
    here, there = (slice(0, -2), slice(2, None)) if by > 0 else (slice(2, None), slice(0, -2))
    expected[..., here, here] = x[..., there, there]
    assert torch.allclose(moved, expected, atol=1e-4)


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_a_quarter_turn_is_exact(draws, value):
    draws(value)
    x = torch.arange(25.0).reshape(1, 1, 5, 5)
    turned = jitter(degrees=90)(x)
    assert torch.allclose(turned, torch.rot90(x, 1 if value else -1, (2, 3)), atol=1e-4)


def test_a_half_turn_is_exact_in_a_long_picture(draws):
    draws(1.0)
    x = torch.arange(24.0).reshape(1, 1, 4, 6)
    assert torch.allclose(jitter(degrees=180)(x), x.flip(2, 3), atol=1e-4)


def test_a_picture_made_larger_keeps_its_middle(draws):
    draws(1.0)
    x = torch.zeros(1, 1, 9, 9)
    x[..., 3:6, 3:6] = 1  # 3x3 becomes 6x6
    assert jitter(scale=1.0)(x).sum() == pytest.approx(36, rel=0.02)
    assert jitter(scale=1.0)(x)[0, 0, 4, 4] == 1


def test_each_picture_is_drawn_by_itself_and_repeats_with_the_seed():
    x = torch.arange(64.0).reshape(1, 1, 8, 8).expand(3, 1, 8, 8)
    change = jitter(shift=2, degrees=10, scale=0.1)
    results = []
    for _ in range(2):
        torch.manual_seed(0)
        results.append(change(x))
    assert torch.equal(*results)
    assert not torch.equal(results[0][0], results[0][1])
    assert x.shape == results[0].shape and torch.equal(x[0], x[1])  # the input stays
