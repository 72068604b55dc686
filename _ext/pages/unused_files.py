"""Files of _static that no page leads to are removed: megabytes of a theme, of which few are used.

Sphinx copies them anew when it next writes a page, so nothing is lost to later builds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

SOURCE_MAP = re.compile(r"/[/*]# sourceMappingURL=\S+")
TEXTS = (".css", ".js", ".mjs", ".json", ".svg")


def remove_unused(static: Path, pages: Iterable[str]) -> None:
    """Delete what no page mentions by name, nor any file that a page leads to; and source maps."""
    texts = list(pages)
    unused = {file for file in static.rglob("*") if file.is_file()}

    def named(file: Path) -> re.Pattern[str]:
        return re.compile(rf"(?<![\w.-]){re.escape(file.name)}")

    while texts:
        text = texts.pop()
        used = {file for file in unused if file.name in text and named(file).search(text)}
        unused -= used
        for file in used:
            if file.suffix in TEXTS:
                source = file.read_text("utf-8")
                texts.append(SOURCE_MAP.sub("", source))
                if texts[-1] != source:
                    file.write_text(texts[-1], "utf-8")
    for file in unused:
        file.unlink()
    for folder in sorted((path for path in static.rglob("*") if path.is_dir()), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()
