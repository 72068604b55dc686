"""The weights that DigitPad answers with, and the command that makes them.

``python -m cnnlib.widgets.digit_pad.weights`` trains the final chapter's network (9,098 parameters)
on MNIST and writes ``weights.txt``: how it was made, then all numbers as base64 of float16.
"""

from base64 import b64decode, b64encode
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:  # a widget needs no torch, only the command does
    from torch import Tensor

FILE = Path(__file__).with_name("weights.txt")
SHAPES = {  # in the order in which the numbers stand in the file; torch's names
    "0.weight": (8, 1, 3, 3),
    "0.bias": (8,),
    "3.weight": (16, 8, 3, 3),
    "3.bias": (16,),
    "7.weight": (10, 784),
    "7.bias": (10,),
}
SEED, EPOCHS, BATCH, RATE, HELD_OUT = 1, 20, 128, 8e-3, 5000
TURN, SCALE, SHEAR, SHIFT = 12, 0.12, 0.15, 2  # degrees, shares, pixels: at most, either way


@cache
def packed() -> bytes:
    """Return the 9,098 numbers as float16, as the page gets them."""
    lines = FILE.read_text(encoding="utf-8").splitlines()
    return b64decode("".join(line for line in lines if not line.startswith("#")))


@cache
def weights() -> dict[str, NDArray]:
    """Return the weights as float64 arrays, by the names that torch's state_dict gives them.

    >>> {name: array.shape for name, array in weights().items()} == SHAPES
    True
    """
    numbers = np.frombuffer(packed(), "<f2").astype(float)
    ends = np.cumsum([np.prod(shape) for shape in SHAPES.values()])
    parts = zip(SHAPES.items(), np.split(numbers, ends), strict=False)
    return {name: part.reshape(shape) for (name, shape), part in parts}


def bent(x: "Tensor") -> "Tensor":
    """Turn, scale, slant and shift each picture of a batch a little: nobody draws as neatly."""
    import torch
    from torch.nn.functional import affine_grid, grid_sample

    def within(most: float) -> torch.Tensor:
        return most * (2 * torch.rand(len(x), device=x.device) - 1)

    turn, scale, shear = within(np.radians(TURN)), 1 + within(SCALE), within(SHEAR)
    cos, sin = torch.cos(turn) / scale, torch.sin(turn) / scale
    # The grid goes from -1 to 1: 14 pixels are 1.
    rows = [cos, cos * shear - sin, within(SHIFT / 14), sin, sin * shear + cos, within(SHIFT / 14)]
    grid = affine_grid(torch.stack(rows, 1).view(-1, 2, 3), list(x.shape), align_corners=False)
    return grid_sample(x, grid, align_corners=False)


def main() -> None:
    """Train, look at the test set once, and write the file."""
    import torch

    from cnnlib import load_mnist
    from cnnlib.training import evaluate, fit
    from cnnlib.training.networks import digits

    x_train, y_train, x_test, y_test = load_mnist()
    x, test = (torch.from_numpy(part)[:, None].float() / 255 for part in (x_train, x_test))
    y = torch.from_numpy(y_train)
    torch.set_num_threads(1)  # the same bits, however many cores there are
    torch.manual_seed(SEED)
    model = digits()
    optimizer = torch.optim.Adam(model.parameters(), lr=RATE, fused=True)
    steps = EPOCHS * -(-(len(x) - HELD_OUT) // BATCH)
    history = fit(
        *(model, x[:-HELD_OUT], y[:-HELD_OUT]),
        epochs=EPOCHS,
        batch_size=BATCH,
        optimizer=optimizer,
        schedule=torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=steps),
        augment=bent,
        seed=SEED,
        device="cpu",
        validation=(x[-HELD_OUT:], y[-HELD_OUT:]),
    )
    with torch.no_grad():
        for weight in model.parameters():
            weight.copy_(weight.half())
    numbers = np.concatenate([model.state_dict()[name].numpy().ravel() for name in SHAPES])
    text = b64encode(numbers.astype("<f2").tobytes()).decode()
    lines = [
        "# Weights of DigitPad: base64 of 9,098 float16 numbers, made by",
        "# python -m cnnlib.widgets.digit_pad.weights",
        f"# from MNIST (CC BY-SA 3.0): {EPOCHS} epochs of Adam, batch {BATCH}, one cycle up to "
        f"{RATE:g}, seed {SEED},",
        f"# pictures turned by at most {TURN} degrees, scaled by {SCALE:.0%}, slanted by "
        f"{SHEAR:.0%}, shifted by {SHIFT} pixels.",
        f"# Accuracy on {HELD_OUT:,} digits held out of the training set: "
        f"{history.accuracy[-1]:.2%}",
        f"# Accuracy on the test set, with these float16 numbers: "
        f"{evaluate(model, test, torch.from_numpy(y_test)):.2%}",
        *(text[i : i + 100] for i in range(0, len(text), 100)),
    ]
    part = FILE.with_suffix(".part")  # the old weights stay until the new ones are whole
    part.write_text("\n".join(lines) + "\n", encoding="utf-8")
    part.replace(FILE)
    print("\n".join(lines[:6]))


if __name__ == "__main__":
    main()
