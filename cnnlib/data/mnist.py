"""The pictures that the book learns from: MNIST, whole, in a file beside this module."""

import hashlib
import zlib
from pathlib import Path
from typing import NamedTuple

import numpy as np

MNIST_FILE = Path(__file__).with_name("mnist.gz")
MNIST_BYTES = 11_269_206
MNIST_SHA256 = "321b8257b9a63b35c9af58e00c8964304a3ba44c178baa7f0bc86d422f8c7c25"


class TrainTest(NamedTuple):
    """Pictures and labels, in the order that ``x_train, y_train, x_test, y_test = ...`` unpacks."""

    x_train: np.ndarray  # (N, H, W) uint8, 0 = background, 255 = full ink
    y_train: np.ndarray  # (N,) int64
    x_test: np.ndarray
    y_test: np.ndarray


def load_mnist() -> TrainTest:
    """Load the 60,000 training and 10,000 test digits of MNIST, with no network.

    The arrays are new on every call and may be written to. It takes about 0.2 s.

    Returns
    -------
    TrainTest
        ``x_train`` (60000, 28, 28) uint8, ``y_train`` (60000,) int64, the digits 0 to 9,
        ``x_test`` (10000, 28, 28) uint8, ``y_test`` (10000,) int64.

    Raises
    ------
    OSError
        The data file is missing, cut short or altered; the message says which, and what to do.

    References
    ----------
    Y. LeCun, C. Cortes, C. J. C. Burges, "The MNIST database of handwritten digits",
    licence CC BY-SA 3.0; ``mnist.md`` beside the file says how it was made.

    Examples
    --------
    >>> x_train, y_train, x_test, y_test = load_mnist()
    >>> x_train.shape, x_test.shape
    ((60000, 28, 28), (10000, 28, 28))
    >>> y_train[:10]
    array([5, 0, 4, 1, 9, 2, 1, 3, 1, 4])
    >>> x_train[0, 5, 12:24].tolist()  # the top stroke of the first digit, a 5
    [3, 18, 18, 18, 126, 136, 175, 26, 166, 255, 247, 127]
    """
    # The four published files, one after the other, are what the compressed file holds.
    idx = zlib.decompress(_read_whole(MNIST_FILE, MNIST_BYTES, MNIST_SHA256), wbits=31)
    x_train, y_train, rest = images_and_labels(idx, 60_000)
    x_test, y_test, _ = images_and_labels(rest, 10_000)
    return TrainTest(x_train, y_train, x_test, y_test)


def images_and_labels(idx: bytes | memoryview, n: int) -> tuple[np.ndarray, np.ndarray, memoryview]:
    """Cut n images and n labels off the front of IDX bytes: a 16-byte header, an 8-byte one."""
    idx = memoryview(idx)  # slices of a memoryview copy nothing
    labels_start = 16 + n * 28 * 28
    end = labels_start + 8 + n
    images = np.frombuffer(idx[16:labels_start], np.uint8).reshape(n, 28, 28)
    labels = np.frombuffer(idx[labels_start + 8 : end], np.uint8)
    return images.copy(), labels.astype(np.int64), idx[end:]


def _read_whole(path: Path, size: int, sha256: str) -> bytes:
    """Read a file of the package, or say in one sentence what is wrong with it and what helps."""
    remedy = (
        f"restore it with `git -C {path.parent} checkout -- {path.name}`, "
        "or, where there is no clone, reinstall the package"
    )
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise FileNotFoundError(f"data file {path} is missing: {remedy}") from None
    if len(data) != size:
        raise OSError(f"data file {path} has {len(data):,} bytes instead of {size:,}: {remedy}")
    found = hashlib.sha256(data).hexdigest()
    if found != sha256:
        raise OSError(
            f"data file {path} is altered, its SHA-256 begins {found[:12]} "
            f"instead of {sha256[:12]}: {remedy}"
        )
    return data
