"""Commands to type in a clone of the book, and how to get one where that is known.

``{from-a-clone}`` shows its lines. In a book whose repository has an address (address.py) two lines
come before them. Where chapters have a menu (launch.py), ``{only} published`` shows its content.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from .address import repository_url
from .launch import links

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.util.typing import ExtensionMetadata


class FromAClone(SphinxDirective):
    has_content = True

    def run(self) -> list[nodes.Node]:
        lines = list(self.content)
        if url := repository_url(self.config):
            folder = url.rpartition("/")[2].removesuffix(".git")
            lines = [f"git clone {url}", f"cd {folder}", *lines]
        text = "\n".join(lines)
        return [nodes.literal_block(text, text, language="bash")]


def tell(app: Sphinx, config: Config) -> None:
    if links(repository_url(config), "", ""):
        app.tags.add("published")


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("config-inited", tell)
    app.add_directive("from-a-clone", FromAClone)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
