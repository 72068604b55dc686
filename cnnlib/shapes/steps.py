"""What one layer makes of a shape: its row in a summary, or why it cannot take it."""

import math
from typing import NamedTuple

from cnnlib.arguments import Sizes, by, ints, once, whole

from .fields import Field, grow
from .sizes import output_size
from .stack import KINDS, SAME, Layer
from .unread import unread


class Row(NamedTuple):
    """One layer in a :class:`cnnlib.Summary`; `field` is None where a cell sees everything."""

    layer: str
    shape: Sizes
    parameters: int
    multiply_adds: int
    field: Field | None
    note: str


def step(layer: Layer, shape: Sizes, field: Field | None) -> Row:
    """Return the row of a layer that gets this shape (without the batch)."""
    kind = str(layer.kind)
    if kind in SAME:
        _check_same(layer, shape)
        return Row(str(layer), shape, 0, 0, field, "")
    if kind == "flatten":
        return Row(str(layer), _flat(layer, shape), 0, 0, None, "")
    if kind == "linear":
        return _linear(layer, shape)
    if kind == "batch norm":
        _check_axes(layer, shape, {None: (1, 2, 3, 4), 1: (1, 2), 2: (3,), 3: (4,)})
        _check_channels(layer, shape[0])
        learned = shape[0] * (1 + layer.bias) if layer.affine and not layer.repeated else 0
        return Row(str(layer), shape, learned, 0, field, "")
    if "pool" in kind and kind in (*KINDS.values(), "global pool"):
        return _pool(layer, shape, field)
    if "conv" in kind and kind in KINDS.values():
        return _conv(layer, shape, field)
    known = (*dict.fromkeys(KINDS.values()), "global pool")
    raise ValueError(f"kind {kind} must be one of {', '.join(known)} or {', '.join(SAME)}")


def _check_same(layer: Layer, shape: Sizes) -> None:
    """Refuse an axis that is not there, and what torch makes for other shapes."""
    axes = len(shape) + 1
    if layer.dim is not None and not -axes <= whole("dim", layer.dim) < axes:
        raise ValueError(
            f"dim {layer.dim} is not one of the {axes} axes, the batch and {len(shape)} more: "
            f"take one from {-axes} to {axes - 1}"
        )
    if layer.kind == "softmax":
        _check_axes(layer, shape, {2: (2, 3)})
    if layer.kind == "dropout":
        _check_axes(layer, shape, {1: (1, 2)})


def _check_axes(layer: Layer, shape: Sizes, allowed: dict[int | None, Sizes]) -> None:
    """Refuse a shape of other than the allowed numbers of axes."""
    counts = allowed.get(layer.axes)
    if counts and len(shape) not in counts:
        shapes = {1: "(features,)", 2: "(C, L)", 3: "(C, H, W)", 4: "(C, D, H, W)"}
        raise ValueError(
            f"it is made for {' or '.join(shapes[a] for a in counts)}, and gets {len(shape)} "
            f"{'axis' if len(shape) == 1 else 'axes'}: use the layer for as many, or reshape before"
        )


def _check_channels(layer: Layer, gets: int, name: str = "channels") -> None:
    """Refuse another number of channels or features than the layer takes."""
    if layer.in_channels not in (None, gets):
        raise ValueError(
            f"it takes {layer.in_channels} {name}, and gets {gets}: "
            f"let it take {gets}, or change a layer before it"
        )


def _flat(layer: Layer, shape: Sizes) -> Sizes:
    """Return the shape with the axes from start_dim to end_dim joined."""
    axes = len(shape) + 1
    start, end = (whole(n, getattr(layer, n)) for n in ("start_dim", "end_dim"))
    if not all(-axes <= dim < axes for dim in (start, end)):
        raise ValueError(f"start_dim {start} and end_dim {end} must be from {-axes} to {axes - 1}")
    start, end = start % axes, end % axes
    if start == 0 and end > 0:
        raise ValueError("start_dim 0 would join the batch to the rest: take start_dim 1")
    if end < start:
        raise ValueError(f"start_dim {start} comes after end_dim {end}: exchange them")
    if end == 0:
        return shape
    return (*shape[: start - 1], math.prod(shape[start - 1 : end]), *shape[end:])


def _linear(layer: Layer, shape: Sizes) -> Row:
    """Return the row of a linear layer, which works along the last axis, whatever stands before."""
    *rest, n = shape
    total = math.prod(shape)
    if rest and layer.in_channels == total != n:
        raise ValueError(
            f"it takes {total} features, and gets {n}, the last axis of {by(shape)}: flatten first"
        )
    _check_channels(layer, n, "features")
    out = whole("channels", layer.channels, least=1)
    learned = 0 if layer.repeated else out * (n + layer.bias)
    note = f"joins the last axis alone: flatten first to join all {total}" if rest else ""
    return Row(str(layer), (*rest, out), learned, out * total, None, note)


