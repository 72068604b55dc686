"""Sphinx extensions, in rooms that `_config.yml` names; a room sets up its parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def set_up(app: Sphinx, room: str, *parts: str) -> ExtensionMetadata:
    """Set up the parts of a room, in this order."""
    for part in parts:
        app.setup_extension(f"{room}.{part}")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
