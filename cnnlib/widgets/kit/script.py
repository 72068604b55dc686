"""A widget's ES module, with all that it imports, as the one text that a notebook loads."""

import re
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
_IMPORT = re.compile(r'^import (\{[^}]*\}) from "\./(\w+)\.mjs";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const|class) (\w+))", re.MULTILINE)
_WIDGET = re.compile(r'\.cnn-widget\b(?!-)|\[data-cnn-widget="\w+"\]')
_COMMENT = re.compile(r"^\s*(//|/\*\*|\*/|\* ).*\n|^\s+", re.MULTILINE)


@cache
def script(stem: str = "kit") -> str:
    """Return the ES module `stem`.mjs with all that it imports, as one text.

    A notebook loads a widget's script from memory, where relative imports fail. So each imported
    module becomes a function that runs once and returns its exports. Comments stay behind. All
    that `kit`.mjs names comes first, whether it is needed or not: so every widget's text begins
    alike, and a page loads that beginning once.
    """
    parts: dict[str, str] = {}

    def inline(name: str) -> str:
        source = (FOLDER / f"{name}.mjs").read_text(encoding="utf-8")
        for _, other in _IMPORT.findall(source):
            if other not in parts:
                body = inline(other)
                exports = ", ".join(_EXPORT.findall(body))
                body = f"{_EXPORT.sub('', body)}return {{ {exports} }};\n"
                parts[other] = f"const {other}_mjs = (() => {{\n{body}}})();\n"
        return _IMPORT.sub(r"const \1 = \2_mjs;\n", source)

    inline("kit")
    kit = "" if stem == "kit" else inline(stem)
    return _COMMENT.sub("", "".join(parts.values()) + kit)


def style(*stems: str, of: str = "") -> str:
    """Return the style sheet that all widgets share, and those of the stems, as one text.

    The latter hold inside the widget called `of` alone: a notebook loads the sheets of several
    widgets, in any order, and none may undo another.
    """
    shared, *own = (
        (FOLDER / f"{name}.css").read_text(encoding="utf-8") for name in ("widget", *stems)
    )
    rules = _WIDGET.sub("&", "".join(own))
    return f'{shared}\n.cnn-widget[data-cnn-widget="{of}"] {{\n{rules}}}\n' if own else shared
