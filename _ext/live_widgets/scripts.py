"""The scripts of the site: one for each widget class, each beginning that classes share, the host.

They are classic scripts, since a page on file:// can load no others. Each stands once in the site,
as ``_static/anywidget/<class>.js``, fresh from the Python class: an execution cache knows nothing
of changed module files.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from myst_nb.sphinx_ import NbMetadataCollector

from .state import fresh, is_live

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

MODULES = ("lifetime", "sources", "models", "host")  # each imports from those before it
_TYPES = re.compile(r"/\*\*[\s\S]*?\*/\s*")


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
    files = (Path(__file__).with_name(f"{name}.mjs") for name in MODULES)
    sources = (_TYPES.sub("", file.read_text("utf-8")) for file in files)
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


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("myst_nb")
    app.connect("env-updated", write_scripts)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
