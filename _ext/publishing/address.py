"""Where the book stands on the web and where its source does, if anyone has said so.

_config.yml says it in ``html: baseurl:`` and ``repository: url:``. Where it does not, a build by a
GitHub workflow knows the repository, and so the address of its Pages. Else nobody knows: then both
are "", and whatever would need an absolute address is left out.
"""

from __future__ import annotations

import os
from types import SimpleNamespace
from typing import TYPE_CHECKING

from sphinx.errors import ConfigError

if TYPE_CHECKING:
    from sphinx.config import Config

# What Jupyter Book says where _config.yml says nothing.
JUPYTER_BOOKS_OWN = "https://github.com/executablebooks/jupyter-book"


def repository_url(config: Config | SimpleNamespace) -> str:
    """Return the address of the source, with no slash at its end, or ""."""
    said = config.html_theme_options.get("repository_url", "")
    if said == JUPYTER_BOOKS_OWN:
        said = ""
    if said and not said.startswith("https://"):
        raise ConfigError(f"repository: url: {said} is no address for readers: it begins https://")
    return (said or _on_github("https://github.com/{}/{}")).rstrip("/")


def site_url(config: Config | SimpleNamespace) -> str:
    """Return the address of the built book, with a slash at its end, or ""."""
    said = config.html_baseurl or _on_github("https://{}.github.io/{}")
    return f"{said.rstrip('/')}/" if said else ""


def _on_github(pattern: str) -> str:
    """Fill owner and name into a pattern where a GitHub workflow builds the book, else ""."""
    owner, _, name = os.environ.get("GITHUB_REPOSITORY", "").partition("/")
    if not (owner and name):
        return ""
    pages = ".github.io/" in pattern
    if pages and name.lower() == f"{owner.lower()}.github.io":
        return f"https://{name.lower()}"
    return pattern.format(owner.lower() if pages else owner, name)
