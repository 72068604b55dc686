"""Formulas become MathML in the written page, and the font in the site can draw all of them."""

import io
import re
from base64 import b64decode
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace

from _ext.mathematics.mathml import ITALIC, characters_of, mathml

FORMULAS = {
    r"\left\lfloor \frac{n + 2p - k}{s} \right\rfloor + 1": "<mo>⌊</mo><mfrac>",
    r"\sum_{u=0}^{k-1} x_{i+u}\, w_u": "<munderover>",
    r"\begin{pmatrix} 0 & 1 \\ 2 & 3 \end{pmatrix}": "<mo>(</mo><mtable",
    r"\begin{bmatrix} 0 & 1 \\ 2 & 3 \end{bmatrix}": "<mo>[</mo><mtable",
    r"\begin{cases} x & \text{if } x > 0 \\ 0 & \text{otherwise} \end{cases}": "<mo>{</mo><mtable",
    r"\begin{aligned} a &= b \\ c &= d \end{aligned}": "<mtable",
    r"\frac{\partial L}{\partial w} = \boldsymbol{\theta} \star \mathbf{x}": "<mi>𝜽</mi>",
    r"\operatorname{ReLU}(x) \times 2": "<mi>ReLU</mi>",
    r"\underbrace{0 \times 0 + 1 \times 1}_{\text{first}} = 19": "<mo>⏟</mo>",
}


def build(folder: Path, **options) -> tuple[Sphinx, str]:
    """Build the Markdown files of a folder with Sphinx, MyST and the formulas; the warnings too."""
    warnings = io.StringIO()
    settings = {
        "extensions": ["myst_parser", "_ext.mathematics"],
        "myst_enable_extensions": ["dollarmath", "amsmath"],
        "root_doc": "page",
        "exclude_patterns": ["out"],
        "html_theme": "basic",
        "show_warning_types": True,
    }
    out = folder / "out"
    with docutils_namespace():
        app = Sphinx(
            folder, None, out, out / ".trees", "html", settings, None, warnings, **options
        )  # fmt: skip
        app.build()
    return app, re.sub(r"\x1b\[[\d;]*m", "", warnings.getvalue())


def page(folder: Path, name: str = "page") -> str:
    return (folder / f"out/{name}.html").read_text("utf-8")


def font(folder: Path) -> tuple[bytes, TTFont]:
    sheet = (folder / "out/_static/book-math.css").read_text("utf-8")
    data = b64decode(re.search(r"data:font/woff2;base64,([^)]*)\)", sheet)[1])
    return data, TTFont(io.BytesIO(data))


@pytest.mark.parametrize("tex", FORMULAS)
def test_formulas_of_the_book_convert(tex):
    markup = mathml(tex, display=True)
    assert markup.startswith('<math display="block">') and FORMULAS[tex] in markup


def test_bare_rows_stand_one_under_another():
    assert mathml(r"a &= b \\ c &= d", display=True).count("<mtr>") == 2
    assert mathml(r"a \\ b", display=True).count("<mtr>") == 2
    matrix = r"\begin{bmatrix} a \\ b \end{bmatrix}"
    assert mathml(matrix, display=True).count("<mtable") == 1


def test_letters_are_drawn_in_italics():
    assert {ITALIC[letter] for letter in "hxAθ∂"} == set("ℎ𝑥𝐴𝜃𝜕")
    assert characters_of(mathml(r"x + \sin h", display=False)) >= set("𝑥+sinℎ")


def test_page_has_mathml_and_no_script_of_mathjax(tmp_path):
    (tmp_path / "page.md").write_text("# T\n\nInline $n + 2p$.\n\n$$\n\\sqrt{x}\n$$\n")
    _, warnings = build(tmp_path)
    assert not warnings
    html = page(tmp_path)
    assert '<span class="math"><math><mi>n</mi>' in html
    assert '<div class="formula"><math display="block"><msqrt>' in html
    assert "mathjax" not in "".join(re.findall("<script.*?</script>", html)).lower()
    assert r"\(" not in html
    assert html.index("book-math.css") < html.index("document.fonts.load") < html.index("</head>")


def test_only_a_long_inline_formula_has_a_box_to_scroll_in(tmp_path):
    long = "+".join(f"x_{{{i}}}" for i in range(20))
    (tmp_path / "page.md").write_text(f"# T\n\n$x$ and ${long}$\n")
    build(tmp_path)
    assert page(tmp_path).count('class="math wide"') == 1


