"""Correlation and convolution as the textbooks define them, for vectors and matrices."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnlib.arguments import by

MODES = ("valid", "same", "full")


def correlate(input: ArrayLike, kernel: ArrayLike, mode: str = "valid") -> NDArray:
    r"""Slide the kernel over the input; at each place multiply cell by cell and add.

    .. math:: y[t] = \sum_u x[t + u]\, \overline{w[u]}

    Vectors give what :func:`numpy.correlate` gives, matrices what
    :func:`scipy.signal.correlate2d` gives, with even kernels and with kernels
    larger than the input too.

    Parameters
    ----------
    input, kernel : array_like
        Two vectors or two matrices, (n,) and (k,) or (H, W) and (kh, kw).
    mode : {"valid", "same", "full"}
        "valid": only places where the kernel lies wholly on the input, n - k + 1 of them.
        "full": every place where the two overlap, n + k - 1 of them.
        "same": n of them, from the middle of "full".

    Returns
    -------
    NDArray
        Dtype as NumPy promotes the two.

    Raises
    ------
    ValueError
        If the two have different or other numbers of axes, or no cells, or if the
        mode is unknown, or "valid" and neither matrix fits into the other.

    Notes
    -----
    An even kernel leaves two middles to choose from. For vectors "same" begins with cell
    ``(k - 1) // 2`` of "full", as in NumPy; for matrices with ``k // 2``, as in SciPy (and in
    torch's ``padding="same"``). Where k > n, "same" is as long as the kernel for vectors, as the
    input for matrices. "valid" with a complex kernel larger than the input follows the formula, as
    NumPy does for vectors; SciPy gives the complex conjugate for matrices.

    Examples
    --------
    >>> correlate([1, 2, 3], [0, 1])
    array([2, 3])
    >>> correlate(np.arange(9).reshape(3, 3), [[0, 1], [2, 3]])
    array([[19, 25],
           [37, 43]])
    """
    kernel = np.asarray(kernel)
    # the conjugate of real numbers is themselves, but NumPy makes integers of bool
    turned = np.conj(kernel) if kernel.dtype.kind == "c" else kernel
    return _slide(input, turned, mode, flipped=False)


def convolve(input: ArrayLike, kernel: ArrayLike, mode: str = "full") -> NDArray:
    r"""Correlate with the kernel turned by 180 degrees.

    .. math:: y[t] = \sum_u x[t - u]\, w[u]

    Vectors give what :func:`numpy.convolve` gives, matrices what
    :func:`scipy.signal.convolve2d` gives. The turn is what makes convolution
    commutative: ``convolve(a, b)`` equals ``convolve(b, a)``.

    Parameters
    ----------
    input, kernel, mode
        As for :func:`correlate`; "same" starts at cell ``(k - 1) // 2`` of "full".

    Returns
    -------
    NDArray
        Dtype as NumPy promotes the two.

    Raises
    ------
    ValueError
        As :func:`correlate`.

    Examples
    --------
    >>> convolve([1, 2, 3], [0, 1])
    array([0, 1, 2, 3])
    >>> convolve(np.arange(9).reshape(3, 3), [[0, 1], [2, 3]], mode="valid")
    array([[ 5, 11],
           [23, 29]])
    """
    turned = np.flip(kernel)  # along every axis
    return _slide(input, turned, mode, flipped=True)


def _slide(input: ArrayLike, kernel: ArrayLike, mode: str, flipped: bool) -> NDArray:
    """Add up shifted copies of the input, one for each kernel cell, where they overlap."""
    x, k = np.asarray(input), np.asarray(kernel)
    if x.ndim != k.ndim or x.ndim not in (1, 2):
        raise ValueError(
            f"input has {x.ndim} axes and kernel {k.ndim}: give two vectors or two matrices"
        )
    if x.size == 0 or k.size == 0:
        raise ValueError(f"input {by(x.shape)} or kernel {by(k.shape)} has no cells")
    if mode not in MODES:
        raise ValueError(f"mode must be one of {', '.join(MODES)}, got {mode!r}")
    larger = [n - m for n, m in zip(x.shape, k.shape, strict=True)]
    if mode == "valid" and min(larger) < 0 < max(larger):
        raise ValueError(
            f"mode 'valid' needs one to fit into the other, but input {by(x.shape)} and kernel "
            f"{by(k.shape)} cross: use mode 'same' or 'full'"
        )

    window = [_window(n, m, mode, x.ndim, flipped) for n, m in zip(x.shape, k.shape, strict=True)]
    out = np.zeros([length for _, length in window], np.result_type(x, k))
    for cell in np.ndindex(k.shape):
        of_out, of_x = [], []
        for axis, (start, length) in enumerate(window):
            # the place in out at which this kernel cell lies on cell 0 of x
            first = k.shape[axis] - 1 - cell[axis] - start
            low, high = max(first, 0), max(min(first + x.shape[axis], length), 0)
            of_out.append(slice(low, high))
            of_x.append(slice(low - first, high - first))
        with np.errstate(invalid="ignore", over="ignore"):  # NaN and infinity pass through
            out[tuple(of_out)] += x[tuple(of_x)] * k[cell]
    return out


def _window(n: int, k: int, mode: str, ndim: int, flipped: bool) -> tuple[int, int]:
    """Return (start, length) of the mode's part of the n + k - 1 places along one axis."""
    if mode == "full":
        return 0, n + k - 1
    short, long = min(n, k), max(n, k)
    if mode == "valid":
        return short - 1, long - short + 1
    if ndim == 2:  # SciPy: always as large as the input
        return ((k - 1) if flipped else k) // 2, n
    swapped = k > n and not flipped  # NumPy: as long as the longer, mirrored where it swaps
    return (short if swapped else short - 1) // 2, long
