"""Fetching: a real local server with dead mirrors, cut connections and wrong files."""

import gzip
import hashlib
import http.server
import socket
import threading
from pathlib import Path

import numpy as np
import pytest

from cnnlib.data import fetch as module
from cnnlib.data.fetch import fetch, load_fashion_mnist

WHOLE = np.random.default_rng(0).bytes(300_000)
KNOWN = "md5:" + hashlib.md5(WHOLE).hexdigest()


class Mirrors(http.server.BaseHTTPRequestHandler):
    """/good/ gives the file, /wrong/ another one, /cut/ two thirds of it, /gone/ a 404."""

    asked: list[str] = []  # noqa: RUF012

    def do_GET(self):
        self.asked.append(self.path)
        mirror = self.path.split("/")[1]
        if mirror == "gone":
            return self.send_error(404)
        self.send_response(200)
        self.send_header("Content-Length", str(len(WHOLE)))
        self.end_headers()
        sent = {"good": WHOLE, "wrong": WHOLE[::-1], "cut": WHOLE[:200_000]}[mirror]
        self.wfile.write(sent)

    def log_message(self, *args):
        pass


@pytest.fixture
def server():
    Mirrors.asked = []
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Mirrors) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture
def dead():
    """An address of this machine at which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}/"


def left_in(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir()) if folder.exists() else []


def test_a_file_is_fetched_once(server, tmp_path):
    for _ in range(2):
        path = fetch("file.gz", KNOWN, [f"{server}good/"], tmp_path / "new")
        assert path.read_bytes() == WHOLE and left_in(tmp_path / "new") == ["file.gz"]
    assert Mirrors.asked == ["/good/file.gz"]


def test_bad_mirrors_are_passed_over(server, dead, tmp_path):
    mirrors = [dead, *(f"{server}{kind}/" for kind in ("gone", "cut", "wrong", "good"))]
    assert fetch("file.gz", KNOWN, mirrors, tmp_path).read_bytes() == WHOLE
    assert Mirrors.asked == [f"/{kind}/file.gz" for kind in ("gone", "cut", "wrong", "good")]
    assert left_in(tmp_path) == ["file.gz"]


def test_when_all_fail_the_sentence_says_why_and_what_helps(server, dead, tmp_path):
    mirrors = [dead, *(f"{server}{kind}/" for kind in ("gone", "cut", "wrong"))]
    with pytest.raises(OSError) as caught:
        fetch("file.gz", KNOWN, mirrors, tmp_path)
    sentence = str(caught.value)
    for words in (
        "not reached",
        "answered 404",
        "connection was cut",
        "not the published one",
        "connect to the internet",
        str(tmp_path),
        "load_mnist()",
    ):
        assert words in sentence
    assert "\n" not in sentence and left_in(tmp_path) == []


def test_a_folder_that_cannot_keep_the_file_is_named_before_any_other_mirror(server, tmp_path):
    (tmp_path / "notes").write_text("a file")
    for folder in (tmp_path / "notes", tmp_path / "notes" / "below"):
        with pytest.raises(OSError, match=r"cannot be kept in .*notes.*CNNLIB_DATA") as caught:
            fetch("file.gz", KNOWN, [f"{server}good/"] * 3, folder)
        assert "connect" not in str(caught.value)
    assert Mirrors.asked in ([], ["/good/file.gz"])
    assert (tmp_path / "notes").read_text() == "a file"


def test_a_damaged_copy_is_fetched_again(server, tmp_path):
    (tmp_path / "file.gz").write_bytes(WHOLE[:-1])
    assert fetch("file.gz", KNOWN, [f"{server}good/"], tmp_path).read_bytes() == WHOLE
    (tmp_path / "file.gz").write_bytes(WHOLE[:-1])
    with pytest.raises(OSError, match="answered 404"):
        fetch("file.gz", KNOWN, [f"{server}gone/"], tmp_path)


def test_fashion_mnist_is_read_from_files_that_lie_in_the_folder(dead, tmp_path, monkeypatch):
    rng = np.random.default_rng(1)
    known = {}
    pictures = rng.integers(0, 256, (70_000, 28, 28), dtype=np.uint8)
    labels = rng.integers(0, 10, 70_000, dtype=np.uint8)
    folder = tmp_path / "fashion-mnist"
    folder.mkdir()
    parts = (pictures[:60_000], labels[:60_000], pictures[60_000:], labels[60_000:])
    for name, part in zip(module.FASHION_FILES, parts, strict=True):
        content = gzip.compress(bytes(16 if part.ndim == 3 else 8) + part.tobytes(), 0)
        (folder / name).write_bytes(content)
        known[name] = "md5:" + hashlib.md5(content).hexdigest()
    monkeypatch.setattr(module, "FASHION_FILES", known)
    monkeypatch.setattr(module, "FASHION_MIRRORS", [dead])
    monkeypatch.setenv("CNNLIB_DATA", str(tmp_path))
    x_train, y_train, x_test, y_test = load_fashion_mnist()
    assert np.array_equal(np.concatenate([x_train, x_test]), pictures)
    assert np.array_equal(np.concatenate([y_train, y_test]), labels) and y_train.dtype == np.int64
    monkeypatch.setenv("CNNLIB_DATA", str(tmp_path / "elsewhere"))
    with pytest.raises(OSError, match=r"train-images\S+ could not be fetched"):
        load_fashion_mnist()
