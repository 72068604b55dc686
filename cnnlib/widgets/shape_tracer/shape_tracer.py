"""The shape tracer: what becomes of a shape on its way through a stack of layers."""

from collections.abc import Sequence

import numpy as np
import traitlets

from cnnlib.shapes.summary import Summary, summary
from cnnlib.teaching.frames import Frame
from cnnlib.widgets.kit.base import Widget
from cnnlib.widgets.kit.limited import Limited
from cnnlib.widgets.kit.script import script, style
from cnnlib.widgets.kit.traits import Text

from .frames import frames, height
from .modules import layer, write
from .presets import PRESETS
from .reading import read


class Stack(Text):
    """Layers as a text in torch's syntax; takes a torch.nn.Sequential too."""

    def validate(self, obj: object, value: object) -> str:
        try:
            if not isinstance(value, str) and (
                hasattr(value, "forward") or isinstance(value, list)
            ):
                value = write(value)
            text = super().validate(obj, value)
            read(text)
        except ValueError as error:
            raise traitlets.TraitError(f"{self.name}: {error}") from None
        return text


class Shape(Limited[list[int]], traitlets.List):
    """One to three whole numbers: (C, H, W), (C, L) or (features,)."""

    MOST = 4096

    def __init__(self, default: Sequence[int]) -> None:
        super().__init__(default, limit={"vector": 3})

    def validate(self, obj: object, value: object) -> list[int]:
        numbers = list(value) if isinstance(value, Sequence | np.ndarray) else []
        whole = all(type(n) is int or isinstance(n, np.integer) for n in numbers)
        if not (whole and 0 < len(numbers) <= 3 and 0 < min(numbers) <= max(numbers) <= self.MOST):
            raise traitlets.TraitError(
                f"{self.name} must be (C, H, W), (C, L) or (features,), whole numbers from 1 to "
                f"{self.MOST}, not {value!r:.60}"
            )
        return [int(n) for n in numbers]


class ShapeTracer(Widget):
    """Follow a shape through a stack of layers: sizes, parameters, what a number sees, what fails.

    Parameters
    ----------
    stack : str or torch.nn.Sequential
        Layers in torch's syntax, at most 4,000 letters and 100 layers. A text is read and never
        run: ``nn.Sequential(...)``, bare lines, or ``self.conv1 = ...``.
    input_shape : (int, int, int), (int, int) or (int,)
        Of one input, without the batch: (C, H, W), (C, L) or (features,), each at most 4,096.
    step : int
        The layer that is shown, counted from 0; the last step is the total.
    predict : bool
        Ask for each shape and number of parameters before it is shown.
    title : str
        The question above the stack.
    presets : list of dict
        The starting points in the list: name, question, stack, input_shape. Read once, when the
        widget is shown.

    Raises
    ------
    traitlets.TraitError
        If a text can't be read, with its line and what was found; the old value stays.

    Examples
    --------
    >>> w = ShapeTracer(stack="nn.Conv2d(1, 8, 3), nn.MaxPool2d(2)", input_shape=(1, 9, 8))
    >>> w.output
    array([8, 3, 3])
    >>> w.summary.parameters
    80
    """

    _esm = script("shape_tracer/shape_tracer")
    _css = style("shape_tracer/shape_tracer", of="ShapeTracer")

    PRESETS = PRESETS

    stack = Stack(PRESETS[0]["stack"], most=4000)
    input_shape = Shape(PRESETS[0]["input_shape"])

    @traitlets.default("_height")
    def _estimate(self) -> list[str]:
        """Height on a wide page and on a phone, as shape_tracer.css lays it out: an estimate."""
        rows, problem = self._rows()
        shapes, notes = [tuple(self.input_shape)], []
        for row in rows:
            shapes.append(row.shape)
            notes.append(row.note)
        lines = [line.strip() for line in self.stack.strip().split("\n")]
        layers = read(self.stack)
        texts = lines if len(lines) == len(layers) else [name for name, _ in layers]
        heights = []
        for phone in (False, True):
            own = height(texts, shapes, notes, self.step + 1, bool(problem), phone, self.predict)
            asks = bool(rows) and len(shapes[0]) == 3 and rows[0].parameters > 0
            ask = self.predict * ((160 + 70 * asks) if phone else 108)
            heights.append(own + ask + 22 * ((len(self.title) - 1) // (31 if phone else 29)))
        return [f"{pixels:.0f}px" for pixels in heights]

    @property
    def summary(self) -> Summary:
        """What `cnnlib.summary` says of the stack: a row for each layer."""
        return summary([layer(*one) for one in read(self.stack)], tuple(self.input_shape))

    @property
    def output(self) -> np.ndarray:
        """The shape of the output without the batch, (C, H, W), (C, L) or (features,).

        Raises
        ------
        ValueError
            If a layer cannot take what it gets, with the numbers.
        """
        return np.array(self.summary[-1].shape)

    def _rows(self) -> tuple[Summary, str | None]:
        """Return the rows up to the layer that fails, and why it does."""
        layers = [layer(*one) for one in read(self.stack)]
        shape = tuple(self.input_shape)
        try:
            return summary(layers, shape), None
        except ValueError as error:
            place = int(str(error).split()[1])  # "layer 3 (…) cannot take …"
            return summary(layers[:place], shape), str(error)

    def frames(self) -> list[Frame]:
        """Each layer that changes or learns something as a picture: what it gets and makes."""
        return frames(read(self.stack), tuple(self.input_shape), *self._rows())

    def __repr__(self) -> str:
        rows, problem = self._rows()
        through = [self.input_shape, *(row.shape for row in rows)]
        path = [by for i, by in enumerate(map(_by, through)) if i == 0 or by != _by(through[i - 1])]
        end = problem or f"{rows.parameters:,} parameters"
        return f"ShapeTracer({' → '.join(path)}: {end})"


def _by(shape: Sequence[int]) -> str:
    return "x".join(map(str, shape))
