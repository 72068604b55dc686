"""A picture, moved, through a convolution, a stride and a pooling: the twin of engine/shift.mjs."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from cnnlib.ops.conv import conv2d
from cnnlib.ops.pooling.average_pooling import avg_pool2d
from cnnlib.ops.pooling.global_pooling import global_max_pool2d
from cnnlib.ops.pooling.max_pooling import max_pool2d

POOL: dict[str, Callable[..., np.ndarray]] = {"max": max_pool2d, "average": avg_pool2d}

Shift = tuple[int, int]  # pixels down, pixels to the right


class Stage(NamedTuple):
    """A map on its way: `stride` pixels from cell to cell, each seeing `reach` pixels."""

    name: str
    values: np.ndarray  # (H, W)
    stride: int  # 0: a single cell, which can't move
    reach: tuple[int, int]
    before: int  # how far ahead of its place a cell begins to see

    def inside(self, side: int, shift: Shift) -> np.ndarray:
        """Return which cells see no border, before a move and after it, (H, W) bool.

        `side` is the number of the picture's rows, and of its columns.
        """
        if not self.stride:
            return np.zeros(self.values.shape, bool)
        axes = []
        for n, reach, pixels in zip(self.values.shape, self.reach, shift, strict=True):
            now = np.arange(n) * self.stride - self.before  # the first pixel that a cell sees
            first, last = np.minimum(now, now - pixels), np.maximum(now, now - pixels) + reach
            axes.append((first >= 0) & (last <= side))
        return np.outer(*axes)


class Network(NamedTuple):
    """A convolution and what follows it, as the traits of ShiftLab say."""

    kernel: list[list[float]]
    padding: int
    stride: int
    pool: str

    def stages(self, x: np.ndarray) -> list[Stage]:
        """Return the maps of a picture, (H, W), stage after stage."""
        w = np.array(self.kernel, dtype=float)[None, None]  # (1, 1, kH, kW)
        kh, kw = w.shape[2:]
        s, p = self.stride, self.padding
        strides = sorted({1, s})
        maps = [conv2d(x[None], w, stride=jump, padding=p) for jump in strides]  # (1, H, W)
        named = zip(["convolution", "stride"], maps, strides, strict=False)
        out = [Stage(name, y[0], jump, (kh, kw), p) for name, y, jump in named]
        if self.pool == "global max":
            out.append(Stage(self.pool, global_max_pool2d(maps[-1])[0], 0, x.shape, p))
        elif self.pool != "none":
            y = POOL[self.pool](maps[-1], 2)[0]
            out.append(Stage(f"{self.pool} pool", y, 2 * s, (kh + s, kw + s), p))
        return out


def move(x: np.ndarray, down: int, right: int) -> np.ndarray:
    """Return a matrix moved by whole cells: what leaves it is lost, and zeros come in.

    >>> move(np.array([[1, 2, 3]]), 0, -1)
    array([[2, 3, 0]])
    """
    (rows, columns), out = x.shape, np.zeros_like(x)
    to, at = (slice(max(d, 0), max(n + d, 0)) for d, n in ((down, rows), (right, columns)))
    source = tuple(slice(max(-d, 0), max(n - d, 0)) for d, n in ((down, rows), (right, columns)))
    out[to, at] = x[source]
    return out


def compared(
    network: Network, picture: np.ndarray, shift: Shift, along: bool
) -> list[tuple[Stage, np.ndarray]]:
    """Return each stage of the moved picture, and the old map that it is held against.

    `along`: that map moves too, by as many whole cells as the picture moves pixels.
    """
    pairs = []
    after, before = network.stages(move(picture, *shift)), network.stages(picture)
    for new, old in zip(after, before, strict=True):
        whole = [int(d / new.stride) if along and new.stride else 0 for d in shift]
        pairs.append((new, move(old.values, *whole)))
    return pairs


def measured(
    pairs: list[tuple[Stage, np.ndarray]], side: int, shift: Shift
) -> dict[str, dict[str, float]]:
    """Return how the maps of each pair differ: see ShiftLab.measures."""
    found = {}
    for stage, other in pairs:
        apart, both = np.abs(stage.values - other), np.abs(stage.values) + np.abs(other)
        apart[apart <= 1e-9 * max(1, both.max())] = 0
        found[stage.name] = {
            "cells": apart.size,
            "differ": int((apart > 0).sum()),
            "inside": int((apart[stage.inside(side, shift)] > 0).sum()),
            "largest": float(apart.max()),
            "apart": float(apart.sum() / both.sum()) if apart.any() else 0.0,
        }
    return found
