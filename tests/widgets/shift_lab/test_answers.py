"""Predict mode of ShiftLab: how many cells differ, and why someone would think otherwise."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.widget_page import canvas, link, picture

NAME = "ShiftLab"
CASES = [  # state, wrong answer, why, right answer
    ("compare=unchanged", "0", "Translation invariant because of weight sharing", "217"),
    ("compare=unchanged", "676", "That is all of them", "200"),
    ("compare=moved", "217", "That is equivariance", "0"),
    ("stride=2", "0", "aliasing", "52"),
    ("pool=max&compare=unchanged", "0", "forgets a move only while", "50"),
    ("pool=global max&compare=unchanged", "1", "does not ask where", "0"),
    ("padding=1&step=20&digit=4", "0", "away from the border", "25"),
    ("stride=2&compare=unchanged", "0", "because of weight sharing", "53"),
    ("pool=average&compare=unchanged", "0", "A mean softens a move", "66"),
    ("step=10", "5", "Nothing moved", "0"),
    ("kernel=0&compare=unchanged", "5", "look at what the kernel makes of the digit", "0"),
    ("compare=unchanged", "677", "There are only 676 cells", "217"),
    ("pool=global max&step=20&digit=4", "0", "The largest answer is lost", "1"),
]


def test_predict_names_the_mistake(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    verdict, check = widget.locator(".cnn-verdict"), widget.get_by_role("button", name="Check")
    for state, wrong, why, right in CASES:
        widget.get_by_role("button", name="Reset").click()
        link(widget, f"{state}&predict=1")
        if state == "stride=2":
            first = widget.get_by_label("Cells that the map moves")
            first.fill("4")
            check.click()
            expect(verdict).to_contain_text("neighbours stand 2 pixels apart")
            first.fill("2")
            check.click()
        assert not canvas(picture(widget, "New map")).any()
        assert "?" in widget.locator("tbody").inner_text()
        answer = widget.get_by_label("Cells that differ")
        answer.fill(wrong)
        check.click()
        expect(verdict).to_contain_text(f"Not {wrong}.")
        expect(verdict).to_contain_text(why)
        answer.fill(right)
        check.click()
        expect(verdict).to_contain_text("Yes: ")
        expect(widget.locator(".cnn-curve .cnn-last .cnn-dot")).to_have_count(1)  # known so far


def test_only_the_broken_move_is_named(open_widget: Callable) -> None:
    widget = link(open_widget(NAME), "stride=3&dy=3&step=11&predict=1")  # 3 down, 1 right
    for answer in ("2", "0"):
        widget.locator(".cnn-ask input").fill(answer)
        widget.get_by_role("button", name="Check").click()
    verdict = widget.locator(".cnn-verdict")
    expect(verdict).to_contain_text(
        "1 pixel would be 0.333333 cells here. The map has one place in 3"
    )


def test_predicting_keeps_the_move_of_the_preset_and_gives_nothing_away(
    open_widget: Callable,
) -> None:
    widget = open_widget(NAME)
    widget.get_by_label("Preset").select_option("Stride 2, two pixels")
    widget.get_by_role("button", name="Predict").click()
    assert widget.get_by_role("slider", name="To the right").input_value() == "2"
    expect(widget.locator(".cnn-ask")).to_contain_text("how many cells does the last map move?")
    assert "one cell" not in widget.locator(".cnn-views").inner_text()
    assert "1 cell" not in widget.locator(".cnn-four").inner_text()
