"""Every code cell of a notebook can be linked to: {ref}`the proof <chapters/stride:floor-code>`.

The name is the page's and the cell's own id; on the page the anchor is ``#cell-floor-code``.
"""

from __future__ import annotations

import json
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata


def add_anchors(app: Sphinx, doctree: nodes.document) -> None:
    """Give each code cell its id as an anchor, and the anchor a name for {ref}."""
    source = Path(app.env.doc2path(app.env.docname))
    if source.suffix != ".ipynb":
        return
    ids = [cell.get("id") for cell in json.loads(source.read_text(encoding="utf-8"))["cells"]]
    labels = app.env.domaindata["std"]["anonlabels"]
    for node in doctree.findall(nodes.container):
        if node.get("nb_element") == "cell_code" and ids[node["cell_index"]]:
            anchor = f"cell-{ids[node['cell_index']]}"
            node["ids"].append(anchor)
            labels[f"{app.env.docname}:{ids[node['cell_index']]}"] = (app.env.docname, anchor)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("doctree-read", add_anchors)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
