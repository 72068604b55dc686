"""What belongs together stays on one line: 3 × 3, 25 %, and an arrow with what it points to."""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.typing import ExtensionMetadata

APART = nodes.literal, nodes.math, nodes.FixedTextElement  # code, formulas, raw HTML
LOOSE = re.compile(r" (?=%)| (?=× )|(?<=×) |(?<=→) ")


class Unbroken(SphinxPostTransform):
    """Let no line end inside a size, before a percent sign or after an arrow."""

    default_priority = 900

    def run(self, **kwargs: Any) -> None:
        for text in list(self.document.findall(nodes.Text)):
            if not isinstance(text.parent, APART) and LOOSE.search(text):
                text.parent.replace(text, nodes.Text(LOOSE.sub("\N{NO-BREAK SPACE}", text)))


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_post_transform(Unbroken)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
