"""Random small changes of pictures that leave their meaning: moved, turned, made larger."""

import math
from collections.abc import Callable

import torch
from torch.nn.functional import affine_grid, grid_sample


def jitter(
    shift: float = 0.0, degrees: float = 0.0, scale: float = 0.0
) -> Callable[[torch.Tensor], torch.Tensor]:
    """Return a function that moves, turns and scales each picture of a batch at random.

    What comes in from outside is 0. Digits must not be mirrored: most of them are none then.

    Parameters
    ----------
    shift : float
        At most so many pixels, in each direction.
    degrees : float
        Turned by at most this, either way.
    scale : float
        0.1 makes a picture up to 10 % larger or smaller.

    Examples
    --------
    >>> x = torch.eye(3).reshape(1, 1, 3, 3)
    >>> torch.equal(jitter()(x), x)
    True
    """

    def change(x: torch.Tensor) -> torch.Tensor:
        def drawn(most: float) -> torch.Tensor:
            return (2 * torch.rand(len(x), device=x.device) - 1) * most

        angle, larger = drawn(math.radians(degrees)), 1 + drawn(scale)
        cos, sin = angle.cos() / larger, angle.sin() / larger
        high, wide = x.shape[-2:]
        # where each pixel comes from, in halves of the picture, as affine_grid takes it
        down, right = drawn(2 * shift / high), drawn(2 * shift / wide)
        rows = [cos, -sin * high / wide, right, sin * wide / high, cos, down]
        where = torch.stack(rows, 1).reshape(-1, 2, 3).to(x.dtype)
        grid = affine_grid(where, list(x.shape), align_corners=False)
        return grid_sample(x, grid, align_corners=False)

    change.__name__ = f"jitter({shift:g}, {degrees:g}, {scale:g})"  # by which a checkpoint knows it
    return change
