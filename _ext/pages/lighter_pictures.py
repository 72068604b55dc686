"""Heavy pictures as WebP: 1.9 MB of the book's become 0.9 MB.

A figure stays as it is to the pixel. Only a photograph loses what nobody sees.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from PIL import Image

HEAVY = 30_000  # bytes; the others are as fast as the request for them
DRAWN = 20_000  # colours that a drawing may have; a photograph has more
PICTURE = re.compile(r'((?:src|href)=")([^":]*_images/[^":]+\.png)"')


@cache
def lighter(file: Path) -> Path:
    """Put a WebP in the place of a heavy picture; return the file that has it now."""
    if not file.is_file() or file.stat().st_size <= HEAVY:
        return file
    new = file.with_suffix(".webp")
    with Image.open(file) as opened:
        picture = opened.convert("RGBA" if opened.has_transparency_data else "RGB")
    drawn = picture.getcolors(DRAWN) is not None
    picture.save(new, lossless=drawn, quality=95, use_sharp_yuv=True)
    file.unlink()
    return new


def with_lighter_pictures(page: str, folder: Path) -> str:
    """A page, which stands in this folder, that shows the lighter files."""

    def exchange(found: re.Match[str]) -> str:
        name = lighter((folder / found[2]).resolve()).name
        return f'{found[1]}{found[2].rpartition("/")[0]}/{name}"'

    return PICTURE.sub(exchange, page)
