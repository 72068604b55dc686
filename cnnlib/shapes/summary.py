"""A stack of layers as a table: what each makes of a shape, costs, and what its cells see."""

from collections.abc import Iterable

from cnnlib.arguments import by, ints, once

from .fields import Field
from .reading import read
from .steps import Row, step


class Summary(list[Row]):
    """The rows of :func:`summary`, one a layer; print it to see a table."""

    @property
    def parameters(self) -> int:
        """How many numbers are to be learned."""
        return sum(row.parameters for row in self)

    @property
    def multiply_adds(self) -> int:
        """How many multiplications (each with an addition) one input takes."""
        return sum(row.multiply_adds for row in self)

    def __str__(self) -> str:
        table = [("", "layer", "output", "parameters", "multiply-adds", "sees", "jump", "note")]
        for i, row in enumerate(self):
            sees, jump = (by(row.field.size), once(row.field.jump)) if row.field else ("all", "")
            counts = f"{row.parameters:,}", f"{row.multiply_adds:,}"
            table.append((str(i), row.layer, by(row.shape), *counts, sees, jump, row.note))
        totals = f"{self.parameters:,}", f"{self.multiply_adds:,}"
        table.append(("", "total", "", *totals, "", "", ""))
        widths = [max(map(len, column)) for column in zip(*table, strict=True)]
        lines = []
        for cells in table:
            aligned = [
                c.rjust(w) if j in (0, 3, 4, 6) else c.ljust(w)
                for j, (c, w) in enumerate(zip(cells, widths, strict=True))
            ]
            lines.append("  ".join(aligned).rstrip())
        return "\n".join(lines)


def summary(stack: Iterable, input_shape: tuple[int, ...]) -> Summary:
    """Follow a shape through a stack of layers: sizes, costs, receptive fields, what is lost.

    Parameters
    ----------
    stack : iterable of Layer, or of torch modules, or a torch.nn.Sequential
        torch modules are read, not run: nothing is computed and torch is not imported.
    input_shape : tuple of int
        Of one input, without the batch: (C, H, W), (C, L) or (features,).

    Returns
    -------
    Summary
        A list of rows; print it to see a table.

    Raises
    ------
    ValueError
        If a layer cannot take what it gets, with its place in the stack and the numbers.

    Examples
    --------
    >>> from cnnlib import Layer
    >>> stack = [Layer("conv", 8, kernel_size=3), Layer("relu"), Layer("max pool", kernel_size=2)]
    >>> print(summary(stack, (1, 7, 8)))  # doctest: +ELLIPSIS, +NORMALIZE_WHITESPACE
       layer          output  parameters  multiply-adds  sees  jump  note
    0  conv 3x3 to 8  8x5x6           80          2,160  3x3      1
    1  relu           8x5x6            0              0  3x3      1
    2  max pool 2x2   8x2x3            0              0  4x4      2  drops the last row: ...
       total                          80          2,160
    """
    if not isinstance(input_shape, (tuple, list)) or not input_shape:
        raise TypeError(
            f"input_shape must be (C, H, W), (C, L) or (features,), got {input_shape!r}"
        )
    shape = ints("input_shape", input_shape, len(input_shape), least=1)
    gets = by(shape)
    field: Field | None = Field.of_input(len(shape) - 1)
    rows = Summary()
    for i, layer in enumerate(read(stack)):
        try:
            row = step(layer, shape, field)
        except (ValueError, TypeError) as error:
            raise ValueError(f"layer {i} ({layer}) cannot take {gets}: {error}") from None
        if row.shape != shape:
            gets = by(row.shape)
            if len(row.shape) < len(shape):  # flattened: say what of
                gets += f" = {by(shape)}"
        shape, field = row.shape, row.field
        rows.append(row)
    return rows


def parameters(stack: Iterable, input_shape: tuple[int, ...]) -> int:
    """Return how many numbers a stack of layers learns.

    Examples
    --------
    >>> from cnnlib import Layer
    >>> parameters([Layer("linear", 512), Layer("linear", 512), Layer("linear", 5)], (1024,))
    790021
    """
    return summary(stack, input_shape).parameters


def multiply_adds(stack: Iterable, input_shape: tuple[int, ...]) -> int:
    """Return how many multiplications, each with an addition, one input takes.

    Examples
    --------
    >>> from cnnlib import Layer
    >>> multiply_adds([Layer("conv", 10, kernel_size=5)], (3, 32, 32))  # 10 28 28 times 3 5 5
    588000
    """
    return summary(stack, input_shape).multiply_adds
