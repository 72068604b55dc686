"""The bias of a convolution, forward and backward: one number for each kernel's map."""

import numpy as np
from numpy.typing import NDArray


@np.errstate(invalid="ignore", over="ignore")  # NaN and infinity pass through
def add_bias(y: NDArray, b: NDArray | None) -> NDArray:
    """Add each kernel's bias to its map of y, (N, C_out, ...), in place."""
    if b is not None:
        y += b.reshape(-1, *[1] * (y.ndim - 2))
    return y


@np.errstate(invalid="ignore", over="ignore")
def bias_gradient(grad_y: NDArray) -> NDArray:
    """Return the sum of each kernel's map, (C_out,)."""
    maps = grad_y.reshape(*grad_y.shape[:2], -1 if grad_y.size else 0)
    return (maps @ np.ones(maps.shape[2], maps.dtype)).sum(0)  # BLAS adds up faster than sum
