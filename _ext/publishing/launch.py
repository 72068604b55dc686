"""A menu on each chapter that opens this chapter: in Colab, on Binder, on a JupyterHub.

They open the copies in the repository's branch ``notebooks`` (see publish/), and the page's own
download is such a copy too. With no address of a repository there is the download and no menu.
The theme draws the menu; its own launch buttons also stand on pages that are no chapters, and lead
to the notebook as it is committed, which finds no package on Colab.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from .address import repository_url
from .self_contained import self_contained

BRANCH = "notebooks"
LOGOS = {
    "Colab": "logo_colab.png",
    "Binder": "logo_binder.svg",
    "JupyterHub": "logo_jupyterhub.svg",
}
GITHUB = re.compile(r"https://github\.com/([\w.-]+)/([\w.-]+?)(?:\.git)?")


def links(repository: str, hub: str, path: str) -> dict[str, str]:
    """Where a notebook of the branch can be run → its address there."""
    found = GITHUB.fullmatch(repository)
    if not found:
        return {}
    owner, name = found.groups()
    places = {
        "Colab": f"https://colab.research.google.com/github/{owner}/{name}/blob/{BRANCH}/{path}",
        "Binder": f"https://mybinder.org/v2/gh/{owner}/{name}/{BRANCH}"
        f"?urlpath={quote(f'lab/tree/{path}', safe='')}",
    }
    if hub:  # by nbgitpuller, which keeps a reader's own changes
        urlpath = f"lab/tree/{name}/{path}"
        query = {"repo": repository, "branch": BRANCH, "targetpath": name, "urlpath": urlpath}
        places["JupyterHub"] = f"{hub.rstrip('/')}/hub/user-redirect/git-pull?{urlencode(query)}"
    return places


def add_menu(app: Sphinx, page: str, template: str, context: dict[str, Any], tree: Any) -> None:
    """Put the menu in front of a chapter's buttons; of a page that is no notebook, nothing."""
    if context.get("page_source_suffix") != ".ipynb":
        return
    places = links(repository_url(app.config), app.config.launch_hub, f"{page}.ipynb")
    items = [
        {
            "type": "link",
            "text": place,
            "tooltip": f"Run this chapter: {place}",
            "icon": f"_static/images/{LOGOS[place]}",
            "url": url,
        }
        for place, url in places.items()
    ]
    if items:
        menu = {"type": "group", "tooltip": "Run this chapter", "icon": "fas fa-rocket"}
        context["header_buttons"].insert(0, menu | {"buttons": items, "label": "launch-buttons"})


def replace_downloads(app: Sphinx, exception: Exception | None) -> None:
    """Let what a page offers for download be the copy that fetches its package."""
    if exception or app.builder.format != "html":
        return
    for page in app.env.found_docs:
        source, copy = Path(app.env.doc2path(page)), app.outdir / "_sources" / f"{page}.ipynb"
        if source.suffix == ".ipynb" and copy.exists():
            text = source.read_text(encoding="utf-8")
            copy.write_text(
                self_contained(text, app.config.launch_package, repository_url(app.config)), "utf-8"
            )


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_config_value("launch_package", "", "html", [str])  # with extras, as pip writes them
    app.add_config_value("launch_hub", "", "html", [str])  # a JupyterHub that has nbgitpuller
    app.connect("html-page-context", add_menu, priority=900)  # after the theme's own buttons
    app.connect("build-finished", replace_downloads)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
