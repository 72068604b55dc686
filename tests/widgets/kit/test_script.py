"""What a page loads of a widget: its text, without the comments and types for its authors."""

import re

import pytest

from cnnlib import widgets
from cnnlib.widgets.kit.base import Widget

CLASSES = [made for made in vars(widgets).values() if isinstance(made, type)]


@pytest.mark.parametrize("widget", CLASSES, ids=lambda made: made.__name__)
def test_comments_and_types_stay_behind(widget: type[Widget]) -> None:
    text, sheet = str(widget._esm), str(widget._css)
    assert text.rstrip().endswith("export default { render };")
    assert not re.search(r"/\*\*|^//|@(param|type|import|returns|template)\b", text, re.MULTILINE)
    assert "/*" not in sheet
