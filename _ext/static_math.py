"""Formulas as MathML, written when the book is built: no script, no CDN, no jump of the page.

Every formula is converted twice by one cached function: while its document is read (there a
formula that does not convert is reported, and its characters are noted for the font), and while
its page is written. The font, STIX Two Math, is cut down to what the book uses.
"""

from __future__ import annotations

import hashlib
import html
import re
from base64 import b64encode
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import decomposition

from cut_font import cut_font
from docutils import nodes
from math_core import LatexError, LatexToMathML
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.writers.html5 import HTML5Translator

logger = logging.getLogger(__name__)
to_mathml = LatexToMathML(fancy_error=False).convert_with_local_state
HERE = Path(__file__).parent

# What widgets need to write a formula with today's numbers, whatever the chapters use.
ALWAYS = "0123456789.,+-−×⋅/=≠<>≤≥()[]{}|⌊⌋⌈⌉∑√…⋆ "  # noqa: RUF001
# A browser draws <mi>x</mi> with the glyph of the mathematical italic x: letter -> that glyph.
ITALIC = {"h": "\N{PLANCK CONSTANT}"} | {
    chr(int(decomposition(chr(code)).split()[-1], 16)): chr(code)
    for block in ((0x1D434, 0x1D468), (0x1D6A4, 0x1D6A6), (0x1D6E2, 0x1D71C))
    for code in range(*block)
    if decomposition(chr(code))
}
# These number themselves; here the number is Sphinx's, so they take their starred form.
NUMBERED = re.compile(r"(\\(?:begin|end)\{(?:equation|align|gather|multline))\}")
INNERMOST = re.compile(r"\\begin\{(\w+\*?)\}(?:(?!\\begin\{|\\end\{).)*\\end\{\1\}", re.DOTALL)
REPAIRS = (
    # The font's prime is high and large already: raised and shrunk once more it is a speck.
    ("<mo>([′″‴])</mo>", r'<mpadded voffset="-0.3em"><mo class="prime">\1</mo></mpadded>'),  # noqa: RUF001
    # Chromium does not stretch a \Bigr) that carries an exponent, unless it stands in a row.
    ("(<msu(?:b|p|bsup)>)(<mo minsize[^>]*>.</mo>)", r"\1<mrow>\2</mrow>"),
)
PHONE = 24  # an inline formula of more characters may be wider than a phone


@cache
def mathml(tex: str, display: bool) -> str:
    r"""The MathML of one formula; rows parted by a bare ``\\`` stand one under another.

    >>> mathml("x^2", False)
    '<math><msup><mi>x</mi><mn>2</mn></msup></math>'
    """
    tex = NUMBERED.sub(r"\1*}", tex.strip())
    outside, inner = tex, 1
    while inner:
        outside, inner = INNERMOST.subn("", outside)
    if display and r"\\" in outside:
        rows = "aligned" if "&" in outside else "gathered"
        tex = rf"\begin{{{rows}}}{tex}\end{{{rows}}}"
    markup = to_mathml(tex, displaystyle=display)
    for pattern, repaired in REPAIRS:
        markup = re.sub(pattern, repaired, markup)
    return markup


def text_of(markup: str) -> str:
    return html.unescape(re.sub("<[^>]*>", "", markup))


def read_formulas(app: Sphinx, doctree: nodes.document) -> None:
    """Convert every formula of a document: report what fails, note the characters."""
    found: set[str] = set()
    for node in doctree.findall(lambda node: isinstance(node, nodes.math | nodes.math_block)):
        try:
            markup = mathml(node.astext(), isinstance(node, nodes.math_block))
        except LatexError as error:
            where, _, reason = str(error).partition(": ")
            message = "formula is not understood: %s at character %s of %r"
            logger.warning(
                message, reason.rstrip("."), where, node.astext(),
                location=node, type="static_math", subtype="tex",
            )  # fmt: skip
        else:
            found |= {ITALIC.get(letter, letter) for letter in re.findall("<mi>(.)</mi>", markup)}
            found |= set(text_of(markup))
    characters(app.env)[app.env.docname] = found


def characters(env: BuildEnvironment) -> dict[str, set[str]]:
    """Of each document, the characters of its formulas; kept from build to build."""
    if not hasattr(env, "static_math_characters"):
        env.static_math_characters = {}
    return env.static_math_characters


def forget(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    characters(env).pop(docname, None)


def merge(app: Sphinx, env: BuildEnvironment, docnames: set[str], other: BuildEnvironment) -> None:
    characters(env).update({name: characters(other).get(name, set()) for name in docnames})


def write_assets(app: Sphinx, env: BuildEnvironment) -> None:
    """Write the style sheet with the font in it, licence and script; cut the font only if new."""
    if app.builder.format != "html":
        return
    static = app.outdir / "_static"
    static.mkdir(parents=True, exist_ok=True)
    (static / "book-math.js").write_bytes((HERE / "static_math.js").read_bytes())
    used = "".join(sorted(set(ALWAYS).union(*characters(env).values()) - {"\n"}))
    style = (HERE / "static_math.css").read_text(encoding="utf-8")
    mark = f"/* {hashlib.sha256((used + style).encode()).hexdigest()} */\n"
    sheet = static / "book-math.css"
    if sheet.exists() and sheet.read_text(encoding="utf-8").startswith(mark):
        return
    font, notice = cut_font(files("ziamath.fonts") / "STIXTwoMath-Regular.ttf", used)
    data = f"data:font/woff2;base64,{b64encode(font).decode()}"
    sheet.write_text(mark + style.replace("THE-FONT", data), encoding="utf-8")
    (static / "book-math-LICENSE.txt").write_text(f"{notice}\n", encoding="utf-8")


def write_formula(self: HTML5Translator, node: nodes.Element) -> str:
    """The MathML, or the bare TeX of a formula that was reported when it was read."""
    try:
        return mathml(node.astext(), isinstance(node, nodes.math_block))
    except LatexError:
        return f"<code>{self.encode(node.astext())}</code>"


def visit_inline(self: HTML5Translator, node: nodes.math) -> None:
    markup = write_formula(self, node)
    wide = " wide" if len(text_of(markup)) > PHONE else ""
    self.body.append(self.starttag(node, "span", "", CLASS=f"math{wide}") + markup + "</span>")
    raise nodes.SkipNode


def visit_block(self: HTML5Translator, node: nodes.math_block) -> None:
    self.body.append(self.starttag(node, "div", CLASS="math"))
    self.body.append(f'<div class="formula">{write_formula(self, node)}</div>')
    if node["number"]:
        self.body.append(f'<span class="eqno">({get_node_equation_number(self, node)})')
        self.add_permalink_ref(node, "Link to this equation")
        self.body.append("</span>")
    self.body.append("</div>\n")
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, object]:
    # Beside `mathjax`, Sphinx chooses the other renderer that is registered: no setting needed.
    app.add_html_math_renderer("mathml", (visit_inline, None), (visit_block, None))
    app.add_css_file("book-math.css")
    app.add_js_file("book-math.js", loading_method="defer")
    app.connect("doctree-read", read_formulas)
    app.connect("env-purge-doc", forget)
    app.connect("env-merge-info", merge)
    app.connect("env-updated", write_assets)
    return {"env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}
