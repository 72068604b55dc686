"""TeX to MathML as browsers draw it well, and the characters that a font needs to draw it."""

from __future__ import annotations

import html
import re
from functools import cache
from unicodedata import decomposition

from math_core import LatexToMathML

convert = LatexToMathML(fancy_error=False).convert_with_local_state

# These number themselves; here the number is Sphinx's, so they take their starred form.
NUMBERED = re.compile(r"(\\(?:begin|end)\{(?:equation|align|gather|multline))\}")
INNERMOST = re.compile(r"\\begin\{(\w+\*?)\}(?:(?!\\begin\{|\\end\{).)*\\end\{\1\}", re.DOTALL)
REPAIRS = (
    # Of no effect but in a table inside an exponent, and unknown to HTML checkers.
    (r'(<mtable[^>]*?) scriptlevel="0"', r"\1"),
    # \tfrac and \dfrac: browsers take the attribute, HTML checkers do not know it there.
    ('<mfrac displaystyle="false">', '<mfrac style="math-style: compact">'),
    ('<mfrac displaystyle="true">', '<mfrac style="math-style: normal">'),
    # The font's prime is high and large already: raised and shrunk once more it is a speck.
    ("<mo>([′″‴])</mo>", r'<mpadded voffset="-0.3em"><mo class="prime">\1</mo></mpadded>'),
    # Chromium does not stretch a \Bigr) that carries an exponent, unless it stands in a row.
    ("(<msu(?:b|p|bsup)>)(<mo minsize[^>]*>.</mo>)", r"\1<mrow>\2</mrow>"),
)
# A browser draws <mi>x</mi> with the glyph of the mathematical italic x: letter -> that glyph.
ITALIC = {"h": "\N{PLANCK CONSTANT}"} | {
    chr(int(decomposition(chr(code)).split()[-1], 16)): chr(code)
    for block in ((0x1D434, 0x1D468), (0x1D6A4, 0x1D6A6), (0x1D6E2, 0x1D71C))
    for code in range(*block)
    if decomposition(chr(code))
}


@cache
def mathml(tex: str, display: bool) -> str:
    r"""The MathML of one formula; rows parted by a bare ``\\`` stand one under another.

    Raises
    ------
    math_core.LatexError
        If the formula is not understood: "position: reason".

    Examples
    --------
    >>> mathml("x^2", display=False)
    '<math><msup><mi>x</mi><mn>2</mn></msup></math>'
    """
    tex = NUMBERED.sub(r"\1*}", tex.strip())
    tex = tex.removeprefix(r"\displaystyle") if display else tex  # SymPy and IPython put it there
    outside, inner = tex, 1
    while inner:
        outside, inner = INNERMOST.subn("", outside)
    if display and r"\\" in outside:
        rows = "aligned" if "&" in outside else "gathered"
        tex = rf"\begin{{{rows}}}{tex}\end{{{rows}}}"
    markup = convert(tex, displaystyle=display)
    for pattern, repaired in REPAIRS:
        markup = re.sub(pattern, repaired, markup)
    return markup


def text_of(markup: str) -> str:
    """What is left without the tags.

    >>> text_of("<mi>a</mi><mo>&lt;</mo>")
    'a<'
    """
    return html.unescape(re.sub("<[^>]*>", "", markup))


def characters_of(markup: str) -> set[str]:
    """All characters of a formula, and the italics in which a browser draws single letters."""
    letters = re.findall("<mi>(.)</mi>", markup)
    return set(text_of(markup)).union(ITALIC.get(letter, letter) for letter in letters)