def test_the_full_stop_behind_a_formula_stays_with_it(tmp_path):
    (tmp_path / "page.md").write_text("# T\n\nLet $x$ be $y$. Then ($z$) is *it*.\n")
    build(tmp_path)
    joined = re.findall("</math></span>&#8288;(.)", page(tmp_path))
    assert joined == [".", ")"]


def test_equations_are_numbered_once_and_found_by_their_label(tmp_path):
    (tmp_path / "page.md").write_text(
        "# T\n\n$$\na = b\n$$ (first)\n\nSee {eq}`first`.\n\n"
        "\\begin{align}\nc &= d \\\\\ne &= f\n\\end{align}\n"
    )
    _, warnings = build(tmp_path)
    html = page(tmp_path)
    assert not warnings
    assert re.findall(r'class="eqno">\((\d)\)', html) == ["1", "2"]
    assert re.search(r'<a class="reference internal" href="#equation-first">\(1\)</a>', html)
    assert 'id="equation-first"' in html and "<mtext>(1)</mtext>" not in html


def test_formula_that_does_not_convert_fails_a_strict_build(tmp_path):
    (tmp_path / "page.md").write_text("# T\n\nFine: $x$.\n\n$$\n\\frac{1}{2} \\nope\n$$\n")
    app, warnings = build(tmp_path, warningiserror=True, keep_going=True)
    assert app.statuscode == 1
    assert re.search(r"page\.md:[56]: WARNING: formula is not understood: Unknown com", warnings)
    assert r'"\nope" in: \frac{1}{2} \nope [mathematics.tex]' in warnings
    assert r"<code>\frac{1}{2} \nope</code>" in page(tmp_path)


def test_font_can_draw_the_book_and_carries_its_licence(tmp_path):
    (tmp_path / "page.md").write_text("# T\n\n" + "\n\n".join(f"$$\n{t}\n$$" for t in FORMULAS))
    build(tmp_path)
    data, face = font(tmp_path)
    assert len(data) < 80_000
    drawn = set(face.getBestCmap())
    needed = set().union(*(characters_of(mathml(tex, display=True)) for tex in FORMULAS))
    assert {c for c in needed if ord(c) not in drawn} <= set("\n\N{FUNCTION APPLICATION}\u2063")
    assert ord("ж") not in drawn and ord("𝔄") not in drawn
    floor = face.getBestCmap()[ord("⌊")]
    assert floor in face["MATH"].table.MathVariants.VertGlyphCoverage.glyphs  # it can grow
    assert "SIL Open Font License" in face["name"].getDebugName(13)
    assert "STIX" in (tmp_path / "out/_static/book-math-LICENSE.txt").read_text("utf-8")


def test_font_follows_the_book_from_build_to_build(tmp_path):
    (tmp_path / "page.md").write_text("# T\n\n$\\alpha$\n\n```{toctree}\nother\n```\n")
    other = tmp_path / "other.md"
    other.write_text("# O\n\n$\\beta$\n")
    sheet = tmp_path / "out/_static/book-math.css"
    build(tmp_path)
    first = sheet.stat().st_mtime_ns
    build(tmp_path)
    assert sheet.stat().st_mtime_ns == first  # nothing new: the font is not cut again
    other.write_text("# O\n\n$\\gamma$\n")
    build(tmp_path)
    drawn = {chr(code) for code in font(tmp_path)[1].getBestCmap()}
    assert {"𝛼", "𝛾"} <= drawn and "𝛽" not in drawn
    other.unlink()
    build(tmp_path)
    drawn = {chr(code) for code in font(tmp_path)[1].getBestCmap()}
    assert "𝛼" in drawn and "𝛾" not in drawn


def test_documents_read_in_parallel_give_the_same_font(tmp_path):
    names = [f"part{i}" for i in range(8)]
    for name, tex in zip(names, "abcdefgk", strict=True):
        (tmp_path / f"{name}.md").write_text(f"# P\n\n$\\mathfrak{{{tex}}}$\n")
    (tmp_path / "page.md").write_text("# T\n\n```{toctree}\n" + "\n".join(names) + "\n```\n")
    app, _ = build(tmp_path, parallel=2)
    assert app.is_parallel_allowed("read") and app.is_parallel_allowed("write")
    drawn = {chr(code) for code in font(tmp_path)[1].getBestCmap()}
    assert set("𝔞𝔟𝔠𝔡𝔢𝔣𝔤𝔨") <= drawn
