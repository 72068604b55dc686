"""What a convolution asks of its arguments, before anything is computed."""

from typing import NamedTuple

from numpy.typing import ArrayLike, NDArray

from cnnlib.arguments import Ints, Sizes, by, ints, whole
from cnnlib.shapes.sizes import output_size

from ._arguments import alike, batched, real
from ._check_padding import Sides


class Convolution(NamedTuple):
    """The arguments of a convolution, as the three moves (_moves.py) take them.

    Where one axis slides, there are two all the same, the first of size 1.
    """

    x: NDArray  # (N, C_in, H, W)
    w: NDArray  # (C_out, C_in / groups, kh, kw); transposed: (C_in, C_out / groups, kh, kw)
    b: NDArray | None  # (C_out,)
    how: tuple[Sizes, Sizes, int]  # stride, dilation, groups
    size: Sizes  # of the output
    sides: Sides  # of the padding: none where there is none


def check(
    input: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None,
    stride: Ints,
    padding: Ints | str,
    dilation: Ints,
    groups: int,
    axes: int = 2,
    output_padding: Ints | None = None,
) -> Convolution:
    """Return the arguments in the form that the moves need, or refuse them.

    `axes` slide. `output_padding` not None says that the convolution is transposed.
    """
    transposed = output_padding is not None
    x = batched("input", real("input", input), "C, H, W" if axes == 2 else "C, L")
    w = real("weight", weight)
    groups = whole("groups", groups, least=1)
    kernels = "C_in, C_out/groups" if transposed else "C_out, C_in/groups"
    if w.ndim != axes + 2 or 0 in w.shape:
        raise ValueError(f"weight has shape {w.shape}, but must be ({kernels}, k...), none of it 0")
    if len(w) % groups:
        raise ValueError(
            f"weight {by(w.shape)} does not divide into {groups} groups: use a multiple"
        )
    C_in, C_out = len(w), w.shape[1] * groups
    if not transposed:
        C_in, C_out = C_out, C_in
    if x.shape[1] != C_in:
        raise ValueError(
            f"input has {x.shape[1]} channels, but weight {by(w.shape)} with groups={groups} "
            f"takes {C_in}: the weight must be ({kernels}, k...)"
        )
    b = None if bias is None else real("bias", bias)
    if b is not None and b.shape != (C_out,):
        raise ValueError(f"bias has shape {b.shape}, but must be ({C_out},), one for each kernel")
    alike(input=x, weight=w, bias=b)

    kernel, extra = w.shape[2:], 0 if output_padding is None else output_padding
    if not isinstance(padding, str):
        ints("padding", padding, axes)
    if transposed and not len(x):
        size = _size_of_nothing(x.shape[2:], kernel, stride, padding, dilation, extra)
    else:
        size = output_size(
            *(x.shape[2:], kernel, stride, padding, dilation),
            transposed=transposed,
            output_padding=extra,
        )
    if len(x) and not x.size:
        raise ValueError(f"input {by(x.shape)} has no cells: only the batch may be empty")
    stride, dilation = ints("stride", stride, axes), ints("dilation", dilation, axes)
    if padding == "same":  # d (k - 1) in all; where that is odd, the extra one comes last
        total = [d * (k - 1) for d, k in zip(dilation, kernel, strict=True)]
        sides = [(t // 2, t - t // 2) for t in total]
    else:
        sides = [(p, p) for p in ints("padding", 0 if padding == "valid" else padding, axes)]
    if axes == 1:
        x, w, size, sides = x[:, :, None], w[:, :, None], (1, *size), [(0, 0), *sides]
        stride, dilation = (1, *stride), (1, *dilation)
    padded = {axis: side for axis, side in enumerate(sides, 2) if any(side)}
    return Convolution(x, w, b, (stride, dilation, groups), size, padded)


def _size_of_nothing(
    cells: Sizes,
    kernel: Sizes,
    stride: Ints,
    padding: Ints | str,
    dilation: Ints,
    output_padding: Ints,
) -> Sizes:
    """Return the output size of a transposed convolution of an empty batch.

    torch looks at less here: the output may have no cells, and output_padding any size.
    """
    if isinstance(padding, str):
        raise ValueError(f"padding must be whole numbers, got {padding!r}")
    s, d = ints("stride", stride, least=1), ints("dilation", dilation, least=1)
    p, extra = ints("padding", padding, least=0), ints("output_padding", output_padding, least=0)
    size = tuple(
        (n - 1) * s_ - 2 * p_ + d_ * (k_ - 1) + e + 1
        for n, k_, s_, p_, d_, e in zip(cells, kernel, s, p, d, extra, strict=True)
    )
    if min(size) < 0:
        raise ValueError(
            f"the output would be {by(size)} (input {by(cells)}, kernel {by(kernel)}, stride "
            f"{by(s)}, padding {by(p)}): use less padding or a larger kernel"
        )
    return size
