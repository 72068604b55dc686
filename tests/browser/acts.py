"""What a reader does in several widgets: choose, answer, type nonsense, follow a bad link."""

import re

from playwright.sync_api import Locator, expect

from tests.browser.widget_page import grid, link, numbers

NONSENSE = ("abc", "", "1e400", "<img src=x onerror=alert(1)>", "1000")


def choose(widget: Locator, preset: str) -> None:
    widget.get_by_label("Preset").select_option(label=preset)


def press(widget: Locator, group: str, name: str) -> None:
    widget.get_by_role("group", name=group).get_by_role("button", name=name, exact=True).click()


def answer(widget: Locator, **typed: str) -> Locator:
    """Type into the fields whose labels begin so, check, and return the verdict."""
    for label, text in typed.items():
        widget.get_by_label(re.compile(f"^{label}")).fill(text)
    widget.get_by_role("button", name="Check").click()
    return widget.locator(".cnn-verdict")


def check_that_cells_refuse_nonsense(widget: Locator, name: str) -> None:
    """Type what is no number into the first cell of a grid: it is told, and the old one stays."""
    before = numbers(widget, name)
    for typed in NONSENSE:
        grid(widget, name).locator("[role=gridcell]:not(.pad)").first.click()
        box = widget.get_by_role("textbox", name=re.compile("New number"))
        box.fill(typed)
        box.press("Enter")
        expect(widget.get_by_role("alert")).not_to_be_empty()
        assert numbers(widget, name) == before
    assert widget.locator("img").count() == 0


def check_that_links_are_refused(widget: Locator, *states: str) -> None:
    """Follow links of which each has one bad trait: it is named, where the link can be read."""
    for state in states:
        link(widget, state)
        expect(widget.get_by_role("alert")).to_contain_text("the page’s own numbers stay")
        named = "damaged" if "%" in state else state.split("=")[0]
        expect(widget.get_by_role("alert")).to_contain_text(named)
        assert widget.locator("img").count() == 0


def scrolled(widget: Locator) -> list[str]:
    """Return the lines of code and formulas that do not fit, and so scroll or stick out."""
    return widget.locator("pre, .cnn-views > div, .cnn-view").evaluate_all(
        "all => all.filter(e => e.scrollWidth > e.clientWidth).map(e => e.textContent)"
    )
