"""A stack of layers read and not run: a list of Layer, or torch modules, each told as a Layer."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from .stack import KINDS, SAME, Layer


def read(stack: Iterable | Layer) -> Iterator[Layer]:
    """Yield the layers of a stack, or of one module, each torch module read and not run."""
    seen = set()
    for i, module in enumerate(_one_by_one(stack)):
        if isinstance(module, Layer):
            yield module
            continue
        try:
            layer = _read_module(module)
        except ValueError as error:
            raise ValueError(
                f"layer {i} ({type(module).__name__}) cannot be read: {error}"
            ) from None
        yield replace(layer, repeated=id(module) in seen)
        seen.add(id(module))


def _one_by_one(stack: Any) -> Iterator[Any]:
    """Yield what a stack holds, with the stacks inside it opened."""
    is_list = isinstance(stack, Iterable) and not hasattr(stack, "forward")
    if not is_list and not _torch_class(stack, ("Sequential", "ModuleList")):
        yield stack  # one layer is a stack too
        return
    for module in stack:
        yield from _one_by_one(module) if _torch_class(module, ("Sequential",)) else (module,)


def _torch_class(module: object, names: Iterable[str]) -> type | None:
    """Return the class of torch.nn that a module is or comes from, if it still runs like that."""
    classes: tuple[Any, ...] = type(module).__mro__  # torch's own, which are not imported here
    for cls in classes:
        name = _plain(cls)
        if cls.__module__.startswith("torch.nn.modules.") and (
            name in names or name.lower() in names
        ):
            return cls if classes[0].forward is cls.forward else None
    return None


def _plain(cls: type) -> str:
    """Return the name of a class of torch.nn without Lazy and the number of axes."""
    return re.sub(r"^Lazy|[123]d$", "", cls.__name__)


def _read_module(module: Any) -> Layer:
    """Return the Layer that a torch module is."""
    cls = _torch_class(module, (*KINDS, *SAME))
    if cls is None:
        raise ValueError(
            "it is no layer of torch.nn that is known here, or has a forward of its own; "
            "describe it with Layer, or leave it out"
        )
    kind = KINDS.get(_plain(cls), _plain(cls).lower())
    axes = int(cls.__name__[-2]) if cls.__name__.endswith(("1d", "2d", "3d")) else None
    taken = {
        "conv": "kernel_size stride padding dilation groups output_padding padding_mode",
        "pool": "kernel_size stride padding dilation ceil_mode output_size",
        "flatten": "start_dim end_dim",
        "batch norm": "affine",
        "soft": "dim",
    }
    names = " ".join(options for part, options in taken.items() if part in kind).split()
    options = {n: getattr(module, n) for n in names if hasattr(module, n)}
    options["axes"] = axes
    for name in ("divisor_override", "norm_type"):
        if getattr(module, name, None) == 0:
            raise ValueError(f"{name} is 0, and nothing can be divided by it: take another")
    if getattr(module, "return_indices", False):
        raise ValueError(
            "return_indices=True gives two arrays, and a layer takes one: leave it out"
        )
    if "conv" in kind and len(module.kernel_size) != axes:
        raise ValueError(f"kernel_size {module.kernel_size} must be {axes} numbers")
    is_lazy = cls.__name__.startswith("Lazy")  # it takes whatever it gets, once
    for ours, theirs in (
        ("in_channels", ("in_channels", "in_features", "num_features")),
        ("channels", ("out_channels", "out_features")),
    ):
        for attribute in theirs:
            if hasattr(module, attribute) and not (is_lazy and ours == "in_channels"):
                options[ours] = getattr(module, attribute)
    sizes = options.get("output_size", 0)
    if {*(sizes if isinstance(sizes, (tuple, list)) else (sizes,))} == {1}:
        kind = "global pool"
    return Layer(kind, **options, bias=getattr(module, "bias", None) is not None)
