"""``python -m editions.offer``: the landing page links the zip and the PDF, which lie beside it.

Without this step a built page has no link to them, since nobody may have made them. Where they
were made it copies both into the site and puts the links into the landing page's paragraph.
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

from editions.book import SITE, the_book

PLACE = re.compile('(<p class="editions[^"]*">).*?(</p>)', re.DOTALL)
NAMES = tuple(f"{the_book().stem}.{edition}" for edition in ("zip", "pdf"))


def offer(site: Path) -> None:
    """Copy the editions from the folder above `site` into it, and link them.

    Parameters
    ----------
    site : Path
        The built pages. ``make zip pdf`` has put the editions into the folder above.

    Raises
    ------
    FileNotFoundError
        If an edition or the landing page is not there; nothing is changed then.
    """
    front = [site / "index.html", site / "intro.html"]
    editions = [site.parent / name for name in NAMES]
    if lacking := [file for file in [*editions, *front] if not file.exists()]:
        names = ", ".join(file.name for file in lacking)
        raise FileNotFoundError(f"there is no {names}: run `make zip pdf` first")
    packed, printed = (f"{file.stat().st_size / 1e6:.1f} MB" for file in editions)
    words = (
        f'<a href="{NAMES[0]}">The whole book as a zip</a> ({packed}): unpack it and open '
        f'<code>index.html</code>, with no network. <a href="{NAMES[1]}">The book for paper</a>, '
        f"a PDF ({printed})."
    )
    pages = {page: PLACE.sub(rf"\g<1>{words}\g<2>", page.read_text("utf-8")) for page in front}
    for page, text in pages.items():
        if words not in text:
            raise FileNotFoundError(f'{page.name} has no paragraph of class "editions"')
    for file in editions:
        shutil.copy(file, site)
    for page, text in pages.items():
        page.write_text(text, "utf-8")


if __name__ == "__main__":
    try:
        offer(SITE)
    except FileNotFoundError as refusal:
        sys.exit(str(refusal))
