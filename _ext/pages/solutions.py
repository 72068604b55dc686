"""A solution on a page stands without the marks by which nbgrader cuts it from the notebook."""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.typing import ExtensionMetadata

MARK = re.compile(r"^[ \t]*### (?:BEGIN|END) SOLUTION\n?", re.MULTILINE)


class Solutions(SphinxPostTransform):
    """Take the marks out of the code cells; the notebook that is downloaded keeps them."""

    default_priority = 400

    def run(self, **kwargs: Any) -> None:
        for code in list(self.document.findall(nodes.literal_block)):
            if "cell_input" in code.parent.get("classes", ()) and MARK.search(code.astext()):
                code.rawsource = MARK.sub("", code.astext()).rstrip("\n")
                code.clear()
                code += nodes.Text(code.rawsource)  # equal, or it would not be coloured


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_post_transform(Solutions)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
