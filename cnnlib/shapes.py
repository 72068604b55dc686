"""Sizes: what each layer makes of a shape, what it costs, and what its cells see."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple, overload

from ._arguments import Ints, by, flag, ints, once, whole


@overload
def output_size(n: int, kernel_size: int, stride: int = 1, **options) -> int: ...
@overload
def output_size(n: tuple[int, int], kernel_size: Ints, stride: Ints = 1, **options) -> tuple: ...


def output_size(
    n: Ints,
    kernel_size: Ints,
    stride: Ints = 1,
    padding: Ints | str = 0,
    dilation: Ints = 1,
    ceil_mode: bool = False,
    *,
    transposed: bool = False,
    output_padding: Ints = 0,
) -> int | tuple[int, ...]:
    r"""Return how many cells a convolution or pooling writes along each axis.

    .. math:: \left\lfloor \frac{n + 2p - d\,(k - 1) - 1}{s} \right\rfloor + 1

    The kernel covers :math:`d(k-1)+1` cells; the rest of the padded input,
    divided by the stride, is the number of further steps that fit whole. That is
    why there is a floor, and why it goes round the fraction and not the sum.

    Parameters
    ----------
    n : int or sequence of int
        Input size; one number for one axis (int in, int out), or one for each axis.
    kernel_size, stride, dilation : int or sequence of int
        Dilation 1 is a dense kernel.
    padding : int, sequence of int, "same" or "valid"
        Cells added on each of the two sides. "same" keeps the size (stride 1 only).
    ceil_mode : bool
        Pooling only: round up, but let no window start beyond the input and its
        first padding.
    transposed : bool
        Size of a transposed convolution instead:
        :math:`(n - 1)s - 2p + d(k - 1) + p_{out} + 1`.
    output_padding : int or sequence of int
        Transposed only: cells added at the end of each axis.

    Raises
    ------
    ValueError
        If the kernel is larger than the padded input, or a number is out of range.
    TypeError
        If a number is not whole.

    Examples
    --------
    >>> output_size(28, 3, padding=1)
    28
    >>> output_size((28, 20), 5, stride=2)
    (12, 8)
    >>> output_size(5, 2, stride=2), output_size(5, 2, stride=2, ceil_mode=True)
    (2, 3)
    >>> output_size(2, 3, stride=2, transposed=True)
    5
    >>> output_size(2, 5, padding=1)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ValueError: kernel 5 is larger than the padded input 4 (input 2, padding 1): add padding ...
    """
    flag("ceil_mode", ceil_mode)
    single = not isinstance(n, (tuple, list))
    axes = 1 if single else len(n)
    n = ints("n", n, axes, least=0)
    k = ints("kernel_size", kernel_size, axes, least=1)
    s = ints("stride", stride, axes, least=1)
    d = ints("dilation", dilation, axes, least=1)
    if isinstance(padding, str) and (transposed or padding not in ("same", "valid")):
        words = "" if transposed else ", 'same' or 'valid'"
        raise ValueError(f"padding must be whole numbers{words}, got {padding!r}")
    if padding == "same":
        if max(s) > 1:
            raise ValueError(
                f"padding='same' needs stride 1, got stride {once(s)}: give padding as a number"
            )
        if min(n) < 1:
            raise ValueError(f"input {by(n)} has no cells, so there is no size to keep")
        return n[0] if single else n
    p = ints("padding", 0 if padding == "valid" else padding, axes, least=0)
    span = [d_ * (k_ - 1) + 1 for d_, k_ in zip(d, k, strict=True)]  # the cells a kernel covers
    if transposed:
        out = _transposed_size(n, span, s, p, d, ints("output_padding", output_padding, axes, 0))
        return out[0] if single else out
    if output_padding != 0:
        raise ValueError("output_padding is for transposed convolutions: leave it out")

    out = []
    for n_, span_, s_, p_ in zip(n, span, s, p, strict=True):
        room = n_ + 2 * p_ - span_  # how far the first window can still move
        size = (room + (s_ - 1 if ceil_mode else 0)) // s_ + 1
        if ceil_mode and (size - 1) * s_ >= n_ + p_:
            size -= 1  # the last window would start in the padding behind the input
        out.append(size)
    if min(out) < 1:
        padded = [n_ + 2 * p_ for n_, p_ in zip(n, p, strict=True)]
        dilated = f" ({by(k)} with dilation {once(d)})" if max(d) > 1 else ""
        raise ValueError(
            f"kernel {by(span)}{dilated} is larger than the padded input {by(padded)} "
            f"(input {by(n)}, padding {once(p)}): add padding or use a smaller kernel"
        )
    return out[0] if single else tuple(out)


def _transposed_size(n, span, s, p, d, extra) -> tuple[int, ...]:
    """Return the sizes that a transposed convolution makes of n."""
    if any(e >= max(s_, d_) for e, s_, d_ in zip(extra, s, d, strict=True)):
        raise ValueError(
            f"output_padding {once(extra)} must be smaller than the stride {once(s)} or the "
            f"dilation {once(d)}: it only picks one of the sizes that a stride rounds to the same"
        )
    out = tuple(
        (n_ - 1) * s_ - 2 * p_ + span_ + e
        for n_, s_, p_, span_, e in zip(n, s, p, span, extra, strict=True)
    )
    if min(out) < 1:
        raise ValueError(
            f"the output would be {by(out)} (input {by(n)}, kernel {by(span)}, stride {once(s)}, "
            f"padding {once(p)}): use less padding or a larger kernel"
        )
    return out


@dataclass(frozen=True)
class Layer:
    """One layer of a stack, described and not built.

    Parameters
    ----------
    kind : str
        "conv", "transposed conv", "max pool", "average pool", "Lp pool", "global pool",
        "flatten", "linear", "batch norm", or "relu" and any other that works cell by cell.
    channels : int, optional
        Output channels of a convolution, output features of a linear layer.
    kernel_size, stride, padding, dilation, groups, ceil_mode, output_padding
        As for the operations. The stride of a pooling is its kernel size, if not given.
    bias, affine : bool
        Whether a bias is learned; for a batch norm, whether anything is.
    in_channels : int, optional
        What the layer takes; if not given, whatever it gets.

    Examples
    --------
    >>> str(Layer("conv", 8, kernel_size=3, padding=1))
    'conv 3x3 to 8, padding 1'
    """

    kind: str
    channels: int | None = None
    kernel_size: Ints | None = None
    stride: Ints | None = None
    padding: Ints | str = 0
    dilation: Ints = 1
    groups: int = 1
    bias: bool = True
    affine: bool = True
    ceil_mode: bool = False
    output_padding: Ints = 0
    in_channels: int | None = None

    def __str__(self) -> str:
        text = self.kind
        if self.kernel_size is not None:
            k = self.kernel_size
            text += f" {by(k if isinstance(k, (tuple, list)) else (k, k))}"
        if self.channels is not None:
            text += f" to {self.channels}"
        usual = {"stride": (None, self._usual_stride), "padding": (0, "valid"), "dilation": (1,)}
        for name, values in (usual | {"groups": (1,), "output_padding": (0,)}).items():
            value = getattr(self, name)
            value = value[0] if isinstance(value, (tuple, list)) and len(set(value)) == 1 else value
            if value not in values:
                text += f", {name} {value}"
        return text + (", ceil_mode" if self.ceil_mode else "")

    @property
    def _usual_stride(self) -> Ints | None:
        return self.kernel_size if "pool" in self.kind else 1


class Field(NamedTuple):
    """What a cell sees: cell t depends on input cells start + t jump to start + t jump + size - 1.

    One number of each for each axis; a start below 0 lies in the padding.
    """

    size: tuple[int, ...]
    jump: tuple[int, ...]
    start: tuple[int, ...]


class Row(NamedTuple):
    """One layer in a :class:`Summary`; `field` is None where a cell sees everything."""

    layer: str
    shape: tuple[int, ...]
    parameters: int
    multiply_adds: int
    field: Field | None
    note: str


class Summary(list):
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
    >>> stack = [Layer("conv", 8, kernel_size=3), Layer("relu"), Layer("max pool", kernel_size=2)]
    >>> print(summary(stack, (1, 7, 8)))  # doctest: +ELLIPSIS, +NORMALIZE_WHITESPACE
       layer          output  parameters  multiply-adds  sees  jump  note
    0  conv 3x3 to 8  8x5x6           80          2,160  3x3      1
    1  relu           8x5x6            0              0  3x3      1
    2  max pool 2x2   8x2x3            0              0  4x4      2  drops the last row: ...
       total                          80          2,160
    """
    shape = tuple(ints("input_shape", tuple(input_shape), len(input_shape), least=1))
    one = (1,) * (len(shape) - 1)
    field = Field(one, one, (0,) * len(one))
    rows = Summary()
    for i, layer in enumerate(_read(stack)):
        try:
            rows.append(_follow(layer, shape, field))
        except (ValueError, TypeError) as error:
            raise ValueError(f"layer {i} ({layer}) cannot take {by(shape)}: {error}") from None
        _, shape, _, _, field, _ = rows[-1]
    return rows


