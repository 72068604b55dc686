"""Sizes, shares and arrows stay on one line in the written page; code stays as it is."""

from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace

TEXT = """# 3 × 3

A map of 28 × 28, `n` × `n`, 25 % of it → the rest. `x × y`, and 3 or × 3.

    z = 3 × 3 → 9
"""


def test_no_line_ends_inside_a_size(tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text(TEXT, encoding="utf-8")
    settings = {"extensions": ["myst_parser", "_ext.pages.unbroken"], "root_doc": "page"}
    out = tmp_path / "out"
    with docutils_namespace():
        Sphinx(tmp_path, None, out, out / "trees", "html", settings, None).build()
    html = (out / "page.html").read_text("utf-8").replace("\N{NO-BREAK SPACE}", "~")
    assert "<h1>3~×~3<" in html
    assert "28~×~28, " in html and "25~% of it →~the rest" in html
    assert html.count("</code>~×~<code") == 1
    assert "z = 3 × 3 → 9" in html
