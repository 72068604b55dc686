"""The shape tracer predicted, linked and pushed to its limits."""

import re
from collections.abc import Callable
from urllib.parse import quote

from playwright.sync_api import expect

from cnnlib.widgets import ShapeTracer
from tests.browser.acts import scrolled
from tests.browser.widget_page import PHONE, link, place_of
from tests.widgets.shape_tracer.stack_page import NAME, choose, layer, outputs, stack


def test_what_cannot_be_read_is_refused_and_the_old_trace_stays(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    complaint = widget.get_by_role("alert").filter(has_text="The old stack stays.")
    for typed, says in {
        "nn.Conv2d(1, 8, 3,\n  strid=2)": "Line 2: Conv2d has no argument “strid”: it has in_",
        "nn.conv2d(1, 8, 3)": "Line 1: “nn.conv2d” is no layer that is known here: did you mean",
        "x = F.relu(x)": "Line 1: “F.relu” is no layer of torch.nn: write nn.ReLU().",
        "class Net(nn.Module):": "Line 1: “class” can’t be read: give only the layers",
        "<img src=x onerror=alert(1)>": "Line 1: “<” can’t stand in a stack of layers.",
        "nn.Linear(1e400, 2)": "Line 1: 1e400 leads to a number above 1,000,000",
        "nn.Conv2d(1, 8, constructor)": "Line 1: what “constructor” stands for is not known here",
        "": "There is no layer to read: write one, such as nn.Conv2d(1, 8, 3).",
    }.items():
        stack(widget).fill(typed)
        stack(widget).blur()
        expect(complaint).to_contain_text(says)
        expect(layer(widget, 0)).to_contain_text("8 × 28 × 28")
        assert widget.locator("img, script").count() == 0
    widget.get_by_role("button", name="Reset").click()
    expect(complaint).to_have_count(0)
    assert stack(widget).input_value() == ShapeTracer().stack


def test_names_that_javascript_knows_are_plain_words(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    typed = "nn.Identity(constructor=1, __proto__=2)"
    stack(widget).fill(typed)
    expect(layer(widget, 0).locator("code")).to_have_text(typed)
    assert layer(widget, 0).locator("code span").count() == 0  # no colour of its own
    assert layer(widget, 0).get_attribute("aria-label").startswith(f"layer 1, {typed}, makes 1 by")


def test_prediction_names_the_mistake(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    widget.get_by_role("button", name="Predict").click()
    assert outputs(widget) == ["1 × 28 × 28", "?"]

    def answer(typed: str, says: str) -> None:
        for index, number in enumerate(typed.split()):
            widget.locator(".cnn-fields input").nth(index).fill(number)
        widget.get_by_role("button", name="Check").click()
        expect(widget.locator(".cnn-verdict")).to_contain_text(says)

    answer("1 28 28 80", "8 kernels give 8 maps")
    answer("8 27 28 80", "Not 27 rows. Padding stands on both sides")
    answer("8 24 28 80", "You subtracted the padding. It is added")
    answer("8 28 28 72", "You forgot the bias")
    answer("8 28 28 62720", "The same kernel is used at every place")
    answer("8 28 28 80", "Yes: 8 × 28 × 28, 80 parameters.")
    answer("9", "nothing to learn")
    answer("0", "Yes: 0 parameters.")
    answer("1 14 14", "A pooling works on each channel by itself")
    answer("8 27 14", "jumps as far as its window is long")
    answer("8 14 14", "Yes")
    answer("128 14 14 1168", "The channels of the input are summed")
    answer("16 14 14 160", "You left out the depth")
    choose(widget, "Only linear layers")
    answer("1342177280", "the product of all sizes, 1,024·512·512·5")
    answer("790021", "Yes: 790,021.")
    choose(widget, "Cats and dogs")
    answer("219801", "That holds for one output unit. Here there are 2.")
    choose(widget, "A row is dropped", to_the_end=False)
    answer("1 8 8", "You forgot the floor")


def test_the_address_keeps_the_state_and_refuses_nonsense(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    stack(widget).fill("nn.Conv1d(2, 3, 5), # & #\nnn.Flatten()")
    widget.get_by_role("textbox", name="Shape of the input").fill("2, 20")
    widget.get_by_role("button", name="Copy link").click()
    linked = open_widget(NAME, hash=re.search("#.*", widget.page.url)[0])
    assert outputs(linked) == ["2 × 20", "3 × 16", "48"]
    refused = open_widget(NAME, hash=f"#{NAME}-{place_of(widget)}?stack={quote('nn.Conv2d(1)')}")
    for part in (None, "stack=%", "input_shape=0,2", "input_shape=<b>"):
        if part:
            refused.get_by_role("button", name="Reset").click()
            link(refused, part)
        expect(refused.get_by_role("alert").filter(has_text=re.compile("."))).to_have_count(1)
        assert outputs(refused) == ["1 × 28 × 28", "8 × 28 × 28"]


def test_on_a_phone(open_widget: Callable) -> None:
    widget = open_widget(NAME, **PHONE)
    page = widget.page
    for preset in ShapeTracer.PRESETS:
        choose(widget, preset["name"])
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        assert scrolled(widget) == []
    stack(widget).fill(
        "nn.Conv2d(3, 1000, (3, 5), padding=(1, 2), dilation=(1, 2), bias=False)\n" * 40
    )
    layer(widget, 0).tap()
    expect(widget.locator(".cnn-count")).to_have_text("1 of 2")
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_code_fits(open_widget: Callable) -> None:
    widget = open_widget(NAME, viewport={"width": 720, "height": 900})  # a card of 688 px
    for preset in ShapeTracer.PRESETS:
        choose(widget, preset["name"])
        for option in widget.locator("[role=option]").all():
            option.hover()
            assert scrolled(widget) == []
