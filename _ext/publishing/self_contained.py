"""A notebook that fetches the book's package where it is missing: what leaves the book is such.

Colab and a downloaded copy have no clone of the book beside them. Where the package is there, on
Binder or in a clone, the cell does nothing. What a GitHub workflow publishes fetches the commit
that the workflow has tested.
"""

from __future__ import annotations

import json
import os
from typing import Any

CELL = """\
# Fetches what this notebook needs, if it is missing: on Colab, say.
from importlib.util import find_spec

if find_spec("{name}") is None:
    %pip install -q "{package} @ git+{repository}{commit}"
"""


def fetching(package: str, repository: str) -> str:
    """The source of a cell that installs a package from a repository, unless it is there.

    Examples
    --------
    >>> print(fetching("cnnlib[torch]", "https://example.org/book.git"))
    # Fetches what this notebook needs, if it is missing: on Colab, say.
    from importlib.util import find_spec
    <BLANKLINE>
    if find_spec("cnnlib") is None:
        %pip install -q "cnnlib[torch] @ git+https://example.org/book.git"
    """
    name = package.partition("[")[0]
    here = f"https://github.com/{os.environ.get('GITHUB_REPOSITORY')}"
    tested = os.environ.get("GITHUB_SHA") if repository.removesuffix(".git") == here else None
    commit = f"@{tested}" if tested else ""
    return CELL.format(name=name, package=package, repository=repository, commit=commit).strip()


def self_contained(text: str, package: str, repository: str) -> str:
    """A notebook's text with that cell in front; with no address to fetch from, the text itself."""
    if not (package and repository):
        return text
    notebook: dict[str, Any] = json.loads(text)
    cell: dict[str, Any] = {
        "cell_type": "code",
        "execution_count": None,
        "id": "fetch-the-package",
        "metadata": {},
        "outputs": [],
        "source": fetching(package, repository).splitlines(keepends=True),
    }
    notebook["cells"].insert(0, cell)
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"
