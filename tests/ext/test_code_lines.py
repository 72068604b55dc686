"""Wide lines of code are marked, so that a phone can wrap them; nothing is lost by that."""

import re
from html import unescape

from pygments import highlight
from pygments.lexers import PythonLexer

from _ext.pages.code_lines import WIDE, WrappingFormatter

CODE = """\
def f(x):
    return "<a & b>" + "a text that goes on for more columns than a phone has"
    # short

    '''Two lines, and the second of them is so long that it has to be wrapped:
    of one token, which Pygments closes and opens again at the end of each line.'''
"""


def test_wide_lines_know_their_indentation_and_the_text_stays() -> None:
    html = highlight(CODE, PythonLexer(), WrappingFormatter())
    assert unescape(re.sub("<[^>]*>", "", html)).strip() == CODE.strip()
    assert sum(len(line) > WIDE for line in CODE.splitlines()) == 3
    assert re.findall(r'class="wide-line" style="--in: (\d+)"', html) == ["4"] * 3
    for line in html.splitlines():
        assert line.count("<span") == line.count("</span>") or "<pre>" in line


def test_a_chain_of_calls_may_break_before_its_dots_but_the_first() -> None:
    code = "    a_long_name.of_a_part.relu(z).mean().backward(and_so_on)\na.b.c()\n"
    html = highlight(code, PythonLexer(), WrappingFormatter())
    text = re.sub("<(?!wbr)[^>]*>", "", html)
    assert "    a_long_name.of_a_part<wbr>.relu(z)<wbr>.mean()<wbr>.backward(and_so_on)" in text
    assert "a.b.c()" in text  # a short line does not wrap
