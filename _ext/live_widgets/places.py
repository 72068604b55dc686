"""The places in a page where the browser shows its widgets, and what stands there if it can't."""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from myst_nb.sphinx_ import NbMetadataCollector
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.typing import ExtensionMetadata
from sphinx.writers.html5 import HTML5Translator

from .state import class_of, height, is_live

logger = logging.getLogger(__name__)

VIEW = "application/vnd.jupyter.widget-view+json"
STILLS = ("image/svg+xml", "image/png", "image/gif", "image/jpeg", "text/html")
SORRY = "This widget needs a running notebook: open this page in Jupyter to use it."
NO_SCRIPT = "Turn JavaScript on to use this widget here."
STYLE = """<style>
.anywidget { min-height: var(--anywidget-height, 0) }
@media (max-width: 600px) { .anywidget { min-height: var(--anywidget-height-narrow, 0) } }
.anywidget-still, .anywidget-sorry { display: none }
.anywidget-failed > .anywidget-still, .anywidget-failed > .anywidget-sorry { display: block }
.anywidget-notice { margin: 0; padding: .5em .8em; border-left: .2em solid }
@media print {
  .anywidget { min-height: 0 !important }
  .anywidget > .anywidget-still { display: block }
  .anywidget-still ~ * { display: none !important }
}
</style>
<noscript><style>
.anywidget { min-height: 0 !important }
.anywidget > .anywidget-still { display: block }
</style></noscript>
"""


def model_id(view: nodes.Node) -> str:
    """Return the id of the model in MyST-NB's rendering of a widget view, else nothing."""
    found = re.search(rf'{re.escape(VIEW)}">.*"model_id": "([^"]+)"', view.astext())
    return found[1] if found else ""


class WidgetPlace(nodes.General, nodes.Element):
    """The place of one widget; its children are the still picture."""


def visit_place(self: HTML5Translator, node: WidgetPlace) -> None:
    self.body.append(self.starttag(node, "div", "", **node["html"]))
    if node.children:
        self.body.append('<div class="anywidget-still">\n')


def depart_place(self: HTML5Translator, node: WidgetPlace) -> None:
    if node.children:
        self.body.append("</div>\n")
    self.body.append(f'<p class="anywidget-notice anywidget-sorry">{SORRY}</p>\n')
    if "data-model" in node["html"]:
        self.body.append(f'<noscript><p class="anywidget-notice">{NO_SCRIPT}</p></noscript>\n')
    self.body.append("</div>\n")


def make_place(key: str, model: dict[str, Any], outputs: dict[str, nodes.Element]) -> WidgetPlace:
    """Return the place of a widget, given the display's other outputs by media type."""
    place = WidgetPlace(classes=["anywidget"], html={})
    if is_live(model):
        place["html"]["data-model"] = key
        names = ("--anywidget-height", "--anywidget-height-narrow")
        pairs = zip(names, height(model), strict=False)
        if style := "; ".join(f"{name}: {length}" for name, length in pairs):
            place["html"]["style"] = style
    else:
        place["classes"].append("anywidget-failed")
    for still in [outputs[mime] for mime in STILLS if mime in outputs][:1]:
        described = outputs["text/plain"].astext() if "text/plain" in outputs else ""
        for image in still.findall(nodes.image):
            image.setdefault("alt", "" if " object at 0x" in described else described)
            image["loading"] = "lazy"  # hidden while the widget lives: most readers never fetch it
        place += still.children
    return place


class PlaceWidgets(SphinxPostTransform):
    """Exchange every display of a widget for its place."""

    default_priority = 3  # just before MyST-NB picks one format out of each display
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        data = NbMetadataCollector.get_doc_data(self.env)
        page = data.get(self.env.docname, {}).get("anywidgets")
        for display in list(self.document.findall(nodes.container)) if page else []:
            elements = (child for child in display.children if isinstance(child, nodes.Element))
            outputs = {element.get("mime_type"): element for element in elements}
            if display.get("nb_element") == "mime_bundle" and VIEW in outputs:
                key = model_id(outputs[VIEW])
                model = page["models"].get(key, {"name": "widget without a saved state"})
                warn(model, display)
                display.replace_self(make_place(key, model, outputs))


def warn(model: dict[str, Any], display: nodes.Element) -> None:
    """Warn of a widget that can't live on the page, or may live on by outdated code."""
    cell: nodes.Element = display
    while cell.parent is not None and cell.get("nb_element") != "cell_code":
        cell = cell.parent
    widget = model.get("widget", "")
    if not is_live(model):
        metadata: dict[str, Any] = cell.get("cell_metadata", {})
        if "live-only" in metadata.get("tags", []):
            return
        subtype = "unsupported"
        text = (
            f"{model['name']}, which can't live on a static page: only an anywidget with its own "
            "module can (tag the cell live-only if readers are to run it themselves)"
        )
    elif not class_of(widget) and not widget.startswith("__main__."):
        subtype = "stale"
        text = f"{widget}, whose present code can't be imported"
    else:
        return
    text = f"cell {cell.get('cell_index', -1) + 1} displays {text} [anywidget.{subtype}]"
    logger.warning(text, type="anywidget", subtype=subtype, location=display)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_node(WidgetPlace, html=(visit_place, depart_place))
    app.add_post_transform(PlaceWidgets)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
