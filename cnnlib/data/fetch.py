"""Data too large for the box, fetched once: several mirrors, a checksum, a cache."""

import gzip
import os
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from .mnist import TrainTest, images_and_labels

FASHION_MIRRORS = (
    "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/",
    "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
    "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
)
FASHION_FILES = {  # the MD5s that its authors publish
    "train-images-idx3-ubyte.gz": "md5:8d4fb7e6c68d591d4c3dfef9ec88bf0d",
    "train-labels-idx1-ubyte.gz": "md5:25c81989df183df01b3e8a0aad5dffbe",
    "t10k-images-idx3-ubyte.gz": "md5:bef4ecab320f06d8554ea6380940ec79",
    "t10k-labels-idx1-ubyte.gz": "md5:bb300cfdad3c16e7a12a480ee83cd310",
}
FASHION_CLASSES = (
    *("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat"),
    *("Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"),
)


def load_fashion_mnist() -> TrainTest:
    """Load the 60,000 training and 10,000 test pictures of Fashion-MNIST.

    The first call fetches 31 MB into a cache (`data_folder`); later calls need no network.

    Returns
    -------
    TrainTest
        As `load_mnist` gives them: pictures (N, 28, 28) uint8, labels (N,) int64, of which
        `FASHION_CLASSES` has the names.

    Raises
    ------
    OSError
        No mirror gave a whole file; the message says what each of them did, and what helps.

    References
    ----------
    H. Xiao, K. Rasul, R. Vollgraf, "Fashion-MNIST: a Novel Image Dataset for Benchmarking Machine
    Learning Algorithms", 2017, arXiv:1708.07747; licence MIT.
    """
    folder = data_folder() / "fashion-mnist"
    files = [fetch(name, known, FASHION_MIRRORS, folder) for name, known in FASHION_FILES.items()]
    contents = [gzip.decompress(file.read_bytes()) for file in files]
    x_train, y_train, _ = images_and_labels(contents[0] + contents[1], 60_000)
    x_test, y_test, _ = images_and_labels(contents[2] + contents[3], 10_000)
    return TrainTest(x_train, y_train, x_test, y_test)


def data_folder() -> Path:
    """Return the folder that keeps what was fetched: $CNNLIB_DATA, or one in the user's cache."""
    import pooch

    return Path(os.environ.get("CNNLIB_DATA") or pooch.os_cache("cnnlib"))


def fetch(name: str, known_hash: str, mirrors: Sequence[str], folder: Path) -> Path:
    """Return the whole file `name` of `folder`, fetched if it is not there or was damaged.

    Parameters
    ----------
    name : str
        The file, at the mirrors and in the folder.
    known_hash : str
        Its checksum, such as ``"md5:8d4f…"``. A file with another one is never kept.
    mirrors : sequence of str
        Addresses of folders that have it, each with a slash at the end; tried in this order.
    folder : Path
        Made if it is not there.

    Raises
    ------
    OSError
        No mirror gave the whole file, or the folder cannot take it.
    """
    import pooch
    import requests
    from tqdm.auto import tqdm

    pooch.get_logger().setLevel("WARNING")
    failures = []
    for mirror in mirrors:
        quiet = bool(os.environ.get("TQDM_DISABLE"))
        options = {"unit": "B", "unit_scale": True, "leave": False, "disable": quiet}
        with tqdm(desc=name, total=1, **options) as bar:  # its total comes with the answer
            downloader = pooch.HTTPDownloader(progressbar=bar, timeout=20)
            try:
                return Path(
                    pooch.retrieve(mirror + name, known_hash, name, folder, downloader=downloader)
                )
            except (OSError, ValueError) as error:  # requests' errors are OSErrors
                remote = (requests.RequestException, ConnectionError, TimeoutError, ValueError)
                if not isinstance(error, remote):  # no other mirror helps
                    raise OSError(
                        f"{name} cannot be kept in {folder} ({error.strerror or error}): make "
                        "room, or set CNNLIB_DATA to a folder where you may write; load_mnist() "
                        "needs none"
                    ) from error
                failures.append(f"{urlsplit(mirror).netloc}: {_reason(error)}")
    raise OSError(
        f"{name} could not be fetched ({'; '.join(failures)}): connect to the internet and run "
        f"this again, or put the file into {folder} yourself; load_mnist() needs no network"
    )


def _reason(error: Exception) -> str:
    """Put what went wrong into a few words."""
    import requests

    if isinstance(error, ValueError):
        return "the file is not the published one"
    if isinstance(error, requests.HTTPError) and error.response is not None:
        return f"answered {error.response.status_code}"
    if isinstance(error, requests.Timeout):
        return "no answer in 20 seconds"
    if isinstance(error, requests.exceptions.ChunkedEncodingError):
        return "the connection was cut"
    return "not reached" if isinstance(error, requests.ConnectionError) else str(error)
