"""The trait that holds what is drawn on a pad."""

import traitlets

from cnnlib.widgets.kit.arrays import Vector

from .ink import PAD


class Strokes(Vector):
    """What is drawn: x, y, x, y, … from 0 to 280, and -1 between two strokes."""

    def validate(self, obj: object, value: object) -> list[float]:
        numbers = super().validate(obj, value)
        if not all(number == -1 or 0 <= number <= PAD for number in numbers):
            raise traitlets.TraitError(
                f"{self.name} must be x, y, x, y, from 0 to {PAD}, with -1 between two strokes, "
                f"not {next(n for n in numbers if n != -1 and not 0 <= n <= PAD):g}"
            )
        return numbers
