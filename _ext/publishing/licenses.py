"""Puts the licences of the theme and its scripts into the site: they ask to travel with it."""

from __future__ import annotations

from importlib.metadata import distribution
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

PACKAGES = (
    "sphinx",
    "pydata-sphinx-theme",
    "sphinx-book-theme",
    "sphinx-copybutton",
    "sphinx-design",
    "sphinx-togglebutton",
)


def licence(package: str) -> str:
    """The text of a package's licence, under its name."""
    files = distribution(package).files or []
    (file,) = (f for f in files if "dist-info" in str(f) and f.stem.upper() == "LICENSE")
    return f"{package}\n{'=' * len(package)}\n{file.read_text(encoding='utf-8').strip()}\n"


def write(app: Sphinx, exception: Exception | None) -> None:
    if exception is None and app.builder.format == "html":
        text = "\n\n".join(map(licence, PACKAGES))
        (app.outdir / "_static" / "licenses.txt").write_text(text, "utf-8")


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("build-finished", write, priority=950)  # after what no page names was removed
    return {"parallel_read_safe": True, "parallel_write_safe": True}
