"""MNIST is the published data set to the last byte, and a damaged file is never read silently."""

import hashlib
import re
import struct

import numpy as np
import pytest

from cnnlib.data import mnist as data

# The MD5s that are published for the four uncompressed files.
MD5 = {
    "x_train": "6bbc9ace898e44ae57da46a324031adb",
    "y_train": "a25bea736e30d166cdddb491f175f624",
    "x_test": "2646ac647ad5339dbf082846283269ea",
    "y_test": "27ae3e4e09519cfbb04c329615203637",
}


@pytest.fixture(scope="module")
def mnist():
    return data.load_mnist()


@pytest.fixture
def copy(tmp_path, monkeypatch):
    """A copy of the data file that a test may damage; load_mnist reads it instead."""
    path = tmp_path / "mnist.gz"
    path.write_bytes(data.MNIST_FILE.read_bytes())
    monkeypatch.setattr(data, "MNIST_FILE", path)
    return path


@pytest.mark.parametrize("name", MD5)
def test_arrays_rebuild_the_published_files(mnist, name):
    array = getattr(mnist, name)
    # IDX: two zero bytes, type 8 (unsigned byte), the number of axes, each length, then the data.
    header = struct.pack(f">BBBB{array.ndim}I", 0, 0, 8, array.ndim, *array.shape)
    assert hashlib.md5(header + array.astype(np.uint8).tobytes()).hexdigest() == MD5[name]


def test_shapes_and_dtypes(mnist):
    x_train, y_train, x_test, y_test = mnist
    assert (x_train.shape, x_train.dtype) == ((60_000, 28, 28), np.uint8)
    assert (y_train.shape, y_train.dtype) == ((60_000,), np.int64)
    assert (x_test.shape, x_test.dtype) == ((10_000, 28, 28), np.uint8)
    assert (y_test.shape, y_test.dtype) == ((10_000,), np.int64)


def test_arrays_are_the_readers_own(mnist):
    """Writing into what one call returned must not change what the next returns."""
    first = data.load_mnist()
    for array in first:
        array[:] = 7
    for array, untouched in zip(data.load_mnist(), mnist, strict=True):
        assert array.flags.writeable
        np.testing.assert_array_equal(array, untouched)


def refusal(path) -> str:
    """The message of load_mnist's error, which must name the file and the remedy."""
    with pytest.raises(OSError) as caught:
        data.load_mnist()
    message = str(caught.value)
    assert str(path) in message and "git -C" in message and "reinstall" in message
    return message


@pytest.mark.parametrize("left", [0, 10, 5_000_000, data.MNIST_BYTES - 1])
def test_truncated_file(copy, left):
    copy.write_bytes(copy.read_bytes()[:left])
    assert f"has {left:,} bytes instead of {data.MNIST_BYTES:,}" in refusal(copy)


def test_file_with_bytes_added(copy):
    copy.write_bytes(copy.read_bytes() + b"\n")
    assert f"has {data.MNIST_BYTES + 1:,} bytes" in refusal(copy)


# The gzip header's time stamp is the case that gzip's own checksum would not notice.
@pytest.mark.parametrize("where", [4, 20, 6_000_000, data.MNIST_BYTES - 1])
def test_one_altered_byte(copy, where):
    damaged = bytearray(copy.read_bytes())
    damaged[where] ^= 1
    copy.write_bytes(damaged)
    assert f"instead of {data.MNIST_SHA256[:12]}" in refusal(copy)


def test_missing_file(copy):
    copy.unlink()
    assert "is missing" in refusal(copy)


def test_readme_states_the_file_that_lies_beside_it():
    readme = (data.MNIST_FILE.parent / "mnist.md").read_text(encoding="utf-8")
    whole = data.MNIST_FILE.read_bytes()
    assert f"{len(whole):,} bytes" in readme
    assert hashlib.sha256(whole).hexdigest() in readme
    assert set(re.findall(r"\b[0-9a-f]{32}\b", readme)) == set(MD5.values())
