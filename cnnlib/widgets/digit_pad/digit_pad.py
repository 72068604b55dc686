"""The digit pad: draw a digit, and chase the answer back to the pixels."""

from functools import cache

import numpy as np
import traitlets

from cnnlib.data.mnist import load_mnist
from cnnlib.ops.softmax import softmax
from cnnlib.teaching.frames import Frame, Panel
from cnnlib.widgets.kit.base import Widget
from cnnlib.widgets.kit.script import script, style
from cnnlib.widgets.kit.traits import Choice, Flag, Whole

from .ink import seen
from .network import Maps, Owed, chase, forward
from .presets import NOTHING, PRESETS, SAMPLES
from .strokes import Strokes
from .weights import packed

STEPS = 6  # the logit, and the five layers that it is chased back to
NAMES = {"pool2": "Max pool 2", "conv2": "Convolution 2", "pool1": "Max pool 1"} | {
    "conv1": "Convolution 1",
    "picture": "Pixels",
}


@cache
def _samples() -> bytes:
    x_test = load_mnist().x_test
    return x_test[[int(digit) for digit in SAMPLES]].tobytes()


class DigitPad(Widget):
    """Draw a digit, see every map of the network that reads it, and where its answer comes from.

    The network is the final chapter's, with 9,098 trained weights that come with the book:
    ``weights.txt`` says how they were made.

    Parameters
    ----------
    digit : {"none", "10", "2", ...}
        The number, in MNIST's test set, of the digit on the pad; `DigitPad.SAMPLES` has those
        that come with the page, and what people call them.
    strokes : list of numbers
        What is drawn: x, y, x, y, ... of one stroke, each from 0 to 280, with -1 between two
        strokes; [-1] for none. It goes on top of the digit.
    centred : bool
        Scale and place what is drawn as MNIST's digits were: into 20 x 20 pixels, the centre of
        mass in the middle of 28 x 28.
    logit : {"winner", "0", ..., "9"}
        Which answer is chased back.
    step : int
        How far: 0 is the logit, 1 its 784 products, 2 to 5 the layers behind them to the pixels.
    predict : bool
        Ask what the network answers before it is shown.
    title : str
        The question above the pad.
    presets : list of dict
        The starting points in the list: name, question, and the traits that are not as usual.

    Raises
    ------
    traitlets.TraitError
        If a value is of the wrong kind or range; the old value stays.

    References
    ----------
    The digits are from MNIST, CC BY-SA 3.0; see ``cnnlib/data/mnist.md``.

    Examples
    --------
    >>> pad = DigitPad(digit="none", strokes=[60, 40, 220, 40, 120, 240])  # across, then down
    >>> int(pad.output.argmax())
    7
    >>> pad.picture.shape, len(pad.output), [owed.layer for owed in pad.chase()]
    ((28, 28), 10, ['pool2', 'conv2', 'pool1', 'conv1', 'picture'])
    """

    _esm = script("digit_pad/digit_pad")
    _css = style("board/picture", "digit_pad/digit_pad", of="DigitPad")

    PRESETS = PRESETS
    SAMPLES = SAMPLES

    digit = Choice("0", words=["none", *SAMPLES])
    strokes = Strokes(NOTHING, most=3000)
    centred = Flag(True)
    logit = Choice("winner", words=["winner", *"0123456789"])
    step = Whole(0, limits=[0, STEPS - 1])
    _weights = traitlets.Bytes(packed(), read_only=True).tag(sync=True)
    _samples = traitlets.Bytes(read_only=True).tag(sync=True)
    _names = traitlets.List(list(map(list, SAMPLES.items())), read_only=True).tag(sync=True)

    @traitlets.default("_samples")
    def _digits(self) -> bytes:
        return _samples()

    @traitlets.default("_height")
    def _estimate(self) -> list[str]:
        """Height on a wide page and on a phone, as digit_pad.css lays it out: an estimate."""
        return [f"{1314 + 45 * self.predict}px", f"{2527 - 60 * self.predict}px"]

    @property
    def picture(self) -> np.ndarray:
        """What the network sees, float64 of shape (28, 28), from 0 (background) to 1 (ink)."""
        start = None
        if self.digit != "none":
            digits = np.frombuffer(_samples(), np.uint8).reshape(-1, 28, 28)
            start = digits[list(SAMPLES).index(self.digit)] / 255
        return seen(start, self.strokes, self.centred)

    @property
    def maps(self) -> Maps:
        """All maps between the picture and its logits, computed by `cnnlib`."""
        return forward(self.picture)

    @property
    def output(self) -> np.ndarray:
        """The ten logits, float64 of shape (10,)."""
        return self.maps.logits

    def chase(self) -> list[Owed]:
        """Return what the chosen logit owes to each cell, from the last maps to the pixels.

        Each has the name of a `layer`, `values` of its shape, and `biases`: the part of the logit
        that comes from the biases behind it. Both together add up to the logit.
        """
        maps = self.maps
        return chase(maps, self._chosen(maps))

    def _chosen(self, maps: Maps) -> int:
        return int(maps.logits.argmax()) if self.logit == "winner" else int(self.logit)

    def frames(self) -> list[Frame]:
        """Return the six steps as pictures: the maps, laid side by side, and the sum."""
        maps, owed = self.maps, self.chase()
        digit, shares = self._chosen(maps), softmax(maps.logits, 0)
        logit = maps.logits[digit]
        first = Panel("What it sees", "input", self.picture, shades=(0, 1))
        answers = Panel("Logits 0 to 9", "output", maps.logits.reshape(2, 5).round(1))
        frames = [
            Frame(
                [first, answers], ["→"], f"{digit}: {_share(shares[digit])}, logit {_fixed(logit)}"
            )
        ]
        for part in owed:
            sheet, most = _sheet(part.values), np.abs(part.values).max() or 1
            speaks = part.values[part.values > 0].sum()
            against = -part.values[part.values < 0].sum()
            panels = [
                first,
                Panel(
                    f"{NAMES[part.layer]}: what cells add", "output", sheet, shades=(-most, most)
                ),
            ]  # zero is grey
            told = f"{_fixed(speaks)} for, {_fixed(against)} against, biases {_fixed(part.biases)}"
            frames.append(Frame(panels, ["→"], f"{digit}: {told}: {_fixed(logit)}"))
        return frames

    def __repr__(self) -> str:
        maps = self.maps
        digit, share = int(maps.logits.argmax()), softmax(maps.logits, 0).max()
        shown = "an empty pad"
        if self.digit != "none":
            shown = f"test digit {self.digit}, a {SAMPLES[self.digit]}"
        if (strokes := self.strokes) != NOTHING:
            count = sum(a >= 0 and b < 0 for a, b in zip(strokes, [*strokes[1:], -1], strict=True))
            shown = f"{shown} with {count} strokes" if self.digit != "none" else f"{count} strokes"
        return f"DigitPad({shown}; the network answers {digit} with {_share(share)})"


def _fixed(value: float) -> str:
    return f"{value:.2f}".replace("-", "\N{MINUS SIGN}")


def _share(share: float) -> str:
    told = f"{share:.2%}"
    return "more than 99.99%" if told == "100.00%" else told


def _sheet(maps: np.ndarray) -> np.ndarray:
    """Lay maps (C, H, W) out in rows of four."""
    count, rows, columns = maps.shape
    if count == 1:
        return maps[0]
    grid = maps.reshape(count // 4, 4, rows, columns)
    return grid.swapaxes(1, 2).reshape(count // 4 * rows, 4 * columns)
