"""Anywidgets live on static pages: no kernel, no CDN, from http:// and from file://."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import set_up

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def setup(app: Sphinx) -> ExtensionMetadata:
    return set_up(app, __name__, "places", "scripts", "host")
