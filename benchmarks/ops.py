"""How fast cnnlib is: ratios to torch and SciPy, as a Markdown table.

Run ``python benchmarks/ops.py``. Everything runs on one thread of one process, and the rivals
take turns, so that whatever slows the machine down slows both. What is compared is the median of
the processor time, which other programs do not lengthen as they do the time on the clock.
"""
# ruff: noqa: E402

import os

for library in ("OMP", "OPENBLAS", "MKL"):  # before NumPy and torch start their threads
    os.environ[f"{library}_NUM_THREADS"] = "1"

import statistics
import time
import tracemalloc
from functools import partial

import numpy as np
import torch
import torch.nn.functional as F
from scipy.signal import correlate2d

from cnnlib import conv2d, conv2d_backward, correlate, max_pool2d, max_pool2d_backward

torch.set_num_threads(1)

ROUNDS, LEAST = 101, 0.0002  # timings of each rival, and seconds that one timing lasts at least

# name: (batch, channels, size, kernels, kernel size, padding), limits for forward in float32 and
# float64, and for forward + backward in float32. Of the 7x7 only Python's overhead is seen.
LAYERS = {
    "3x224x224, 64 kernels 3x3": ((1, 3, 224, 64, 3, 1), 1.1, 1.0, 1.0),
    "MNIST 1→8, 3x3, batch 64": ((64, 1, 28, 8, 3, 1), 0.6, 1.0, 0.6),
    "MNIST 8→16, 3x3, batch 64": ((64, 8, 14, 16, 3, 1), 2.0, 1.0, 2.2),
    "512x512, one 3x3": ((1, 1, 512, 1, 3, 0), 0.4, 1.0, None),
    "512x512, one 11x11": ((1, 1, 512, 1, 11, 0), 0.5, 1.0, None),
    "7x7, one 3x3": ((1, 1, 7, 1, 3, 0), 5.0, None, None),
}
POOLS = {
    "64x8x28x28, 2x2": ((64, 8, 28, 28), (2,)),
    "64x16x14x14, 2x2": ((64, 16, 14, 14), (2,)),
    "1x64x112x112, 3x3, stride 2, padding 1": ((1, 64, 112, 112), (3, 2, 1)),
}


def medians(*rivals):
    """Return the median time of one call of each rival, in seconds; they take turns."""
    calls = []
    for rival in rivals:
        start = time.process_time()
        rival()
        rival()
        calls.append(max(1, int(2 * LEAST / (time.process_time() - start + 1e-9))))
    times = [[] for _ in rivals]
    for _ in range(ROUNDS):
        for rival, n, taken in zip(rivals, calls, times, strict=True):
            start = time.process_time()
            for _ in range(n):
                rival()
            taken.append((time.process_time() - start) / n)
    return [statistics.median(taken) for taken in times]


def row(name, limit, ours, theirs, rival="torch"):
    """Time both and print one line of the table."""
    mine, other = medians(ours, theirs)
    ratio = mine / other
    verdict = "" if limit is None else "ok" if ratio <= limit else "**over**"
    print(
        f"| {name} | {mine * 1e6:,.0f} | {other * 1e6:,.0f} ({rival}) | {ratio:.2f} "
        f"| {limit or ''} | {verdict} |",
        flush=True,
    )


def arrays(dtype, *shapes):
    rng = np.random.default_rng(0)
    return [rng.standard_normal(shape).astype(dtype) for shape in shapes]


def layer(dtype, n, c, size, kernels, k, p):
    """Return input, weight and the output's gradient for a layer."""
    out = size + 2 * p - k + 1
    return arrays(dtype, (n, c, size, size), (kernels, c, k, k), (n, kernels, out, out))


def main():
    print("| | µs | µs | ratio | at most | |")
    print("| --- | ---: | ---: | ---: | ---: | --- |")

    for dtype in ("float32", "float64"):
        for name, (sizes, *limits, _) in LAYERS.items():
            x, w, _ = layer(dtype, *sizes)
            tx, tw, p = torch.from_numpy(x), torch.from_numpy(w), sizes[-1]
            row(
                f"conv2d {name}, {dtype}",
                limits[dtype == "float64"],
                lambda x=x, w=w, p=p: conv2d(x, w, padding=p),
                lambda tx=tx, tw=tw, p=p: F.conv2d(tx, tw, padding=p),
            )

    for dtype in ("float32", "float64"):
        for name, (sizes, *_, limit) in LAYERS.items():
            if limit is None:
                continue
            x, w, g = layer(dtype, *sizes)
            tg, p = torch.from_numpy(g), sizes[-1]
            tx, tw = (torch.from_numpy(a).requires_grad_() for a in (x, w))

            def ours(x=x, w=w, g=g, p=p):
                conv2d(x, w, padding=p)
                conv2d_backward(g, x, w, padding=p)

            def theirs(tx=tx, tw=tw, tg=tg, p=p):
                torch.autograd.grad(F.conv2d(tx, tw, padding=p), (tx, tw), tg)

            limit = limit if dtype == "float32" else 1.0
            row(f"conv2d + both gradients {name}, {dtype}", limit, ours, theirs)

    for name, (shape, options) in POOLS.items():
        (x,) = arrays("float32", shape)
        tx = torch.from_numpy(x)
        row(
            f"max_pool2d {name}",
            0.2,
            lambda x=x, o=options: max_pool2d(x, *o),
            lambda tx=tx, o=options: F.max_pool2d(tx, *o),
        )
        (g,) = arrays("float32", max_pool2d(x, *options).shape)
        tx, tg = tx.requires_grad_(), torch.from_numpy(g)

        def ours(x=x, g=g, o=options):
            max_pool2d(x, *o)
            max_pool2d_backward(g, x, *o)

        def theirs(tx=tx, tg=tg, o=options):
            torch.autograd.grad(F.max_pool2d(tx, *o), tx, tg)

        row(f"max_pool2d + gradient {name}", 0.5, ours, theirs)

    for dtype in ("float32", "float64"):
        for name, ((n, c, size, kernels, k, _), *_) in LAYERS.items():
            x, w, _ = layer(dtype, n, c, size, kernels, k, 0)

            def theirs(x=x, w=w):
                for image in x:
                    for kernel in w:
                        sum(map(correlate2d, image, kernel, ["valid"] * len(image)))

            limit = None if size == 7 else 1.0
            scipy = "SciPy's correlate2d"
            row(f"conv2d {name}, {dtype}", limit, lambda x=x, w=w: conv2d(x, w), theirs, scipy)
            if n == c == kernels == 1:
                ours = partial(correlate, x[0, 0], w[0, 0])
                row(f"correlate {name}, {dtype}", limit, ours, theirs, scipy)

    x, w, _ = layer("float32", *LAYERS["512x512, one 11x11"][0])
    tracemalloc.start()
    conv2d(x, w)
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    verdict = "ok" if peak <= 40 else "**over**"
    print(f"| conv2d 512x512, one 11x11: extra memory in MB | {peak:.1f} | | | 40 | {verdict} |")


if __name__ == "__main__":
    main()
