"""What torch's layers are here: as `Layer` of `cnnlib.shapes`, and as a text in torch's syntax."""

import re
from typing import Any

from cnnlib.shapes.stack import KINDS, Layer

from .signatures import SIGNATURES, parameters


def layer(name: str, arguments: dict) -> Layer:
    """Return the `Layer` that a class of torch.nn is; what has no say in a shape is left out.

    >>> from cnnlib.widgets.shape_tracer.reading import read
    >>> print(layer(*read("nn.Conv2d(1, 8, 3, padding=1)")[0]))
    conv 3x3 to 8, padding 1
    """
    base = re.sub("[12]d$", "", name)
    kind = KINDS.get(base, base.lower())
    taken = ("in_channels", "in_features", "num_features")
    made = ("out_channels", "out_features")
    renamed = dict.fromkeys(taken, "in_channels") | dict.fromkeys(made, "channels")
    options = {renamed.get(word, word): value for word, value in arguments.items()}
    if kind == "adaptive pool" and {*_sizes(options["output_size"])} == {1}:
        kind = "global pool"
        del options["output_size"]
    if kind == "batch norm" and not (options["affine"] or options["track_running_stats"]):
        del options["in_channels"]  # torch looks at it only where numbers are kept
    options["axes"] = int(name[-2]) if base != name else None
    known = Layer.__dataclass_fields__
    return Layer(kind, **{word: value for word, value in options.items() if word in known})


def _sizes(value: object) -> tuple:
    return value if isinstance(value, tuple) else (value,)


def write(stack: Any) -> str:
    """Write torch modules, those of a `Sequential` one by one, in torch's syntax.

    Raises
    ------
    ValueError
        If a module is no layer that can be read.
    """
    if hasattr(stack, "forward") and type(stack).__name__ != "Sequential":
        stack = [stack]
    return "".join(_written(module) for module in stack)


def _written(module: Any) -> str:
    name = type(module).__name__
    if not type(module).__module__.startswith("torch.nn."):
        raise ValueError(f"{name} is no layer of torch.nn: give its layers, or write them as text")
    if name == "Sequential":
        return write(module)
    if name not in SIGNATURES:
        known = ", ".join(SIGNATURES)
        raise ValueError(f"{name} is no layer that is known here: only {known}")
    if name == "Identity":
        return "nn.Identity(),\n"
    defaults, needed, _ = parameters(name)
    words = []
    for word, usual in defaults.items():
        if word in ("device", "dtype"):
            continue
        value = getattr(module, word)
        if word == "bias":
            value = value is not None or not getattr(module, "affine", True)
        if isinstance(value, tuple) and len({*value}) == 1:
            value = value[0]
        if word == "stride" and usual is None and value in (module.kernel_size, (), None):
            continue
        if word in needed and (word != "kernel_size" or "Pool" in name):
            words.append(repr(value))
        elif word in needed or value != usual:
            words.append(f"{word}={value!r}".replace("'", '"'))
    return f"nn.{name}({', '.join(words)}),\n"
