"""One digest of all that the notebooks run on.

``execution_dependencies`` names it, as files or folders relative to the source folder. In folders,
modules and styles for the browser are left out: they change no output (live_widgets brings their
text fresh into the pages).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.errors import ConfigError

FOR_BROWSERS = {".mjs", ".js", ".css"}


def digest(app: Sphinx) -> str:
    """Return one digest of all that the notebooks run on."""
    total = hashlib.sha256()
    for name in app.config.execution_dependencies:
        path = Path(app.srcdir, name)
        if not path.exists():
            raise ConfigError(f"execution_dependencies: there is no {name} in {app.srcdir}")
        for file in [path] if path.is_file() else _sources(path):
            content = hashlib.sha256(file.read_bytes()).hexdigest()
            total.update(f"{file.relative_to(app.srcdir).as_posix()} {content}\n".encode())
    return total.hexdigest()


def _sources(folder: Path) -> Iterator[Path]:
    for file in sorted(folder.rglob("*")):
        hidden = any(part.startswith((".", "__pycache__")) for part in file.parts[-2:])
        if file.is_file() and not hidden and file.suffix not in FOR_BROWSERS:
            yield file
