"""The statements of a chapter that some code leans on: no figure is drawn to grade four lines."""

import ast
import symtable
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass
class Statement:
    """One statement at the top level of a notebook, and the global names it deals with."""

    source: str
    binds: set[str]
    reads: set[str]
    changes: set[str]  # may change what stands behind these names
    is_definition: bool


def global_names(source: str) -> tuple[set[str], set[str]]:
    """Names that code binds at the top level, and global names that it reads anywhere.

    Examples
    --------
    >>> global_names("def f(x): return x + y")
    ({'f'}, {'y'})
    """
    top = symtable.symtable(source, "<cell>", "exec")
    binds = {s.get_name() for s in top.get_symbols() if s.is_assigned() or s.is_imported()}
    binds |= {s.get_name() for s in top.get_symbols() if s.is_namespace()}
    reads = {s.get_name() for s in top.get_symbols() if s.is_referenced()}
    scopes = list(top.get_children())
    while scopes:
        scope = scopes.pop()
        scopes += scope.get_children()
        reads |= {s.get_name() for s in scope.get_symbols() if s.is_global()}
    return binds, reads


def _changes(node: ast.AST) -> set[str]:
    """Names behind x[i] = …, x.y = …, x.method(…) and function(x)."""
    found = []
    for part in ast.walk(node):
        if isinstance(part, ast.Subscript | ast.Attribute) and isinstance(part.ctx, ast.Store):
            found.append(part.value)
        elif isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute):
            found.append(part.func.value)
        elif isinstance(part, ast.Call):
            found += part.args
    names = set()
    for part in found:
        while isinstance(part, ast.Subscript | ast.Attribute | ast.Starred):
            part = part.value
        if isinstance(part, ast.Name):
            names.add(part.id)
    return names


def statements(source: str) -> list[Statement]:
    """Take a cell apart; what does not parse has no statements."""
    try:
        nodes = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    result = []
    definition = ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef
    for node in nodes:
        text = ast.unparse(node)
        shown = isinstance(node, ast.Expr) and ast.unparse(node).startswith(("print(", "check("))
        changes = set() if shown or isinstance(node, ast.Assert) else _changes(node)
        is_definition = isinstance(node, definition)
        binds, reads = global_names(text)
        for part in ast.walk(node):  # total += 1 reads total too
            if isinstance(part, ast.AugAssign) and isinstance(part.target, ast.Name):
                reads.add(part.target.id)
        result.append(Statement(text, binds, reads, changes, is_definition))
    return result


def needed(cells: Iterable[str], code: Iterable[str]) -> list[str]:
    """Statements of `cells`, in their order, that the names in `code` lean on.

    Examples
    --------
    >>> chapter = ["import numpy as np\\nx = np.arange(4)\\nprint(x)", "import torch", "x[0] = 7"]
    >>> needed(chapter, ["y = x + 1"])
    ['import numpy as np', 'x = np.arange(4)', 'x[0] = 7']
    """
    everything = [statement for cell in cells for statement in statements(cell)]
    fixed = set().union(*(s.binds for s in everything if s.is_definition))
    wanted: set[str] = set()
    for source in code:
        for statement in statements(source):
            wanted |= statement.reads
    chosen: set[int] = set()
    while True:
        more = {
            i
            for i, s in enumerate(everything)
            if i not in chosen and (s.binds & wanted or s.changes & (wanted - fixed))
        }
        if not more:
            return [everything[i].source for i in sorted(chosen)]
        chosen |= more
        wanted |= set().union(*(everything[i].reads for i in more))
