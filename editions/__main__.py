"""``python -m editions zip`` or ``pdf``: the book as one file, beside the built pages."""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from editions.archive import write_zip
from editions.book import SITE, the_book
from editions.paper import write_pdf


def main() -> None:
    """Make one edition of the built book."""
    parser = argparse.ArgumentParser(prog="python -m editions", description=main.__doc__)
    parser.add_argument("edition", choices=["zip", "pdf"])
    parser.add_argument("--site", type=Path, default=SITE, help="the built pages")
    parser.add_argument("--into", type=Path, help="put a copy here, such as among the pages")
    asked = parser.parse_args()
    if not (asked.site / "index.html").exists():
        sys.exit(f"There is no built book in {asked.site}: run `make book` first.")
    book = the_book()
    target = asked.site.parent / f"{book.stem}.{asked.edition}"
    try:
        {"zip": write_zip, "pdf": write_pdf}[asked.edition](asked.site, book, target)
    except RuntimeError as error:  # such as: no Chromium
        sys.exit(str(error))
    if asked.into:
        shutil.copy(target, asked.into)
    print(f"{target}: {target.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
