"""How many cells a convolution or pooling writes."""

from typing import overload

from cnnlib.arguments import Ints, Sizes, by, flag, ints, once


@overload
def output_size(
    n: int,
    kernel_size: Ints,
    stride: Ints = 1,
    padding: Ints | str = 0,
    dilation: Ints = 1,
    ceil_mode: bool = False,
    *,
    transposed: bool = False,
    output_padding: Ints = 0,
) -> int: ...
@overload
def output_size(
    n: tuple[int, ...] | list[int],
    kernel_size: Ints,
    stride: Ints = 1,
    padding: Ints | str = 0,
    dilation: Ints = 1,
    ceil_mode: bool = False,
    *,
    transposed: bool = False,
    output_padding: Ints = 0,
) -> Sizes: ...


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
) -> int | Sizes:
    r"""Return how many cells a convolution or pooling writes along each axis.

    .. math:: \left\lfloor \frac{n + 2p - d\,(k - 1) - 1}{s} \right\rfloor + 1

    The kernel covers :math:`d(k-1)+1` cells; the rest of the padded input,
    divided by the stride, is the number of further steps that fit whole. That is
    why there is a floor round the fraction.

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
    flag("transposed", transposed)
    if ceil_mode and (transposed or padding == "same"):
        raise ValueError("ceil_mode=True is for poolings: leave it out")
    single = not isinstance(n, (tuple, list))
    axes = len(n) if isinstance(n, (tuple, list)) else 1
    if axes == 0:
        raise ValueError(f"n must be a size or one for each axis, got {n!r}")
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
        extra = ints("output_padding", output_padding, axes, least=0)
        sizes = _transposed_size(n, span, s, p, d, extra)
        return sizes[0] if single else sizes
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


def _transposed_size(
    n: Sizes, span: list[int], s: Sizes, p: Sizes, d: Sizes, extra: Sizes
) -> Sizes:
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
