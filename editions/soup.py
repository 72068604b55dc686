"""HTML as Beautiful Soup has it, where an element is known to be there."""

from __future__ import annotations

from bs4 import BeautifulSoup, Tag


def parsed(markup: str) -> Tag:
    """Return the one element of a piece of HTML."""
    return first(BeautifulSoup(markup, "html.parser"), "*")


def first(within: Tag, selector: str) -> Tag:
    """Return the first element inside that a CSS selector finds.

    >>> first(parsed("<p><b>bold</b></p>"), "b").get_text()
    'bold'
    """
    found = within.select_one(selector)
    if found is None:
        raise LookupError(f"there is no {selector} in this: {within!s:.80}")
    return found


def add_class(element: Tag, name: str) -> None:
    """Put an element into one more class.

    >>> element = parsed("<p></p>")
    >>> add_class(element, "see")
    >>> element
    <p class="see"></p>
    """
    element["class"] = " ".join([*element.get_attribute_list("class"), name])
