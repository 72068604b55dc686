"""A font cut down to the characters that are used, as WOFF2, with its own licence notice kept."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterable
from pathlib import Path

from fontTools import subset

logging.getLogger("fontTools").setLevel(logging.WARNING)  # it tells each step, eighty lines

COPYRIGHT, FAMILY, LICENCE, LICENCE_URL = 0, 1, 13, 14  # entries of a font's name table


def cut_font(source: Path, characters: Iterable[str]) -> tuple[bytes, str]:
    """Cut a font to these characters and to the larger forms that brackets and roots grow into.

    Returns
    -------
    bytes
        The font as a WOFF2 file.
    str
        The copyright and licence notice that the font carries.
    """
    kept = [COPYRIGHT, FAMILY, LICENCE, LICENCE_URL]
    options = subset.Options(flavor="woff2", name_IDs=kept, notdef_outline=True)
    font = subset.load_font(source, options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text="".join(characters))
    subsetter.subset(font)
    subset.save_font(font, buffer := io.BytesIO(), options)
    notice = [font["name"].getDebugName(entry) for entry in kept]
    return buffer.getvalue(), "\n\n".join(filter(None, notice))