def _pool(layer: Layer, shape: Sizes, field: Field | None) -> Row:
    """Return the row of a pooling."""
    axes = layer.axes or len(shape) - 1
    _check_sliding(layer, shape, (axes, axes + 1))
    lead, cells = shape[: len(shape) - axes], shape[-axes:]
    note = "" if lead else "there is no axis for channels: the batch is taken for it"
    if layer.kind in ("global pool", "adaptive pool"):
        size = layer.output_size
        sizes = tuple(size) if isinstance(size, (tuple, list)) else (size,) * axes
        if len(sizes) != axes or (None in sizes and (size is None or axes == 1)):
            raise ValueError(f"output_size must be one number or {axes} of them, got {size}")
        out = tuple(n if s is None else s for n, s in zip(cells, sizes, strict=True))
        return Row(str(layer), (*lead, *ints("output_size", out, axes, 1)), 0, 0, None, note)
    _check_mode(layer, cells, [])
    if isinstance(layer.padding, str):
        raise TypeError(f"padding of a pooling must be whole numbers, got {layer.padding!r}")
    k, s, p, _, d = layer.numbers(axes)
    if layer.kind != "max pool" and max(d) > 1:
        raise ValueError(f"dilation {once(d)} is for max pool, not for {layer.kind}: leave it out")
    if layer.kind == "Lp pool" and max(p) > 0:
        raise ValueError(f"padding {once(p)} is not for Lp pool: leave it out")
    if any(p_ > k_ // 2 for p_, k_ in zip(p, k, strict=True)):
        raise ValueError(
            f"padding {once(p)} is more than half the kernel {by(k)}: "
            f"take at most {once([k_ // 2 for k_ in k])}"
        )
    if axes == 3 and layer.kind != "max pool" and any(map(int.__gt__, k, cells)):
        raise ValueError(
            f"kernel {by(k)} is larger than the input {by(cells)}, and torch counts no padding "
            "here: use a smaller kernel"
        )
    out = output_size(cells, k, s, p, d, layer.ceil_mode)
    notes = [note, unread(layer, cells, out)]
    grown = grow(field, layer) if field and lead else None
    return Row(str(layer), (*lead, *out), 0, 0, grown, "; ".join(filter(None, notes)))


def _conv(layer: Layer, shape: Sizes, field: Field | None) -> Row:
    """Return the row of a convolution or a transposed one."""
    axes = layer.axes or len(shape) - 1
    _check_sliding(layer, shape, (axes + 1,))
    C, cells, transposed = shape[0], shape[1:], layer.kind == "transposed conv"
    _check_channels(layer, C)
    k, s, p, behind, d = layer.numbers(axes)
    extra = layer.output_padding if transposed else 0
    _check_mode(layer, cells, [max(pads) for pads in zip(p, behind, strict=True)])
    out = output_size(cells, k, s, layer.padding, d, transposed=transposed, output_padding=extra)
    channels = whole("channels", layer.channels, least=1)
    groups = whole("groups", layer.groups, least=1)
    if C % groups or channels % groups:
        raise ValueError(
            f"{C} and {channels} channels do not divide into {groups} groups: "
            "take a number of groups that divides both"
        )
    weights = C * channels // groups * math.prod(k)
    # every weight is used once for each cell of the output, or of the input if transposed
    products = weights * math.prod(cells if transposed else out)
    learned = 0 if layer.repeated else weights + channels * layer.bias
    note = "" if transposed else unread(layer, cells, out)
    return Row(str(layer), (channels, *out), learned, products, field and grow(field, layer), note)


def _check_sliding(layer: Layer, shape: Sizes, allowed: Sizes) -> None:
    """Refuse a shape without the axes to slide along."""
    if layer.axes is None and len(shape) == 1:
        raise ValueError("there is no axis to slide along: put it before the flattening")
    if layer.axes is None and len(shape) > 4:
        raise ValueError(f"it slides along 1 to 3 axes, and there are {len(shape) - 1}: reshape")
    _check_axes(layer, shape, {layer.axes: allowed})


def _check_mode(layer: Layer, cells: Sizes, padding: list[int]) -> None:
    """Refuse what a layer cannot do, and more padding than there are cells to fill it from."""
    if layer.ceil_mode and "pool" not in layer.kind:
        raise ValueError("ceil_mode=True is for poolings: leave it out")
    modes = ("zeros", "reflect", "replicate", "circular") if layer.kind == "conv" else ("zeros",)
    if layer.padding_mode not in modes:
        raise ValueError(f"padding_mode must be {' or '.join(modes)}, got {layer.padding_mode!r}")
    room = {"reflect": -1, "circular": 0}.get(layer.padding_mode)
    if room is not None and any(p > n + room for p, n in zip(padding, cells, strict=True)):
        raise ValueError(
            f"{layer.padding_mode} padding {once(padding)} is more than the input {by(cells)} can "
            f"fill: take at most {once([n + room for n in cells])}"
        )
