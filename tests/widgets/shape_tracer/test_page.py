"""The shape tracer on the built page: typed, stepped and predicted, with no kernel behind it."""

import re
from collections.abc import Callable

import numpy as np
import torch
from playwright.sync_api import expect
from torch import nn

from cnnlib.widgets import ShapeTracer
from tests.browser.widget_page import both_roads
from tests.widgets.shape_tracer.stack_page import NAME, choose, layer, outputs, stack


@both_roads
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
            code = widget.locator("pre code").inner_text().replace("\n# ", "   # ")
            first, *lines = code.split("\n")
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
