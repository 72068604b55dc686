"""The shape tracer on the built page: typed, pasted, stepped and predicted, with no kernel."""

import re
from collections.abc import Callable
from urllib.parse import quote

import numpy as np
import torch
from playwright.sync_api import Locator, expect
from torch import nn

from cnnlib.widgets import ShapeTracer

from .widget_page import PHONE, place_of

NAME = "ShapeTracer"
FAILS = "Linear takes 784 features and gets 400 = 16·5·5: write nn.Linear(400, 10)."


def layer(widget: Locator, index: int) -> Locator:
    return widget.get_by_role("listbox", name="Layers").get_by_role("option").nth(index)


def outputs(widget: Locator) -> list[str]:
    """What stands in the column of outputs, the input first."""
    return [text for text in widget.locator(".cnn-shape").all_inner_texts() if text]


def choose(widget: Locator, preset: str) -> None:
    widget.get_by_label("Preset").select_option(label=preset)


def to_the_end(widget: Locator) -> None:
    step = widget.get_by_label("Step", exact=True)
    step.fill(step.get_attribute("max"))


def stack(widget: Locator) -> Locator:
    return widget.get_by_role("textbox", name="Stack of layers")


def test_seven_times_seven_step_by_step(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    line, total = widget.locator(".cnn-sum"), widget.locator(".cnn-total .cnn-cost")
    expect(line).to_have_text("⌊(28 + 2·1 − 3)/1⌋ + 1 = 28")
    assert outputs(widget) == ["1 × 28 × 28", "8 × 28 × 28"]
    for _ in range(5):
        widget.get_by_role("button", name="Step forward").click()
    expect(line).to_have_text("⌊(14 − 2)/2⌋ + 1 = 7")
    expect(layer(widget, 5)).to_contain_text("16 × 7 × 7")
    expect(total).to_have_text("1,248")
    layer(widget, 6).click()
    expect(line).to_have_text("28 → 28 → 14 → 14 → 7, so 16·7·7 = 784")
    to_the_end(widget)
    expect(line).to_have_text("80 + 1,168 + 7,850 = 9,098 parameters")
    expect(widget.locator(".cnn-heard")).to_contain_text("Step 9 of 9: the total")
    widget.get_by_role("button", name="Reset").click()
    expect(widget.locator(".cnn-count")).to_have_text("1 of 9")


def test_every_preset_ends_as_in_torch_and_its_code_runs(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    for preset in ShapeTracer.PRESETS:
        choose(widget, preset["name"])
        expect(widget.locator(".cnn-title")).to_have_text(preset["question"])
        to_the_end(widget)
        try:
            output = ShapeTracer.preset(preset["name"]).output
        except ValueError:
            expect(widget.locator(".failed .cnn-note")).not_to_be_empty()
            continue
        assert outputs(widget)[-1] == " × ".join(f"{n:,}" for n in output)
        for option in widget.locator("[role=option]").all()[:-1]:
            option.hover()
            names = {"np": np, "nn": nn, "torch": torch}
            first, *lines = widget.locator("pre code").inner_text().split("\n")
            exec(first, names)
            for line in lines:
                code, _, said = line.partition("   # ")
                assert said.removesuffix(" parameters") == repr(eval(code, names)), line


def test_keyboard_alone(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    press = widget.page.keyboard.press
    widget.get_by_role("button", name="Predict").focus()
    for key in ("Tab", "End", "ArrowUp"):  # the layers are one stop
        press(key)
    expect(layer(widget, 7)).to_be_focused()
    expect(layer(widget, 6)).to_have_class(re.compile("partner"))
    press("Enter")
    expect(widget.locator(".cnn-count")).to_have_text("8 of 9")
    assert layer(widget, 7).get_attribute("aria-label") == (
        "layer 8, nn.Linear(16 * 7 * 7, 10), makes 10 numbers of 784 numbers; 7,850 parameters."
    )
    stack(widget).focus()
    press("ControlOrMeta+End")
    widget.page.keyboard.type(",\nnn.Softmax(dim=1)")
    expect(widget.locator(".cnn-count")).to_have_text("10 of 10")
    widget.page.keyboard.type(" oh")
    press("Tab")
    expect(widget.get_by_role("alert").filter(has_text="Line 9")).to_contain_text("“oh”")
    stack(widget).focus()
    press("Escape")
    assert stack(widget).input_value().rstrip().endswith("nn.Softmax(dim=1)")


def test_a_layer_that_fails_says_the_remedy_and_takes_it(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    choose(widget, "The padding is gone")
    expect(widget.locator(".failed")).to_have_count(0)  # still to be found out
    to_the_end(widget)
    expect(widget.locator(".failed .cnn-note")).to_have_text(FAILS)
    expect(layer(widget, 5)).to_contain_text(
        "Drops the last row and column: (11 − 2)/2 = 4.5 is rounded down."
    )
    expect(widget.locator(".cnn-lost")).to_have_count(2)
    stack(widget).fill(stack(widget).input_value().replace("16 * 7 * 7", "400"))
    expect(widget.locator(".cnn-total .cnn-cost")).to_have_text("5,258")
    shape = widget.get_by_role("textbox", name="Shape of the input")
    shape.fill("(1, 32, 32)")
    expect(widget.locator(".failed .cnn-note")).to_contain_text("gets 576 = 16·6·6")


REFUSED = {
    "nn.Conv2d(1, 8, 3,\n  strid=2)": "Line 2: Conv2d has no argument “strid”: it has in_channels",
    "nn.conv2d(1, 8, 3)": "Line 1: “nn.conv2d” is no layer that is known here: did you mean",
    "x = F.relu(x)": "Line 1: “F.relu” is no layer of torch.nn: write nn.ReLU().",
    "nn.ReLU() nn.Tanh()": "Line 1: a comma is missing before “nn”.",
    "class Net(nn.Module):": "Line 1: “class” can’t be read: give only the layers, in the order",
    "<img src=x onerror=alert(1)>": "Line 1: “<” can’t stand in a stack of layers.",
    "nn.Linear(1e400, 2)": "Line 1: 1e400 leads to a number above 1,000,000",
    "nn.Linear(784, classes)": "Line 1: what “classes” stands for is not known here",
    "": "There is no layer to read: write one, such as nn.Conv2d(1, 8, 3).",
}  # fmt: skip


def test_what_cannot_be_read_is_refused_and_the_old_trace_stays(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    complaint = widget.get_by_role("alert").filter(has_text="The old stack stays.")
    for typed, says in REFUSED.items():
        stack(widget).fill(typed)
        stack(widget).blur()
        expect(complaint).to_contain_text(says)
        expect(layer(widget, 0)).to_contain_text("8 × 28 × 28")
        assert widget.locator("img, script").count() == 0
    widget.get_by_role("button", name="Reset").click()
    expect(complaint).to_have_count(0)
    assert stack(widget).input_value() == ShapeTracer().stack


def test_prediction_names_the_mistake(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    widget.get_by_role("button", name="Predict").click()
    fields, verdict = widget.locator(".cnn-fields input"), widget.locator(".cnn-verdict")
    assert outputs(widget) == ["1 × 28 × 28", "?"]

    def answer(*typed: object) -> Locator:
        for index, text in enumerate(typed):
            fields.nth(index).fill(str(text))
        widget.get_by_role("button", name="Check").click()
        return verdict

    expect(answer(1, 28, 28, 80)).to_contain_text("8 kernels give 8 maps")
    expect(answer(8, 27, 28, 80)).to_contain_text("Not 27 rows. Padding stands on both sides")
    expect(answer(8, 24, 28, 80)).to_contain_text("You subtracted the padding. It is added")
    expect(answer(8, 28, 28, 72)).to_contain_text("You forgot the bias")
    expect(answer(8, 28, 28, 62720)).to_contain_text("The same kernel is used at every place")
    expect(answer(8, 28, 28, 80)).to_contain_text("Yes: 8 × 28 × 28, 80 parameters.")
    expect(answer(9)).to_contain_text("nothing to learn")
    answer(0)
    expect(answer(1, 14, 14)).to_contain_text("A pooling works on each channel by itself")
    expect(answer(8, 27, 14)).to_contain_text("jumps as far as its window is long")
    answer(8, 14, 14)
    expect(answer(128, 14, 14, 1168)).to_contain_text("The channels of the input are summed")
    expect(answer(16, 14, 14, 160)).to_contain_text("You left out the depth")
    choose(widget, "Only linear layers")
    layer(widget, 5).click()
    expect(answer(1024 * 512 * 512 * 5)).to_contain_text(
        "the product of all sizes, 1,024·512·512·5"
    )
    expect(answer(790021)).to_contain_text("Yes: 790,021.")
    choose(widget, "Cats and dogs")
    layer(widget, 5).click()
    expect(answer(219801)).to_contain_text("That holds for one output unit. Here there are 2.")
    choose(widget, "A row is dropped")
    expect(answer(1, 8, 8)).to_contain_text("You forgot the floor")


def test_hovering_lights_up_where_the_numbers_come_from(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    to_the_end(widget)
    layer(widget, 5).hover()
    expect(layer(widget, 4)).to_have_class(re.compile("partner"))
    expect(widget.locator(".partner")).to_have_count(1)
    frame = widget.locator(".cnn-from .cnn-cone")
    expect(frame).to_have_attribute("style", re.compile(r"height: 35\.71.*%"))  # 10 of 28 rows
    expect(widget.locator(".cnn-view").nth(1)).to_contain_text("8 + (2 − 1)·2 = 10")
    layer(widget, 8).hover()
    expect(widget.locator(".partner")).to_have_count(3)  # all that learn


def test_the_address_keeps_the_state_and_refuses_nonsense(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    stack(widget).fill("nn.Conv1d(2, 3, 5), # & #\nnn.Flatten()")
    widget.get_by_role("textbox", name="Shape of the input").fill("2, 20")
    widget.get_by_role("button", name="Copy link").click()
    hash = re.search("#.*", widget.page.url)[0]
    linked = open_widget(NAME, hash=hash)
    assert outputs(linked) == ["2 × 20", "3 × 16", "48"]
    place = place_of(widget)
    for part in (f"stack={quote('nn.Conv2d(1)')}", "stack=%", "input_shape=0,2", "input_shape=<b>"):
        linked = open_widget(NAME, hash=f"#{NAME}-{place}?{part}")
        expect(linked.get_by_role("alert").filter(has_text=re.compile("."))).to_have_count(1)
        assert outputs(linked) == ["1 × 28 × 28", "8 × 28 × 28"]


def test_on_a_phone(open_widget: Callable) -> None:
    widget = open_widget(NAME, **PHONE)
    page = widget.page
    for preset in ShapeTracer.PRESETS:
        choose(widget, preset["name"])
        to_the_end(widget)
        assert page.evaluate("document.documentElement.scrollWidth") == 390
    stack(widget).fill(
        "nn.Conv2d(3, 1000, (3, 5), padding=(1, 2), dilation=(1, 2), bias=False)\n" * 40
    )
    layer(widget, 0).tap()
    expect(widget.locator(".cnn-count")).to_have_text("1 of 2")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
