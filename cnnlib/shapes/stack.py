"""A stack of layers, described and not built: a list of Layer, or torch modules that are read."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from cnnlib.arguments import Ints, by, ints


@dataclass(frozen=True)
class Layer:
    """One layer of a stack, described and not built.

    Parameters
    ----------
    kind : str
        "conv", "transposed conv", "max pool", "average pool", "Lp pool", "global pool",
        "adaptive pool", "flatten", "linear", "batch norm", or "relu" and any other that works
        cell by cell.
    channels : int, optional
        Output channels of a convolution, output features of a linear layer.
    kernel_size, stride, padding, dilation, groups, ceil_mode, output_padding, padding_mode
        As for the operations. The stride of a pooling is its kernel size, if not given.
    bias, affine : bool
        Whether a bias is learned; for a batch norm, whether anything is.
    in_channels : int, optional
        What the layer takes; if not given, whatever it gets.
    output_size : int or sequence of int or None
        Of an adaptive pooling; None keeps an axis as it is.
    start_dim, end_dim : int
        What a flattening joins, with the batch as axis 0.
    dim : int, optional
        The axis of a softmax, with the batch as axis 0.
    axes : int, optional
        How many axes the layer is made for: 2 for torch's Conv2d; if not given, any.
    repeated : bool
        Whether it is a layer of before once more, with nothing new to learn.

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
    padding_mode: str = "zeros"
    output_size: Ints | None = 1
    start_dim: int = 1
    end_dim: int = -1
    dim: int | None = None
    axes: int | None = None
    repeated: bool = False

    def __str__(self) -> str:
        text = str(self.kind)
        if self.kernel_size is not None:
            k = self.kernel_size
            text += f" {by(k if isinstance(k, (tuple, list)) else (k,) * (self.axes or 2))}"
        if self.channels is not None:
            text += f" to {self.channels}"
        usual = {"stride": (None, self._usual_stride), "padding": (0, "valid"), "dilation": (1,)}
        usual |= {"groups": (1,), "output_padding": (0,), "padding_mode": ("zeros",)}
        for name, values in (usual | {"output_size": (1, None)}).items():
            value = getattr(self, name)
            value = value[0] if isinstance(value, (tuple, list)) and len(set(value)) == 1 else value
            if value not in values:
                text += f", {name} {value}"
        return text + (", ceil_mode" if self.ceil_mode else "")

    @property
    def _usual_stride(self) -> Ints | None:
        return self.kernel_size if "pool" in str(self.kind) else 1

    def numbers(self, axes: int) -> tuple[tuple[int, ...], ...]:
        """Return kernel, stride, padding before each axis and behind it, and dilation."""
        k = ints("kernel_size", self.kernel_size, axes, least=1)
        given = self.stride is not None and self.stride != ()
        s = ints("stride", self.stride if given else self._usual_stride, axes, least=1)
        d = ints("dilation", self.dilation, axes, least=1)
        if self.padding == "same":
            total = [d_ * (k_ - 1) for d_, k_ in zip(d, k, strict=True)]
            return k, s, tuple(t // 2 for t in total), tuple(t - t // 2 for t in total), d
        p = ints("padding", 0 if self.padding == "valid" else self.padding, axes, least=0)
        return k, s, p, p, d


# What the classes of torch.nn are called here; those of SAME keep every size, and their name.
KINDS = {
    "Conv": "conv",
    "ConvTranspose": "transposed conv",
    "MaxPool": "max pool",
    "AvgPool": "average pool",
    "LPPool": "Lp pool",
    "AdaptiveAvgPool": "adaptive pool",
    "AdaptiveMaxPool": "adaptive pool",
    "Flatten": "flatten",
    "Linear": "linear",
    "BatchNorm": "batch norm",
}
SAME = (
    *("relu", "relu6", "leakyrelu", "elu", "selu", "celu", "gelu", "silu", "mish", "softplus"),
    *("sigmoid", "logsigmoid", "tanh", "hardtanh", "hardsigmoid", "hardswish", "softsign"),
    *("threshold", "hardshrink", "softshrink", "tanhshrink", "rrelu"),
    *("softmax", "softmin", "logsoftmax", "dropout", "alphadropout", "identity"),
)


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


def _one_by_one(stack) -> Iterator:
    """Yield what a stack holds, with the stacks inside it opened."""
    is_list = isinstance(stack, Iterable) and not hasattr(stack, "forward")
    if not is_list and not _torch_class(stack, ("Sequential", "ModuleList")):
        yield stack  # one layer is a stack too
        return
    for module in stack:
        yield from _one_by_one(module) if _torch_class(module, ("Sequential",)) else (module,)


def _torch_class(module, names: Iterable[str]) -> type | None:
    """Return the class of torch.nn that a module is or comes from, if it still runs like that."""
    for cls in type(module).__mro__:
        name = re.sub(r"^Lazy|[123]d$", "", cls.__name__)
        if cls.__module__.startswith("torch.nn.modules.") and (
            name in names or name.lower() in names
        ):
            return cls if type(module).forward is cls.forward else None
    return None


def _read_module(module) -> Layer:
    """Return the Layer that a torch module is."""
    cls = _torch_class(module, (*KINDS, *SAME))
    if cls is None:
        raise ValueError(
            "it is no layer of torch.nn that is known here, or has a forward of its own; "
            "describe it with Layer, or leave it out"
        )
    name, axes = re.fullmatch(r"(?:Lazy)?(.*?)(?:([123])d)?", cls.__name__).groups()
    kind = KINDS.get(name, name.lower())
    names = {
        "conv": "kernel_size stride padding dilation groups output_padding padding_mode",
        "pool": "kernel_size stride padding dilation ceil_mode output_size",
        "flatten": "start_dim end_dim",
        "batch norm": "affine",
        "soft": "dim",
    }
    names = " ".join(options for part, options in names.items() if part in kind).split()
    options = {n: getattr(module, n) for n in names if hasattr(module, n)}
    options["axes"] = axes and int(axes)
    for name in ("divisor_override", "norm_type"):
        if getattr(module, name, None) == 0:
            raise ValueError(f"{name} is 0, and nothing can be divided by it: take another")
    if getattr(module, "return_indices", False):
        raise ValueError(
            "return_indices=True gives two arrays, and a layer takes one: leave it out"
        )
    if "conv" in kind and len(module.kernel_size) != options["axes"]:
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
