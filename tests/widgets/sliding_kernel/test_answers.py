"""Predict mode of the sliding kernel: answers checked, wrong ones named, nothing given away."""

from collections.abc import Callable

from playwright.sync_api import Locator, expect

from tests.browser.widget_page import grid, link, numbers

NAME = "SlidingKernel"


def answer(widget: Locator, *values: str) -> Locator:
    """Type a prediction, and give what the widget says to it."""
    for box, value in zip(widget.locator(".cnn-ask input").all(), values, strict=True):
        box.fill(value)
    widget.get_by_role("button", name="Check").click()
    return widget.locator(".cnn-verdict")


def test_predict_names_the_mistake_and_goes_on(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    widget.get_by_role("button", name="Predict").click()
    verdict, check = widget.locator(".cnn-verdict"), widget.get_by_role("button", name="Check")

    def size(rows: str, columns: str) -> None:
        widget.get_by_label("Rows of the output").fill(rows)
        widget.get_by_label("Columns of the output").fill(columns)
        check.click()

    assert grid(widget, "Output").count() == 0  # its size is the question
    size("2", "1")
    expect(verdict).to_contain_text("Not 1 column. That is one short. The first place counts too.")
    size("2", "2")
    expect(verdict).to_contain_text("Yes: 2 × 2")
    answer = widget.get_by_label("Your prediction")
    for wrong, why in [
        ("5", "the kernel is flipped"),
        ("8", "without the kernel’s factors"),
        ("1", "second row"),
    ]:
        answer.fill(wrong)
        answer.press("Enter")
        expect(verdict).to_contain_text(why)
    for right in ("19", "25", "37", "43"):
        answer.fill(right)
        answer.press("Enter")
        expect(verdict).to_contain_text(f"Yes: {right}")
    expect(verdict).to_contain_text("That was the last one.")
    assert numbers(widget, "Output") == ["19", "25", "37", "43"]
    assert widget.page.evaluate("document.activeElement !== document.body")
    widget.get_by_role("button", name="Reset").click()
    assert numbers(widget, "Output") == ["19", "", "", ""]


def test_an_answer_may_be_rounded(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    for typed, says in [("0.89", "Yes"), ("0.9", "Not"), ("0.890", "Yes"), ("0.888", "Not")]:
        link(widget, "input=2,2;2,2&kernel=0.111,0.111;0.111,0.112&predict=1")
        widget.get_by_role("button", name="Show me").click()
        expect(answer(widget, typed)).to_contain_text(says)
        widget.get_by_role("button", name="Reset").click()


def test_an_answer_may_be_large(open_widget: Callable) -> None:
    widget = link(open_widget(NAME), "input=99,1;1,1&kernel=11,1;1,1&predict=1")
    widget.get_by_role("button", name="Show me").click()
    expect(answer(widget, "1092")).to_contain_text("Yes: 1092.")
    assert numbers(widget, "Output") == ["1092"]


def test_predicting_a_convolution(open_widget: Callable) -> None:
    widget = link(open_widget(NAME), "operation=convolution&predict=1")
    expect(answer(widget, "2", "2")).to_contain_text("Yes")
    expect(answer(widget, "19")).to_contain_text("cross-correlation, which torch calls conv2d")
    expect(answer(widget, "17")).to_contain_text("flipped only left to right")
    expect(answer(widget, "5")).to_contain_text("Yes: 5.")


def test_predicting_stamps(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    widget.get_by_label("Preset").select_option("Transposed: stamps overlap")
    widget.get_by_role("button", name="Predict").click()
    assert "5" not in widget.locator(".cnn-views").inner_text()  # nothing gives the size away
    for wrong, why in [("4", "input times the stride"), ("6", "side by side"), ("7", "one jump")]:
        expect(answer(widget, wrong, "5")).to_contain_text(why)
    expect(answer(widget, "5", "5")).to_contain_text("Yes: 5 × 5")
    expect(answer(widget, "4")).to_contain_text("Yes: 4")
    asked = widget.locator(".cnn-ask")
    expect(asked).to_contain_text(
        "row 2, column 3 of the output hold then? 2 stamps have met there."
    )
    for wrong, why in [
        ("4", "does not replace"),
        ("2", "That stood there before"),
        ("6", "Yes: 6"),
    ]:
        expect(answer(widget, wrong)).to_contain_text(why)
    expect(asked).to_contain_text(
        "row 3, column 3 of the output hold then? 3 stamps have met there."
    )
    expect(answer(widget, "10")).to_contain_text("That is what stands there in the end.")
    expect(answer(widget, "6")).to_contain_text("Yes: 6")
    expect(asked).to_contain_text("4 stamps have met")
    expect(answer(widget, "10")).to_contain_text("That was the last one.")
    assert numbers(widget, "Output")[12] == "10"


def test_a_kernel_with_gaps_is_asked_with_its_reach(open_widget: Callable) -> None:
    settings = "input=4,1,0,2,7,5,3,1,6&kernel=1,-1&stride=2&dilation=3&predict=1"
    widget = link(open_widget(NAME), settings)
    expect(widget.locator(".cnn-views")).to_contain_text("⌊(n + 2·p − d·(k − 1) − 1) / s⌋ + 1 = ?")
    for box in widget.locator(".cnn-ask input").all():
        expect(box).to_have_attribute("inputmode", "numeric")
        expect(box).to_have_attribute("enterkeyhint", "done")
    verdict = answer(widget, "1", "4")
    expect(verdict).to_contain_text("Not 4 columns. You left out the dilation.")
    expect(verdict).to_contain_text("3·(2 − 1) + 1 = 4 cells.")
    expect(answer(widget, "1", "3")).to_contain_text("Yes: 1 × 3.")
    number = widget.get_by_label("Your prediction")
    assert number.get_attribute("inputmode") is None  # it may be negative, or a fraction
    expect(number).to_have_attribute("enterkeyhint", "done")
