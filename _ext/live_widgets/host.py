"""Anywidgets live on static pages: no kernel, no CDN, from http:// and from file://.

MyST-NB executes the notebooks and saves the widgets' state. This extension

- puts a place for each displayed widget into the page (places.py), its space reserved,
  with a still picture for print and for readers without JavaScript where the display offers one;
- gives the page the state that its widgets reach and nothing else (state.py);
- writes the ES module and CSS of each widget class once per site, fresh from the Python class
  (an execution cache knows nothing of changed module files), as ``_static/anywidget/<class>.js``;
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

import hashlib
import json
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

from docutils import nodes
from myst_nb.sphinx_ import NbMetadataCollector
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment

from .places import STYLE, VIEW, model_id
from .state import fresh, is_live, prune

MODULES = ("lifetime", "sources", "models", "host")  # each imports from those before it


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


def scripts_of(widgets: dict[str, Any]) -> dict[str, str]:
    """Return the scripts that a page with these widgets loads: name → text."""
    live = [model for model in widgets["models"].values() if is_live(model)]
    scripts = {"host": host()} if live else {}
    classes = {model["widget"]: fresh(model["widget"]) for model in live}
    for name, own in sorted(classes.items()):
        if own is None:
            continue
        texts, shared = {key: own[key] for key in ("esm", "css")}, own["shared"]
        if shared:
            key = "shared-" + hashlib.sha256(json.dumps(shared).encode()).hexdigest()[:8]
            scripts[key] = entry(key, shared)
            texts = {part: text.removeprefix(shared[part]) for part, text in texts.items()}
            texts["shared"] = key
        scripts[name] = entry(name, texts)
    return dict(sorted(scripts.items()))


def entry(name: str, texts: dict[str, str]) -> str:
    """Return the script that hands these texts to the host, whichever of the two runs first."""
    pair = json.dumps([name, texts], ensure_ascii=False)
    return f"(window.anywidgets = window.anywidgets || []).push({pair});\n"


@cache
def host() -> str:
    """Return the host's modules as one classic script: file:// has no modules."""
    sources = (Path(__file__).with_name(f"{name}.mjs").read_text("utf-8") for name in MODULES)
    lines = (line.strip().removeprefix("export ") for text in sources for line in text.splitlines())
    kept = (line for line in lines if line and not line.startswith(("//", "import ")))
    return "\n".join(["(() => {", '"use strict";', *kept, "})();\n"])


def write_scripts(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Write each script once per site; return the pages whose scripts are not what they were."""
    if app.builder.format != "html":
        return []
    users: dict[str, set[str]] = defaultdict(set)
    texts: dict[str, str] = {}
    for page, data in NbMetadataCollector.get_doc_data(env).items():
        scripts = scripts_of(data["anywidgets"]) if "anywidgets" in data else {}
        texts |= scripts
        for name in scripts:
            users[name].add(page)
    folder = Path(app.outdir, "_static", "anywidget")
    folder.mkdir(parents=True, exist_ok=True)
    for file in folder.iterdir():
        if file.stem not in users:
            file.unlink()
    outdated: set[str] = set()
    for name, pages in users.items():
        file, text = folder / f"{name}.js", texts[name]
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            file.write_text(text, encoding="utf-8")
            outdated |= pages
    return sorted(outdated)


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


def setup(app: Sphinx) -> dict[str, Any]:
    app.setup_extension("myst_nb")
    app.connect("config-inited", skip_cdn)
    app.connect("doctree-read", collect)
    app.connect("env-updated", write_scripts)
    app.connect("html-page-context", add_to_page)
    return {
        "version": "1",
        "env_version": 1,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
