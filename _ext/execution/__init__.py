"""Notebooks run side by side before any page is read, and no output outlives the code it is of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import set_up

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def setup(app: Sphinx) -> ExtensionMetadata:
    return set_up(app, __name__, "stale", "ahead")
