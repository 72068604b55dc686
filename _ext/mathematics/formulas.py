"""Formulas as MathML, written when the book is built: no MathJax, no CDN, no jump of the page.

Every formula is converted twice by one cached function: while its document is read (there a
formula that does not convert is reported, and its characters are noted for the font), and while
its page is written. The font, STIX Two Math, is cut down to what the book uses.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from importlib.metadata import distribution
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from math_core import LatexError
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number

from .cut_font import cut_font
from .mathml import characters_of, mathml, text_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata
    from sphinx.writers.html5 import HTML5Translator

logger = logging.getLogger(__name__)
STYLE = Path(__file__).with_suffix(".css")
CHARACTERS = "formula-characters"  # of a document's metadata, which Sphinx keeps up
STIX_TWO_MATH = distribution("ziamath").locate_file("ziamath/fonts/STIXTwoMath-Regular.ttf")
# What widgets need to write a formula with today's numbers, whatever the chapters use.
ALWAYS = "0123456789.,+-−×⋅/=≠<>≤≥()[]{}|⌊⌋⌈⌉∑√…⋆ "
# Else it is decoded only when the first formula is laid out, and the page shifts once more.
LOAD_FONT = """document.fonts.load('1em "Book Math"')"""
PHONE = 24  # an inline formula of more characters may be wider than a phone
WORD_JOINER = "&#8288;"  # else a line may begin with the full stop behind a formula


def read_formulas(app: Sphinx, doctree: nodes.document) -> None:
    """Convert every formula of a document: report what fails, note the characters."""
    found: set[str] = set()
    for node in doctree.findall(lambda node: isinstance(node, nodes.math | nodes.math_block)):
        try:
            markup = mathml(node.astext(), isinstance(node, nodes.math_block))
        except LatexError as error:
            reason = str(error).partition(": ")[2].rstrip(".")  # without its position
            message = f"formula is not understood: {reason} in: {' '.join(node.astext().split())}"
            logger.warning(message, location=node, type="mathematics", subtype="tex")
        else:
            found |= characters_of(markup)
    app.env.metadata[app.env.docname][CHARACTERS] = found


def write_assets(app: Sphinx, env: BuildEnvironment) -> None:
    """Write the style sheet with the font in it and its licence; cut the font only if new."""
    if app.builder.format != "html":
        return
    static = app.outdir / "_static"
    static.mkdir(parents=True, exist_ok=True)
    of_pages = (metadata.get(CHARACTERS, set()) for metadata in env.metadata.values())
    used = "".join(sorted(set(ALWAYS).union(*of_pages) - {"\n"}))
    style = STYLE.read_text(encoding="utf-8")
    mark = f"/* {hashlib.sha256((used + style).encode()).hexdigest()} */\n"
    sheet = static / "book-math.css"
    if sheet.exists() and sheet.read_text(encoding="utf-8").startswith(mark):
        return
    font, notice = cut_font(Path(str(STIX_TWO_MATH)), used)
    data = f"data:font/woff2;base64,{b64encode(font).decode()}"
    sheet.write_text(mark + style.replace("THE-FONT", data), encoding="utf-8")
    (static / "book-math-LICENSE.txt").write_text(f"{notice}\n", encoding="utf-8")


def write_formula(self: HTML5Translator, node: nodes.Element) -> str:
    """The MathML, or the bare TeX of a formula that was reported when it was read."""
    try:
        return mathml(node.astext(), isinstance(node, nodes.math_block))
    except LatexError:
        return f"<code>{self.encode(node.astext().strip())}</code>"


def visit_inline(self: HTML5Translator, node: nodes.math) -> None:
    markup = write_formula(self, node)
    wide = " wide" if len(text_of(markup)) > PHONE else ""
    self.body.append(self.starttag(node, "span", "", CLASS=f"math{wide}") + markup + "</span>")
    behind = node.next_node(siblings=True, descend=False)
    if isinstance(behind, nodes.Text) and behind.startswith((".", ",", ";", ":", "?", "!", ")")):
        self.body.append(WORD_JOINER)
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


def setup(app: Sphinx) -> ExtensionMetadata:
    # Beside `mathjax`, Sphinx chooses the other renderer that is registered: no setting needed.
    app.add_html_math_renderer("mathml", (visit_inline, None), (visit_block, None))
    app.add_css_file("book-math.css")
    app.add_js_file(None, body=LOAD_FONT, priority=100)
    app.connect("doctree-read", read_formulas)
    app.connect("env-updated", write_assets)
    return {"env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}
