"""ChannelStack predicted, linked and pushed to its limits."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from cnnlib.widgets import ChannelStack
from tests.browser.acts import (
    check_that_cells_refuse_nonsense,
    check_that_links_are_refused,
    choose,
    scrolled,
)
from tests.browser.widget_page import PHONE, grid, link, numbers

NAME = "ChannelStack"


def test_predict_names_the_mistake(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    widget.get_by_role("button", name="Predict").click()
    verdict, check = widget.locator(".cnn-verdict"), widget.get_by_role("button", name="Check")
    fields = ["Number of maps", "Rows of a map", "Columns of a map", "Number of parameters"]
    assert grid(widget, "Output").count() == 0
    parts = widget.locator(".cnn-part-sum")
    assert parts.all_inner_texts()[:3] == ["?"] * 3 and parts.last.inner_text() == "?"
    expect(widget.locator(".cnn-sum")).to_have_text("")
    for answers, why in [
        ("6 3 3 26", "Not 6 maps. A kernel adds its channels up into one map."),
        ("3 3 3 26", "That is the number of channels."),
        ("2 3 4 26", "That is the input’s own size."),
        ("2 3 3 24", "Not 24 parameters. You left out the biases"),
        ("2 3 3 234", "The weights are the same at every place"),
        ("2 3 3 864", "That would join every input cell to every output cell."),
        ("2 3 3 26", "Yes: 2 × 3 × 3, with 26 parameters."),
    ]:
        for field, answer in zip(fields, answers.split(), strict=True):
            widget.get_by_label(field).fill(answer)
        check.click()
        expect(verdict).to_contain_text(why)
    grid(widget, "Output, map 2").get_by_role("gridcell").nth(3).click()  # −1 + 2 + 2 + 2
    expect(widget.locator(".cnn-sum")).to_contain_text("y[1, 1, 0] = ?")  # not what adds up to it
    answer = widget.get_by_label("Your prediction")
    red, green, blue = (int(part.replace("−", "-")) for part in parts.all_inner_texts()[:3])
    right = red + green + blue + 2
    for wrong, why in [(right - 2, "left out the bias"), (right - red, "left out red")]:
        answer.fill(str(wrong))
        check.click()
        expect(verdict).to_contain_text(why)
    answer.fill(str(right))
    check.click()
    expect(verdict).to_contain_text(f"Yes: {right}.")


def test_presets_links_and_refusals(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    for preset in ChannelStack.PRESETS:
        widget.get_by_label("Preset").select_option(preset["name"])
        expect(widget.locator(".cnn-title")).to_have_text(preset["question"])
    widget.get_by_role("checkbox").first.uncheck()
    widget.get_by_role("button", name="Copy link").click()
    url = widget.page.url
    assert "kernels=1,1;1,1|1,1;1,1&bias=-12" in url and url.endswith("off=0&step=0&predict=0")
    again = open_widget(NAME, hash=re.sub(".*#", "#", url))
    expect(again.get_by_role("checkbox", name="channel 1 counts")).not_to_be_checked()
    bad = ("kernels=1/1|1", "kernels=1,2,3,4", "off=4", "off=1,1", "bias=x", "input=<i>|1")
    check_that_links_are_refused(widget, *bad, "activation=constructor", "off=__proto__")
    assert numbers(widget, "Input, channel 1")[:4] == ["0", "3", "3", "0"]
    check_that_cells_refuse_nonsense(again, "Kernel 1")


def test_huge_numbers_are_shown(open_widget: Callable) -> None:
    widget = link(open_widget(NAME), "input=1e308&kernels=1e308&bias=0&activation=none")
    assert numbers(widget, "Input") == ["1e+308"] and numbers(widget, "Output, map 1") == ["∞"]


def test_impossible_settings_say_so(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    for state, says in {
        "input=1,2;3,4|5,6;7,8": "The input has 2 channels, but each kernel 3 planes",
        "bias=1": "There are 2 kernels and 1 bias: each kernel needs one.",
        "input=1|2|3": "The kernel spans 2 × 2 cells and does not fit into the 1 × 1 input",
    }.items():
        link(widget, state)
        expect(widget.locator(".cnn-problem")).to_contain_text(says)
        expect(widget.locator("code")).to_contain_text("torch refuses it too")
        widget.get_by_role("button", name="Reset").click()
        expect(widget.locator(".cnn-problem")).to_be_hidden()


def test_on_a_phone(open_widget: Callable) -> None:
    widget = open_widget(NAME, **PHONE)
    for preset in ChannelStack.PRESETS:
        choose(widget, preset["name"])
        assert scrolled(widget) == []
    widget.get_by_role("button", name="Reset").tap()
    widget.get_by_role("checkbox", name="blue counts").tap()
    expect(widget.locator(".cnn-sum")).to_contain_text("blue off")
    plane = ";".join(["1,1,1,1,1,1"] * 6)
    kernel = "|".join(["1,1,1;1,1,1;1,1,1"] * 4)
    link(widget, f"input={'|'.join([plane] * 4)}&kernels={kernel}/{kernel}&padding=2")
    expect(widget.locator(".cnn-count")).to_have_text("1 of 128")
    assert widget.page.evaluate("document.documentElement.scrollWidth") == 390
    card, ledger = widget.bounding_box(), widget.locator(".cnn-ledger").bounding_box()
    assert card["x"] < ledger["x"] and ledger["width"] <= card["width"] - 36
