"""What is cut from a page, its style sheet and its files, by rules that need no book to be seen."""

import tinycss2

from _ext.pages.lean_theme import trim
from _ext.pages.one_stylesheet import Used, only_used
from _ext.pages.repairs import repaired
from _ext.pages.unused_files import remove_unused


def test_rules_of_unknown_classes_go():
    css = """/*! notice */ /* remark */ p, .gone > a { color: red } .here.gone, .here { a: b }
    @media print { .gone { a: b } #top { c: d } } @media screen { .gone { a: b } }
    .bs-left { e: f } .br { g: h } :not(.gone) { i: j } @charset "utf-8";"""
    used = Used(['<p class="here" id=top>gone</p>'], ['"bs-" + place'])
    rules = list(only_used(tinycss2.parse_stylesheet(css), used))
    assert rules == [
        "/*! notice */",
        "p{color: red}",
        ".here{a: b}",
        "@media print{#top{c: d}}",
        ".bs-left{e: f}",
        ":not(.gone){i: j}",
    ]


def test_data_of_widgets_in_the_head_is_left_alone(tmp_path):
    state = '<script type="application/json">{"text": "thebe, copybutton, searchindex"}</script>'
    page = f'<head>{state}<script src="x/copybutton.js"></script></head><body></body>'
    assert trim(page, tmp_path) == f"<head>{state}</head><body></body>"
    assert trim(trim(page, tmp_path), tmp_path) == trim(page, tmp_path)


def test_only_files_that_no_page_leads_to_are_removed(tmp_path):
    (tmp_path / "deep").mkdir()
    for name in ("a.css", "b.png", "deep/c.js", "c.js.map", "deep/d.json", "not-a.css", "e.png"):
        (tmp_path / name).write_text("")
    (tmp_path / "a.css").write_text("i { background: url(b.png) }")
    (tmp_path / "deep/c.js").write_text("load('d.json')\n//# sourceMappingURL=c.js.map")
    remove_unused(tmp_path, ['<link href="a.css"><script src="deep/c.js">'])
    left = {str(file.relative_to(tmp_path)) for file in tmp_path.rglob("*") if file.is_file()}
    assert left == {"a.css", "b.png", "deep/c.js", "deep/d.json"}


def test_options_of_commands_are_marked():
    text = '<code><span class="pre">--no-sandbox</span> <span class="pre">a--b</span></code>'
    block = 'grade<span class="w"> </span>--out<span class="w"> </span>-m'
    page = repaired(text + block)
    assert page.count("option") == 2
    assert '<span class="pre option">--no-sandbox</span>' in page
    assert '<span class="option">--out</span>' in page
    assert repaired(page) == page
