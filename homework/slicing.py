"""The statements of a chapter that some code leans on: no figure is drawn to grade four lines."""

import ast
import re
import symtable
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

MAGIC = re.compile(r"^(\s*)[%!?].*$", re.MULTILINE)


def python(source: str) -> str:
    """A cell without its lines for the notebook alone (%, !, ?); as it is where Python reads it.

    Examples
    --------
    >>> python("%%time\\nx = 1")
    'pass\\nx = 1'
    """
    try:
        ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return MAGIC.sub(r"\1pass", source)
    return source


@dataclass
class Statement:
    """One statement at the top level of a notebook, and the global names it deals with."""

    source: str
    binds: set[str]
    reads: set[str]
    changes: set[str]  # may change what stands behind these names
    settles: set[str]  # binds these anew, whatever they were before
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
    """Names behind x[i] = …, x.y = … and x.method(…). That function(x) might change x too is left
    out, for then every picture that is drawn of x would count."""
    found = []
    for part in ast.walk(node):
        if isinstance(part, ast.Subscript | ast.Attribute) and isinstance(part.ctx, ast.Store):
            found.append(part.value)
        elif isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute):
            found.append(part.func.value)
    names = set()
    for part in found:
        while isinstance(part, ast.Subscript | ast.Attribute | ast.Starred):
            part = part.value
        if isinstance(part, ast.Name):
            names.add(part.id)
    return names


@cache  # the chapter's cells are asked for with each submission
def statements(source: str) -> list[Statement]:
    """Take a cell apart; what does not parse, or is nested too deep, has no statements."""
    try:
        return [_statement(node) for node in ast.parse(source).body]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []


def _statement(node: ast.stmt) -> Statement:
    text = ast.unparse(node)
    shown = isinstance(node, ast.Expr) and text.startswith(("print(", "check("))
    changes = set() if shown or isinstance(node, ast.Assert) else _changes(node)
    binds, reads = global_names(text)
    for part in ast.walk(node):  # total += 1 reads total too
        if isinstance(part, ast.AugAssign) and isinstance(part.target, ast.Name):
            reads.add(part.target.id)
        elif isinstance(part, ast.For):
            reads -= {name.id for name in ast.walk(part.target) if isinstance(name, ast.Name)}
    definition = isinstance(node, ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef)
    settles = binds if definition or isinstance(node, ast.Assign) else set()
    return Statement(text, binds, reads, changes, settles, definition)


def needed(cells: Iterable[str], code: Iterable[str]) -> list[str]:
    """Statements of `cells`, in their order, that the names in `code` lean on at the end of all.

    It goes from the last statement to the first, and knows which names are wanted at each.

    Examples
    --------
    >>> chapter = ["import numpy as np\\nx = 1\\nx = np.arange(4)\\nprint(x)", "x[0] = 7\\ny = 5"]
    >>> needed(chapter, ["z = x + 1"])
    ['import numpy as np', 'x = np.arange(4)', 'x[0] = 7']
    """
    everything = [statement for cell in cells for statement in statements(cell)]
    definitions = [s for s in everything if s.is_definition]
    fixed = set().union(*(s.binds for s in definitions))
    inside: dict[str, set[str]] = {}  # function → global names that it reads when it is called
    for statement in definitions:
        for name in statement.binds:
            inside.setdefault(name, set()).update(statement.reads)
    wanted: set[str] = set()

    def want(names: set[str]) -> None:
        todo = list(names)
        while todo:
            name = todo.pop()
            if name not in wanted:
                wanted.add(name)
                todo += inside.get(name, ())

    for statement in reversed([statement for source in code for statement in statements(source)]):
        wanted -= statement.binds
        want(statement.reads - (statement.binds - statement.settles))
    chosen = []
    for statement in reversed(everything):
        if wanted & (statement.binds | (statement.changes - fixed)):
            chosen.append(statement.source)
            wanted -= statement.settles
            want(statement.reads)
    return chosen[::-1]
