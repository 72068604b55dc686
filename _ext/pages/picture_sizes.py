"""Pictures tell their size, so that the page does not move when they come, and come when needed."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from PIL import Image

PICTURE = re.compile(r'<img (?![^>]*(?:width|height)=)(?=[^>]*src="([^":]*_images/[^"]+)")')


@cache
def attributes(file: Path) -> str:
    """The attributes of a picture, in CSS pixels; nothing for what has no pixels, such as SVG."""
    if not file.is_file() or file.suffix == ".svg":
        return ""
    with Image.open(file) as picture:
        return 'width="{}" height="{}" decoding="async" '.format(*picture.size)


def sized(page: str, folder: Path) -> str:
    """A page, which stands in this folder, whose pictures have a size and wait for the reader."""

    def describe(found: re.Match[str]) -> str:
        return f"<img {attributes((folder / found[1]).resolve())}"

    page = PICTURE.sub(describe, page)
    return re.sub(r"<img (?=[^>]*_images/)(?![^>]*loading=)", '<img loading="lazy" ', page)
