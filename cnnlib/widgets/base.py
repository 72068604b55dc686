"""What all widgets share: one script, one style sheet, traits that refuse nonsense."""

import re
from pathlib import Path

import numpy as np
import traitlets

FOLDER = Path(__file__).parent
_IMPORT = re.compile(r'^import (\{[^}]*\}) from "\./(\w+)\.mjs";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const|class) (\w+))", re.MULTILINE)


def script(stem: str) -> str:
    """Return the ES module `stem`.mjs with all that it imports, as one text.

    A notebook loads a widget's script from memory, where relative imports fail. So each imported
    module becomes a function that runs once and returns its exports.
    """
    parts: dict[str, str] = {}

    def inline(name: str) -> str:
        source = (FOLDER / f"{name}.mjs").read_text(encoding="utf-8")
        for _, other in _IMPORT.findall(source):
            if other not in parts:
                body = inline(other)
                exports = ", ".join(_EXPORT.findall(body))
                body = f"{_EXPORT.sub('', body)}return {{ {exports} }};\n"
                parts[other] = f"const {other}_mjs = (() => {{\n{body}}})();\n"
        return _IMPORT.sub(r"const \1 = \2_mjs;\n", source)

    root = inline(stem)
    return "".join(parts.values()) + root


def style() -> str:
    """Return the style sheet that all widgets share."""
    return (FOLDER / "widget.css").read_text(encoding="utf-8")


class Matrix(traitlets.List):
    """A list of rows of numbers; takes a NumPy array too. `most` is the largest side."""

    def __init__(self, *args: object, most: int, **options: object) -> None:
        self.most = most
        super().__init__(*args, **options)

    def validate(self, obj: object, value: object) -> list[list[float]]:
        rule = f"must be a matrix of finite numbers, from 1x1 to {self.most}x{self.most}"
        try:
            array = np.asarray(value)
        except ValueError:  # rows of different lengths
            array = np.asarray(None)
        if array.dtype.kind not in "iuf" or array.ndim != 2:
            found = f"{type(value).__name__} {value!r:.60}"
            raise traitlets.TraitError(f"{self.name} {rule}, not {found}")
        if not np.isfinite(array).all():
            raise traitlets.TraitError(f"{self.name} {rule}: it holds infinity or NaN")
        if not 0 < min(array.shape) <= max(array.shape) <= self.most:
            raise traitlets.TraitError(f"{self.name} {rule}, not {array.shape[0]}x{array.shape[1]}")
        return array.tolist()


class Pair(traitlets.TraitType):
    """A whole number, or one for rows and one for columns, as torch takes them."""

    def __init__(self, default: int, *, limits: list[int], **options: object) -> None:
        self.limits = limits  # least and most
        super().__init__(default, **options)

    def validate(self, obj: object, value: object) -> int | list[int]:
        least, most = self.limits
        numbers = list(value) if isinstance(value, list | tuple) else [value]
        whole = all(isinstance(n, int | np.integer) and not isinstance(n, bool) for n in numbers)
        if not (whole and len(numbers) in (1, 2) and least <= min(numbers) <= max(numbers) <= most):
            raise traitlets.TraitError(
                f"{self.name} must be a whole number from {least} to {most}, "
                f"or two (rows, columns), not {value!r:.60}"
            )
        return [int(n) for n in numbers] if len(numbers) == 2 else int(numbers[0])
