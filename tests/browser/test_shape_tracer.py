"""The shape tracer on the built page: typed, stepped and predicted, with no kernel behind it."""

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


def layer(widget: Locator, index: int) -> Locator:
    return widget.locator("[role=option]").nth(index)


def outputs(widget: Locator) -> list[str]:
    """What stands in the column of outputs, the input first."""
    return [text for text in widget.locator(".cnn-shape").all_inner_texts() if text]


def choose(widget: Locator, preset: str, to_the_end: bool = True) -> None:
    widget.get_by_label("Preset").select_option(label=preset)
    step = widget.get_by_label("Step", exact=True)
    step.fill(step.get_attribute("max") if to_the_end else "0")


def stack(widget: Locator) -> Locator:
    return widget.get_by_role("textbox", name="Stack of layers")


def test_seven_times_seven_step_by_step(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    line = widget.locator(".cnn-sum")
    expect(line).to_have_text("⌊(28 + 2·1 − 3)/1⌋ + 1 = 28")
    assert outputs(widget) == ["1 × 28 × 28", "8 × 28 × 28"]
    for _ in range(5):
        widget.get_by_role("button", name="Step forward").click()
    expect(line).to_have_text("⌊(14 − 2)/2⌋ + 1 = 7")
    expect(widget.locator(".cnn-total .cnn-cost")).to_have_text("1,248")
    layer(widget, 6).click()
    expect(line).to_have_text("28 → 28 → 14 → 14 → 7, so 16·7·7 = 784")
    widget.get_by_label("Step", exact=True).fill("8")
    expect(line).to_have_text("80 + 1,168 + 7,850 = 9,098 parameters")
    expect(widget.locator(".cnn-heard")).to_contain_text("Step 9 of 9: the total")
    layer(widget, 5).hover()  # where its numbers come from
    expect(widget.locator(".partner")).to_have_attribute("data-index", "4")
    frame = widget.locator(".cnn-from .cnn-cone")
    expect(frame).to_have_attribute("style", re.compile(r"height: 35\.71.*%"))  # 10 of 28 rows
    expect(widget.locator(".cnn-view").nth(1)).to_contain_text("8 + (2 − 1)·2 = 10")
    widget.get_by_role("button", name="Reset").click()
    expect(widget.locator(".cnn-count")).to_have_text("1 of 9")


def test_every_preset_ends_as_in_torch_and_its_code_runs(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    for preset in ShapeTracer.PRESETS:
        choose(widget, preset["name"])
        expect(widget.locator(".cnn-title")).to_have_text(preset["question"])
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
    expect(widget.locator(".partner")).to_have_attribute("data-index", "6")
    press("Enter")
    expect(widget.locator(".cnn-count")).to_have_text("8 of 9")
    assert layer(widget, 7).get_attribute("aria-label") == (
        "layer 8, nn.Linear(16 * 7 * 7, 10), makes 10 numbers of 784 numbers; 7,850 parameters."
    )
    stack(widget).focus()
    press("ControlOrMeta+End")
    widget.page.keyboard.type(",\nnn.Softmax(dim=1)")
    expect(widget.locator(".cnn-count")).to_have_text("10 of 10")
    widget.page.keyboard.type("oh")
    press("Tab")
    expect(widget.get_by_role("alert").filter(has_text="Line 9")).to_contain_text("“oh”")
    stack(widget).focus()
    press("Escape")
    assert stack(widget).input_value().endswith("nn.Softmax(dim=1)")


def test_a_layer_that_fails_names_the_remedy_and_takes_it(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    choose(widget, "The padding is gone", to_the_end=False)
    why = widget.locator(".failed .cnn-note")
    expect(why).to_have_count(0)  # still to be found out
    choose(widget, "The padding is gone")
    expect(why).to_have_text(
        "Linear takes 784 features and gets 400 = 16·5·5: write nn.Linear(400, 10)."
    )
    dropped = "Drops the last row and column: (11 − 2)/2 = 4.5 is rounded down."
    expect(layer(widget, 5)).to_contain_text(dropped)
    expect(widget.locator(".cnn-lost")).to_have_count(2)
    stack(widget).fill(stack(widget).input_value().replace("16 * 7 * 7", "400"))
    expect(widget.locator(".cnn-total .cnn-cost")).to_have_text("5,258")
    widget.get_by_role("textbox", name="Shape of the input").fill("(1, 32, 32)")
    expect(why).to_contain_text("gets 576 = 16·6·6")


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
        assert page.evaluate("document.documentElement.scrollWidth") == 390
    stack(widget).fill(
        "nn.Conv2d(3, 1000, (3, 5), padding=(1, 2), dilation=(1, 2), bias=False)\n" * 40
    )
    layer(widget, 0).tap()
    expect(widget.locator(".cnn-count")).to_have_text("1 of 2")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