def parameters(stack: Iterable, input_shape: tuple[int, ...]) -> int:
    """Return how many numbers a stack of layers learns.

    Examples
    --------
    >>> parameters([Layer("linear", 512), Layer("linear", 512), Layer("linear", 5)], (1024,))
    790021
    """
    return summary(stack, input_shape).parameters


def multiply_adds(stack: Iterable, input_shape: tuple[int, ...]) -> int:
    """Return how many multiplications, each with an addition, one input takes.

    Examples
    --------
    >>> multiply_adds([Layer("conv", 10, kernel_size=5)], (3, 32, 32))  # 10 28 28 times 3 5 5
    588000
    """
    return summary(stack, input_shape).multiply_adds


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

    References
    ----------
    Araujo, Norris, Sim, "Computing Receptive Fields of CNNs" (2019),
    https://distill.pub/2019/computing-receptive-fields

    Examples
    --------
    >>> receptive_field([Layer("conv", 8, kernel_size=3, padding=1), Layer("max pool", None, 2)])
    Field(size=(4, 4), jump=(2, 2), start=(-1, -1))
    """
    one = (1,) * axes
    field = Field(one, one, (0,) * axes)
    for i, layer in enumerate(_read(stack)):
        grown = _grow(field, layer)
        if grown is None:
            raise ValueError(f"layer {i} ({layer}) has no receptive field of one size: stop before")
        field = grown
    return field


# What the classes of torch.nn are called here; those of SAME work cell by cell and keep their name.
KINDS = {
    "Conv": "conv",
    "ConvTranspose": "transposed conv",
    "MaxPool": "max pool",
    "AvgPool": "average pool",
    "LPPool": "Lp pool",
    "AdaptiveAvgPool": "global pool",
    "AdaptiveMaxPool": "global pool",
    "Flatten": "flatten",
    "Linear": "linear",
    "BatchNorm": "batch norm",
}
SAME = (
    *("relu", "relu6", "leakyrelu", "elu", "selu", "celu", "gelu", "silu", "mish", "softplus"),
    *("sigmoid", "logsigmoid", "tanh", "hardtanh", "hardsigmoid", "hardswish"),
    *("softmax", "logsoftmax", "dropout", "alphadropout", "identity"),
)


def _read(stack: Iterable) -> Iterable[Layer]:
    """Yield the layers of a stack, reading torch modules by their names and attributes."""
    for module in stack:
        name = re.sub(r"[123]d$", "", type(module).__name__)
        if isinstance(module, Layer):
            yield module
        elif name == "Sequential":
            yield from _read(module)
        elif name in KINDS:
            yield _read_module(module, KINDS[name])
        elif name.lower() in SAME:
            yield Layer(name.lower())
        else:
            raise ValueError(f"{type(module).__name__} is not a layer that can be read: use Layer")


def _read_module(module, kind: str) -> Layer:
    """Return the Layer that a torch module is."""
    if kind == "global pool" and {module.output_size} - {1, (1,), (1, 1)}:
        raise ValueError(f"only an output size of 1 can be read, got {module.output_size}")
    if kind == "flatten" and (module.start_dim, module.end_dim) != (1, -1):
        raise ValueError(f"only Flatten(1, -1) can be read, got {module}")
    names = ("kernel_size", "stride", "padding", "dilation", "groups", "ceil_mode")
    options = {n: getattr(module, n) for n in (*names, "output_padding") if hasattr(module, n)}
    if kind == "linear":
        options |= {"channels": module.out_features, "in_channels": module.in_features}
    elif kind == "batch norm":
        options |= {"in_channels": module.num_features, "affine": module.affine}
    elif "conv" in kind:
        options |= {"channels": module.out_channels, "in_channels": module.in_channels}
    options["bias"] = getattr(module, "bias", None) is not None
    return Layer(kind, **options)


def _follow(layer: Layer, shape: tuple, field: Field | None) -> Row:
    """Return the row of a layer that gets this shape."""
    kind, (C, *cells) = layer.kind, shape
    if layer.in_channels not in (None, C):
        raise ValueError(f"it takes {layer.in_channels} channels or features, and gets {C}")
    if kind in SAME:
        return Row(str(layer), shape, 0, 0, field, "")
    if kind == "batch norm":
        return Row(str(layer), shape, layer.affine * (C + C * layer.bias), 0, field, "")
    if kind == "flatten":
        return Row(str(layer), (math.prod(shape),), 0, 0, None, "")
    if kind == "linear":
        if cells:
            raise ValueError("a linear layer takes one axis: flatten first")
        out = whole("channels", layer.channels, least=1)
        return Row(str(layer), (out,), out * C + out * layer.bias, out * C, None, "")
    if kind not in KINDS.values():
        raise ValueError(
            f"kind must be one of {', '.join(dict.fromkeys(KINDS.values()))} or {', '.join(SAME)}"
        )
    if not cells:
        raise ValueError("there is no axis to slide along: put it before the flattening")
    if kind == "global pool":
        return Row(str(layer), (C, *[1] * len(cells)), 0, 0, None, "")

    k, s, p, d = _numbers(layer, len(cells))
    options = {"ceil_mode": layer.ceil_mode}
    if kind == "transposed conv":
        options = {"transposed": True, "output_padding": layer.output_padding}
    out = output_size(tuple(cells), k, s, layer.padding, d, **options)
    if "pool" in kind:
        if any(p_ > k_ // 2 for p_, k_ in zip(p, k, strict=True)):
            raise ValueError(f"padding {once(p)} is more than half the kernel {by(k)}")
        note = _lost(cells, out, k, s, p, d)
        return Row(str(layer), (C, *out), 0, 0, field and _grow(field, layer), note)

    out_channels = whole("channels", layer.channels, least=1)
    groups = whole("groups", layer.groups, least=1)
    if C % groups or out_channels % groups:
        raise ValueError(f"{C} and {out_channels} channels do not divide into {groups} groups")
    weights = C * out_channels // groups * math.prod(k)
    # every weight is used once for each cell of the output, or of the input if transposed
    transposed = kind == "transposed conv"
    products = weights * math.prod(cells if transposed else out)
    learned = weights + out_channels * layer.bias
    note = "" if transposed else _lost(cells, out, k, s, p, d)
    grown = field and _grow(field, layer)
    return Row(str(layer), (out_channels, *out), learned, products, grown, note)


def _numbers(layer: Layer, axes: int) -> tuple:
    """Return kernel, stride, padding before the axis, and dilation, one for each axis."""
    k = ints("kernel_size", layer.kernel_size, axes, least=1)
    given = layer.stride is not None and layer.stride != ()
    s = ints("stride", layer.stride if given else layer._usual_stride, axes, least=1)
    d = ints("dilation", layer.dilation, axes, least=1)
    if layer.padding == "same":
        return k, s, tuple(d_ * (k_ - 1) // 2 for d_, k_ in zip(d, k, strict=True)), d
    padding = 0 if layer.padding == "valid" else layer.padding
    return k, s, ints("padding", padding, axes, least=0), d


def _grow(field: Field, layer: Layer) -> Field | None:
    """Return what the cells of this layer see, given what the cells before it see."""
    if layer.kind in SAME or layer.kind == "batch norm":
        return field
    if layer.kernel_size is None or layer.kind == "transposed conv":
        return None  # everything, or not the same for all cells
    k, s, p, d = _numbers(layer, len(field.size))
    grown = [
        (size + d_ * (k_ - 1) * jump, jump * s_, start - p_ * jump)
        for size, jump, start, k_, s_, p_, d_ in zip(*field, k, s, p, d, strict=True)
    ]
    return Field(*map(tuple, zip(*grown, strict=True)))


def _lost(cells, out, k, s, p, d) -> str:
    """Say which rows and columns of the input no window reads, and why."""
    names = ("row", "column") if len(cells) == 2 else ("cell",)
    notes = {}  # reason: the axes that it holds for
    for name, n, out_, k_, s_, p_, d_ in zip(names, cells, out, k, s, p, d, strict=True):
        span = d_ * (k_ - 1) + 1
        rest = n + p_ - ((out_ - 1) * s_ + span)  # behind the last window, before the padding
        if rest > 0:
            number = "" if rest == 1 else f"{rest} "
            room = f"({n} + {2 * p_} - {span})" if p_ else f"({n} - {span})"
            steps = f"{room}/{s_} = {(n + 2 * p_ - span) / s_:.4g} is rounded down"
            notes.setdefault((f"drops the last {number}", steps), []).append(name + "s"[: rest - 1])
        if s_ > span and out_ > 1:
            reason = f"stride {s_} is longer than the kernel's {span}"
            notes.setdefault((f"skips {s_ - span} of every {s_} ", reason), []).append(name + "s")
    return "; ".join(f"{what}{' and '.join(axes)}: {why}" for (what, why), axes in notes.items())
