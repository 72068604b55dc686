"""What an LMS let the instructor download: a folder or a zip, read file by file, never unpacked."""

import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path, PurePosixPath

from .course import Refusal

FILE_LIMIT, ALL_LIMIT, FILES = 100 * 2**20, 4 * 2**30, 20_000

Read = Callable[[], bytes | None]  # the content when it is wanted; None if it is too large


def files(place: Path) -> Iterator[tuple[PurePosixPath, Read]]:
    """Every file of a folder or zip, in the order of their names."""
    if not place.exists():
        raise Refusal(f"There is no {place}: give the folder or zip that the LMS let you download.")
    if place.is_dir():
        for path in sorted(place.rglob("*")):
            inside = place.resolve() in path.resolve().parents  # no link out of the folder
            if inside and path.is_file():
                yield PurePosixPath(path.relative_to(place).as_posix()), partial(_from_disk, path)
        return
    if not zipfile.is_zipfile(place):
        raise Refusal(f"{place} is neither a folder nor a zip: give what the LMS let you download.")
    archive = zipfile.ZipFile(place)  # stays open as long as anyone may read from it
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    size = sum(entry.file_size for entry in entries)
    if len(entries) > FILES or size > ALL_LIMIT:
        raise Refusal(
            f"{place} unpacks to {len(entries)} files of {size / 2**30:.1f} GiB, where {FILES} and "
            f"{ALL_LIMIT >> 30} GiB are the limit: that is no class; unpack it by hand and look."
        )
    for entry in entries:
        name = PurePosixPath(entry.filename.replace("\\", "/"))
        yield name, partial(_from_zip, archive, entry)


def _from_disk(path: Path) -> bytes | None:
    try:
        return path.read_bytes() if path.stat().st_size <= FILE_LIMIT else None
    except OSError:
        return b""  # it may not be read: it will be no notebook


def _from_zip(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes | None:
    try:
        with archive.open(entry) as file:
            content = file.read(FILE_LIMIT + 1)
    except (RuntimeError, zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError):
        return b""  # encrypted or damaged
    except zlib.error:
        return b""
    return content if len(content) <= FILE_LIMIT else None
