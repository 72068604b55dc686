"""What a stack is made of: a layer, described and not built, and the kinds that there are."""

from dataclasses import dataclass

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
