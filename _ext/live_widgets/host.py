"""Anywidgets live on static pages: no kernel, no CDN, from http:// and from file://.

MyST-NB executes the notebooks and saves the widgets' state. This extension

- puts a place for each displayed widget into the page (places.py), its space reserved,
  with a still picture for print and for readers without JavaScript where the display offers one;
- gives the page the state that its widgets reach and nothing else (state.py);
- writes the ES module and CSS of each widget class once per site (scripts.py);
- warns of a displayed view that is not an anywidget, since it can't live without a kernel.

The browser's side is host.mjs and the modules it imports. What a widget class may offer:

``_height``
    the space to reserve, as a plain class attribute or, where instances differ, as a trait with
    ``sync=True``: one CSS length, or two for wide and for narrow (up to 600 px) screens, as in
    ``_height = ("30rem", "46rem")``
``_shared``
    what its ES module and CSS begin with, ``{"esm": …, "css": …}``, as a plain class attribute:
    a beginning that classes share is written once
``_repr_mimebundle_``
    may add ``image/svg+xml`` (or png, gif, jpeg, text/html) to its bundle: the still picture. Its
    alternative text is the bundle's ``text/plain``, so a widget with a picture wants a good repr.

A cell with the tag ``live-only`` may display other widgets without a warning.
"""

from __future__ import annotations

import json
from typing import Any

from docutils import nodes
from myst_nb.sphinx_ import NbMetadataCollector
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.typing import ExtensionMetadata

from .places import STYLE, VIEW, model_id
from .scripts import scripts_of
from .state import prune


def skip_cdn(app: Sphinx, config: Config) -> None:
    """Keep MyST-NB from loading require.js and html-manager from their CDNs."""
    config.nb_ipywidgets_js = {}


def collect(app: Sphinx, doctree: nodes.document) -> None:
    """Exchange the state of every model for the state of those that the page's views reach."""
    data = NbMetadataCollector.get_doc_data(app.env)[app.env.docname]
    script = data.get("js_files", {}).pop("ipywidgets_state", None)
    entries = json.loads(script[1]["body"])["state"] if script else {}
    shown = {model_id(node) for node in doctree.findall(nodes.raw) if VIEW in node.astext()}
    if shown:
        data["anywidgets"] = prune(entries, shown)


def add_to_page(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Give a page with widgets their state, their scripts and the style of their places."""
    widgets = NbMetadataCollector.get_doc_data(app.env).get(page, {}).get("anywidgets")
    if widgets is None or doctree is None or app.builder.format != "html":
        return
    context["metatags"] = context.get("metatags", "") + STYLE
    names = scripts_of(widgets)
    if not names:
        return
    models = {}
    for key, model in widgets["models"].items():
        elsewhere = {"name", "height"} | ({"esm", "css"} if model.get("widget") in names else set())
        models[key] = {field: value for field, value in model.items() if field not in elsewhere}
    state = json.dumps({"models": models, "links": widgets["links"]}, separators=(",", ":"))
    state = state.replace("<", "\\u003c")  # no text in it can end the script
    app.add_js_file(None, type="application/json", id="anywidget-state", body=state)
    for name in names:
        app.add_js_file(f"anywidget/{name}.js", loading_method="async")


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("myst_nb")
    app.connect("config-inited", skip_cdn)
    app.connect("doctree-read", collect)
    app.connect("html-page-context", add_to_page)
    return {"env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}
