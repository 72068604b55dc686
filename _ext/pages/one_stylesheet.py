"""The theme's style sheets in one file: only rules that a page can use, and its icons inside.

A rule stays if every class and id in its selector is on some page, or is a word of some script.
That keeps too much rather than too little: what a script may put together from a prefix ("bs-" +
place) stays too, and what stands inside :is(), :not() and [ ] is not looked at.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

import tinycss2
from tinycss2.ast import (
    AtRule,
    Comment,
    HashToken,
    IdentToken,
    LiteralToken,
    Node,
    QualifiedRule,
)

from ..mathematics.cut_font import cut_font

# In the order in which the theme links them.
SHEETS = (
    "basic.css",
    "styles/pydata-sphinx-theme.css",
    "pygments.css",
    "styles/sphinx-book-theme.css",
    "togglebutton.css",
    "copybutton.css",
    "mystnb.*.css",
    "sphinx-design.min.css",
)
WORD = re.compile(r"[\w-]+")
ATTRIBUTE = re.compile(r"""\b(?:class|id)=("[^"]*"|'[^']*'|[^\s>]+)""")
SCRIPT = re.compile("<script[^>]*>(.*?)</script>", re.DOTALL)
ICON = re.compile("[\ue000-\uf8ff]")  # the private characters of the icon fonts
ICON_FONT = re.compile(
    r'url\([^)]*?([\w-]+)\.woff2\) format\("woff2"\)(,url\([^)]*\) format\(\S+\))?'
)


class Used:
    """The classes and ids that pages have and scripts may give."""

    def __init__(self, pages: Collection[str], scripts: Iterable[str]) -> None:
        static = {name for page in pages for name in ATTRIBUTE.findall(page)}
        inline = {text for page in pages for text in SCRIPT.findall(page)}
        scripted = {word for text in inline.union(scripts) for word in WORD.findall(text)}
        self.words = scripted.union(*map(WORD.findall, static))
        self.prefixes = {word.rstrip("-") for word in scripted if "-" in word} - {""}

    def __contains__(self, name: str) -> bool:
        ends = (dash.start() for dash in re.finditer("-", name))
        return name in self.words or any(name[:end] in self.prefixes for end in ends)


def text(tokens: Iterable[Node]) -> str:
    """Tokens as CSS, without comments and runs of white space."""
    css = tinycss2.serialize([token for token in tokens if not isinstance(token, Comment)])
    return re.sub(r"\s+", " ", css).strip()


def is_literal(token: Node | None, sign: str) -> bool:
    return isinstance(token, LiteralToken) and token.value == sign


def selectors(prelude: list[Node]) -> Iterator[list[Node]]:
    """The parts of a selector list, as tokens."""
    part: list[Node] = []
    for token in prelude:
        if is_literal(token, ","):
            yield part
            part = []
        else:
            part.append(token)
    yield part


def names(selector: list[Node]) -> Iterator[str]:
    """The classes and ids of a selector."""
    for before, token in zip([None, *selector], selector, strict=False):
        if isinstance(token, HashToken) or (
            isinstance(token, IdentToken) and is_literal(before, ".")
        ):
            yield token.value


def only_used(rules: Iterable[Node], used: Used) -> Iterator[str]:
    """The rules that can apply to some page, one a line, and the notices of licence."""
    for rule in rules:
        if isinstance(rule, Comment) and rule.value.startswith("!"):
            yield f"/*{rule.value}*/"
        elif isinstance(rule, QualifiedRule):
            kept = [part for part in selectors(rule.prelude) if all(n in used for n in names(part))]
            if kept:
                yield f"{','.join(map(text, kept))}{{{text(rule.content)}}}"
        elif isinstance(rule, AtRule) and rule.lower_at_keyword in ("media", "supports"):
            inner = list(only_used(tinycss2.parse_rule_list(rule.content or (), True, True), used))
            if inner:
                yield f"@{rule.at_keyword} {text(rule.prelude)}{{{''.join(inner)}}}"
        elif isinstance(rule, AtRule) and rule.lower_at_keyword not in ("charset", "import"):
            yield text([rule])


def one_stylesheet(static: Path, used: Used) -> str:
    """One sheet of all the theme's, with the icon fonts cut to the icons that are left."""
    sheets = [sheet for name in SHEETS for sheet in static.glob(name)]
    parsed = (tinycss2.parse_stylesheet(sheet.read_text(encoding="utf-8")) for sheet in sheets)
    css = "\n".join(line for rules in parsed for line in only_used(rules, used))
    icons = sorted(set(ICON.findall(css)))

    def inline(source: re.Match[str]) -> str:
        font, _ = cut_font(next(static.rglob(f"{source[1]}.woff2")), icons)
        return f'url(data:font/woff2;base64,{b64encode(font).decode()}) format("woff2")'

    return f'@charset "utf-8";\n{ICON_FONT.sub(inline, css)}\n'
