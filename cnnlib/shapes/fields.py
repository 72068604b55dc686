"""Receptive fields: which cells of the input a cell of a layer sees."""

from collections.abc import Iterable
from typing import NamedTuple

from cnnlib.arguments import whole

from .reading import read
from .stack import SAME, Layer


class Field(NamedTuple):
    """What a cell sees: cell t depends on input cells start + t jump to start + t jump + size - 1.

    One number of each for each axis; a start below 0 lies in the padding.
    """

    size: tuple[int, ...]
    jump: tuple[int, ...]
    start: tuple[int, ...]

    @classmethod
    def of_input(cls, axes: int) -> "Field":
        """Return what a cell of the input sees: itself."""
        return cls((1,) * axes, (1,) * axes, (0,) * axes)


def receptive_field(stack: Iterable, axes: int = 2) -> Field:
    r"""Return which input cells an output cell of a stack sees.

    Each layer with a kernel adds :math:`d(k-1)` cells, as far apart as the steps of all layers
    before it: :math:`size \mathrel{+}= d(k-1)\,jump`, :math:`start \mathrel{-}= p\,jump`,
    :math:`jump \mathrel{\times}= s`.

    Parameters
    ----------
    stack : as for :func:`summary`
        Convolutions, poolings and what works cell by cell.
    axes : int
        How many axes the kernels slide along.

    Raises
    ------
    ValueError
        If a layer cannot be read, or its cells see everything or not all the same.

    References
    ----------
    Araujo, Norris, Sim, "Computing Receptive Fields of CNNs" (2019),
    https://distill.pub/2019/computing-receptive-fields

    Examples
    --------
    >>> receptive_field([Layer("conv", 8, kernel_size=3, padding=1), Layer("max pool", None, 2)])
    Field(size=(4, 4), jump=(2, 2), start=(-1, -1))
    """
    field = Field.of_input(whole("axes", axes, least=1))
    for i, layer in enumerate(read(stack)):
        if layer.kernel_size is not None and layer.axes not in (None, axes):
            raise ValueError(
                f"layer {i} ({layer}) slides along {layer.axes} axes, not {axes}: "
                f"say axes={layer.axes}"
            )
        grown = grow(field, layer)
        if grown is None:
            raise ValueError(f"layer {i} ({layer}) has no receptive field of one size: stop before")
        field = grown
    return field


def grow(field: Field, layer: Layer) -> Field | None:
    """Return what the cells of this layer see, given what the cells before it see."""
    if layer.kind in SAME or layer.kind == "batch norm":
        return field
    if layer.kernel_size is None or layer.kind == "transposed conv":
        return None  # everything, or not the same for all cells
    k, s, p, _, d = layer.numbers(len(field.size))
    grown = [
        (size + d_ * (k_ - 1) * jump, jump * s_, start - p_ * jump)
        for size, jump, start, k_, s_, p_, d_ in zip(*field, k, s, p, d, strict=True)
    ]
    return Field(*map(tuple, zip(*grown, strict=True)))
