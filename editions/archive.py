"""The site as one zip that opens from file://, with the network off."""

from __future__ import annotations

import zipfile
from pathlib import Path

from bs4 import BeautifulSoup

from _ext.publishing.outside import repository_url
from cnnlib.teaching.animation import whole_or_nothing
from editions.book import ROOT, Book, capital

LEFTOVERS = {".buildinfo", "objects.inv", ".nojekyll", ".doctrees"}
THE_SAME_TIME = (1980, 1, 1, 0, 0, 0)  # of every file, so that the same build gives the same bytes
README = """{title}
{line}
{subtitle}
Version {version}, {released}, by {author}

This folder is the whole book, its widgets and its search included. Nothing in it
needs a network or a server.

On a computer: unpack the zip, then open index.html in a browser. A browser cannot
follow links inside a zip that is still packed.

On a phone or tablet: file apps tend to show a page by itself, without its links,
pictures and widgets. Take the book on the web or the PDF there, or an app that
serves a folder to the browser of the same phone.

The notebooks are in _sources/chapters/. To run one you need Jupyter and the book's
package, cnnlib. {package}

The text may be used under CC BY 4.0, the code under the MIT licence: see
LICENSE.txt, and _static/licenses.txt for what others made.
"""


def readme(book: Book) -> str:
    """Say what the folder is and how to open it."""
    line, url = "=" * len(book.title), repository_url()
    package = f"The first cell fetches it from\n{url}" if url else "It is in the book's source."
    more = {"line": line, "subtitle": capital(book.subtitle), "package": package}
    return README.format(**vars(book) | more)


def left_out(name: str) -> bool:
    """Tell whether a file of the build is of no use to a reader."""
    top = name.split("/")[0]
    return top in LEFTOVERS or name.endswith(".map") or "/." in f"/{name}"


def without_online_links(page: bytes) -> bytes:
    """Take out what makes no sense in a copy, such as the links to the copies."""
    if b"online-only" not in page:
        return page
    soup = BeautifulSoup(page, "html.parser")
    for element in soup.select(".online-only"):
        element.decompose()
    return soup.encode()


def write_zip(site: Path, book: Book, target: Path) -> Path:
    """Pack the built site into one folder in one zip.

    Parameters
    ----------
    site : Path
        The built pages, ``_build/html``.
    book : Book
        Its name is the folder's name.
    target : Path
        The zip; it is replaced once the new one is whole.
    """
    editions = {f"{book.stem}.zip", f"{book.stem}.pdf"}  # once published they lie beside the pages
    files = {file.relative_to(site).as_posix(): file for file in site.rglob("*") if file.is_file()}
    texts = {
        name: without_online_links(data) if name.endswith(".html") else data
        for name, data in ((name, file.read_bytes()) for name, file in files.items())
        if not left_out(name) and name not in editions
    }
    texts["README.txt"] = readme(book).encode()
    texts["LICENSE.txt"] = (ROOT / "LICENSE").read_bytes()
    with whole_or_nothing(target) as part, zipfile.ZipFile(part, "w") as archive:
        for name in sorted(texts):
            entry = zipfile.ZipInfo(f"{book.stem}/{name}", THE_SAME_TIME)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, texts[name], zipfile.ZIP_DEFLATED, compresslevel=9)
    return target
