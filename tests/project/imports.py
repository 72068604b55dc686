"""Who leans on whom: every import of the project, read from its text and never run."""

import ast
import posixpath
import re
from collections.abc import Iterator
from pathlib import Path

from tests.places import ROOT

FROM = re.compile(r'^import [^;]*? from "(\.{1,2}/[^"]+)";', re.MULTILINE)


def files(*folders: str) -> dict[str, Path]:
    """Return every source file by its name: cnnlib/ops/conv.py is "cnnlib.ops.conv"."""
    found = (path for folder in folders for path in sorted((ROOT / folder).rglob("*")))
    named = {}
    for path in found:
        parts = path.relative_to(ROOT).with_suffix("").parts
        if path.suffix == ".py":
            named[".".join(parts).removesuffix(".__init__")] = path
        elif path.suffix == ".mjs":
            named["/".join(parts)] = path
    return named


def imports(name: str, path: Path, known: dict[str, Path]) -> Iterator[str]:
    """Yield what a file imports, anywhere in it: names of `known`, or those of other packages."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".mjs":
        for target in FROM.findall(text):
            yield posixpath.normpath(posixpath.join(name, "..", target.removesuffix(".mjs")))
        return
    package = name.split(".") if path.name == "__init__.py" else name.split(".")[:-1]
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) + 1 - node.level] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            for alias in node.names:  # `from cnnlib.training import networks` names a module
                inner = f"{module}.{alias.name}"
                yield inner if inner in known else module


def graph(*folders: str) -> dict[str, set[str]]:
    """Return, for every file of the folders, what it imports."""
    known = files(*folders)
    return {name: {*imports(name, path, known)} - {name} for name, path in known.items()}


def circle(leans: dict[str, set[str]]) -> list[str]:
    """Return files that import one another in a ring, or nothing.

    >>> circle({"a": {"b"}, "b": {"c"}, "c": {"b"}})
    ['b', 'c', 'b']
    """
    done: set[str] = set()

    def follow(name: str, path: list[str]) -> list[str]:
        if name in path:
            return [*path[path.index(name) :], name]
        for other in sorted(leans.get(name, set()) - done):
            if found := follow(other, [*path, name]):
                return found
        done.add(name)
        return []

    return next((found for name in leans if (found := follow(name, []))), [])
