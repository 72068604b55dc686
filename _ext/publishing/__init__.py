"""The book in the world: where it stands, runs, is found and cited, and by which licences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import set_up

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def setup(app: Sphinx) -> ExtensionMetadata:
    return set_up(app, __name__, "citation", "from_a_clone", "launch", "sharing", "licenses")
