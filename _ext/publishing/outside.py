"""The book's addresses outside of Sphinx; address.py says where they stand."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import yaml

from . import address

ROOT = Path(__file__).parents[2]


def config() -> dict[str, Any]:
    """The book's _config.yml."""
    return yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))


def _as_sphinx_has_it() -> SimpleNamespace:
    said = config()
    repository = (said.get("repository") or {}).get("url") or ""
    return SimpleNamespace(
        html_theme_options={"repository_url": repository},
        html_baseurl=(said.get("html") or {}).get("baseurl") or "",
    )


def repository_url() -> str:
    """Return the address of the source, with no slash at its end, or ""."""
    return address.repository_url(_as_sphinx_has_it())


def site_url() -> str:
    """Return the address of the built book, with a slash at its end, or ""."""
    return address.site_url(_as_sphinx_has_it())
