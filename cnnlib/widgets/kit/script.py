"""A widget's ES module, with all that it imports, as the one text that a notebook loads."""

import posixpath
import re
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parents[1]  # cnnlib/widgets
COMMON = "common"  # the module whose imports every widget's text begins with
_IMPORT = re.compile(r'^import (?:(\{[^}]*\}) from )?"(\.{1,2}/[\w/.]+)\.mjs";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const|class) (\w+))", re.MULTILINE)
_WIDGET = re.compile(r'\.cnn-widget\b(?!-)|\[data-cnn-widget="\w+"\]')
_COMMENT = re.compile(
    r"/\*\*[\s\S]*?\*/\s*"  # a block, mostly of types
    r"|^\s*//.*\n|^\s+"  # a line, and what is before the first letter of others
    r"| // [^\"'`\n]*$",  # behind a statement: with no quote in it, so no part of a text
    re.MULTILINE,
)
_REMARK = re.compile(r"\s*/\*[\s\S]*?\*/")


@cache
def script(module: str = COMMON) -> str:
    """Return the ES module `module`.mjs with all that it imports, as one text.

    A module is named by its path in this package, such as "engine/pooling". A notebook loads a
    widget's script from memory, where relative imports fail. So each imported module becomes a
    function that runs once and returns its exports. Comments stay behind. All that `common`.mjs
    names comes first, whether it is needed or not: so every widget's text begins alike, and a page
    loads that beginning once.
    """
    parts: dict[str, str] = {}

    def variable(name: str) -> str:
        return f"{name.replace('/', '_')}_mjs"

    def inline(name: str) -> str:
        def imported(path: str) -> str:
            return posixpath.normpath(posixpath.join(posixpath.dirname(name), path))

        source = (FOLDER / f"{name}.mjs").read_text(encoding="utf-8")
        for _, path in _IMPORT.findall(source):
            other = imported(path)
            if other not in parts:
                body = inline(other)
                exports = ", ".join(_EXPORT.findall(body))
                body = f"{_EXPORT.sub('', body)}return {{ {exports} }};\n"
                parts[other] = f"const {variable(other)} = (() => {{\n{body}}})();\n"
        return _IMPORT.sub(lambda m: f"const {m[1]} = {variable(imported(m[2]))};\n", source)

    inline(COMMON)
    own = "" if module == COMMON else inline(module)
    return _COMMENT.sub("", "".join(parts.values()) + own)


def style(*sheets: str, of: str = "") -> str:
    """Return the style sheet that all widgets share, and others, named as modules, as one text.

    The latter hold inside the widget called `of` alone: a notebook loads the sheets of several
    widgets, in any order, and none may undo another. Comments stay behind here too.
    """
    shared, *own = (
        _REMARK.sub("", (FOLDER / f"{name}.css").read_text(encoding="utf-8"))
        for name in ("kit/widget", *sheets)
    )
    rules = _WIDGET.sub("&", "".join(own))
    return f'{shared}\n.cnn-widget[data-cnn-widget="{of}"] {{\n{rules}}}\n' if own else shared
