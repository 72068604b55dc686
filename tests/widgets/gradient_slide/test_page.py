"""The gradient slide on the built page: mouse, keyboard, predictions, links, with no kernel."""

import re
from collections.abc import Callable

import numpy as np
import torch
from playwright.sync_api import Locator, expect

import cnnlib
from cnnlib.widgets import GradientSlide
from tests.browser.acts import answer, choose, press
from tests.browser.widget_page import both_roads, grid, numbers

NAME = "GradientSlide"
RESULT = "Gradient of the (input|kernel)"
EVERY_STEP = """async (widget, steps) => {
  const [step, told] = [widget.querySelector("[aria-label=Step]"), []];
  for (let index = 0; index < steps; index += 1) {
    step.value = index;
    step.dispatchEvent(new Event("input"));
    await new Promise((drawn) => setTimeout(drawn));
    told.push(widget.querySelector(".cnn-difference").textContent);
  }
  return told;
}"""


def text_of(widget: Locator) -> str:
    return widget.locator("code").inner_text()


@both_roads
def test_steps_by_mouse_in_all_three_ways(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    line, check = widget.locator(".cnn-sum"), widget.locator(".cnn-difference")
    expect(line).to_have_text("1·0 = 0")
    handle = widget.locator(".cnn-handle:visible").bounding_box()
    cell = grid(widget, "Gradient of the output").get_by_role("gridcell").first.bounding_box()
    mouse, x, y = widget.page.mouse, handle["x"] + 5, handle["y"] + 5
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + cell["width"], y + cell["height"], steps=4)
    mouse.up()
    expect(line).to_have_text("1·3 + 1·2 + 1·1 + 1·0 = 6")
    assert numbers(widget, RESULT) == ["0", "1", "1", "2", "6", "", "", "", ""]
    expect(check).to_contain_text("(127 − 121) / (2·0.5) = 6 ✓ the same")
    press(widget, "Read as", "windows")
    grid(widget, RESULT).get_by_role("gridcell").nth(4).click()
    expect(line).to_have_text("1·3 + 1·2 + 1·1 + 1·0 = 6")
    assert numbers(widget, "Kernel") == ["0", "1", "2", "3"]
    press(widget, "Gradient of", "kernel")
    widget.get_by_role("button", name="Step forward").click()
    expect(line).to_have_text("1·1 + 2·1 + 4·1 + 5·1 = 12")
    expect(check).to_contain_text("= 12 ✓ the same")
    widget.get_by_role("button", name="Reset").click()
    expect(line).to_have_text("1·0 = 0")


def test_editing_g_and_the_turned_kernel_by_keyboard_alone(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    page = widget.page
    widget.get_by_role("button", name="Predict").focus()
    for key in ("Tab", "ArrowRight", "5", "ArrowDown", "5", "Enter"):  # first a zero: it stays
        page.keyboard.press(key)
    assert numbers(widget, "Gradient of the output")[:6] == ["0", "0", "0", "0", "0", "5"]
    for key in ("Tab", "7", "Enter"):  # the first cell of the turned kernel is its last
        page.keyboard.press(key)
    assert numbers(widget, "Kernel") == ["7", "2", "1", "0"]
    for key in ("Tab", "ArrowDown", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    expect(widget.locator(".cnn-sum")).to_have_text("5·7 + 1·2 + 1·1 + 1·0 = 38")
    expect(widget.locator(".cnn-heard")).to_have_text(
        "Step 5 of 9: gradient of the input, row 2, column 2: 5·7 + 1·2 + 1·1 + 1·0 = 38"
    )


def test_every_preset_ends_in_torchs_gradient_and_its_code_runs(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    for preset in GradientSlide.PRESETS:
        choose(widget, preset["name"])
        expect(widget.locator(".cnn-title")).to_have_text(preset["question"])
        python = GradientSlide.preset(preset["name"])
        output, step = python.output, widget.get_by_label("Step", exact=True)
        told = widget.evaluate(EVERY_STEP, output.size)
        for said, value in zip(told, output.ravel(), strict=True):
            assert f"= {value:g} ✓ the same" in said
        assert [float(text) for text in numbers(widget, RESULT)] == output.ravel().tolist()
        step.fill(str(output.size // 2))
        arrays = {"x": python.input, "w": python.kernel, "g": python._g()}
        torchs = {name: torch.tensor(a, dtype=torch.float64) for name, a in arrays.items()}
        numpys = {name: np.array(a, dtype=float) for name, a in arrays.items()}
        name = "dw" if python.of == "weight" else "dx"
        first, ours, *_ = re.split(f"^(?={name} = cnnlib)", code := text_of(widget), flags=re.M)
        *before, last = ours.split("\n")
        exec(first, torchs | {"torch": torch}, torchs)
        np.testing.assert_array_equal(torchs[name].numpy(), output, code)
        exec("\n".join(before), {"np": np, "cnnlib": cnnlib}, numpys)
        np.testing.assert_array_equal(numpys[name], output, code)
        assert eval(last, {"np": np}, numpys) == output.ravel()[output.size // 2]


def test_prediction_names_the_mistake(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    widget.get_by_role("button", name="Predict").click()
    assert numbers(widget, "Gradient of the output").count("1") == 4
    assert widget.get_by_role("grid", name=re.compile(RESULT)).count() == 0
    expect(widget.locator("code")).to_contain_text("(1, 1, ?, ?)")
    expect(answer(widget, Rows="2", Columns="2")).to_contain_text("That is the output’s size.")
    expect(answer(widget, Rows="3", Columns="3")).to_contain_text("Yes: 3 × 3, as the input itself")
    expect(widget.locator(".cnn-difference")).to_contain_text("(? − ?)")
    expect(widget.locator(".cnn-sum")).to_have_text("dx[0, 0] = ?")  # not the products
    assert widget.locator(".cnn-gradient [data-note]").count() == 0
    expect(answer(widget, Your="3")).to_contain_text("You forgot to turn the kernel.")
    widget.get_by_label("Step", exact=True).fill("4")
    expect(answer(widget, Your="16")).to_contain_text("You multiplied by x.")
    expect(answer(widget, Your="5")).to_contain_text("You left out a window that read this cell")
    expect(answer(widget, Your="6")).to_contain_text("Yes: 6.")
    choose(widget, "The kernel’s gradient")
    expect(answer(widget, Rows="3", Columns="2")).to_contain_text("That is the input’s size.")
    widget.get_by_role("button", name="Show me").click()
    widget.get_by_label("Step", exact=True).fill("3")
    expect(answer(widget, Your="12")).to_contain_text("You multiplied by w.")
    expect(answer(widget, Your="24")).to_contain_text("Yes: 24.")


def test_impossible_settings_and_what_no_window_reads(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    for _ in range(2):
        widget.get_by_role("button", name="Add a row of the kernel").click()
    expect(widget.locator(".cnn-problem")).to_contain_text("The kernel spans 4 × 2 cells")
    widget.get_by_role("slider", name="Padding").fill("1")
    expect(widget.locator(".cnn-problem")).to_have_count(0)
    choose(widget, "A row without gradient")
    expect(widget.get_by_text("No window reads the last row and column.")).to_be_visible()
    expect(grid(widget, "Input").locator(".unread")).to_have_count(9)
    widget.get_by_label("Step", exact=True).fill("24")
    expect(widget.locator(".cnn-sum")).to_have_text("no window read this cell: 0")


def test_pointing_at_one_side_lights_the_other(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    choose(widget, "A single 1")
    grid(widget, "Gradient of the output").get_by_role("gridcell").nth(4).hover()
    expect(grid(widget, RESULT).locator(".partner")).to_have_count(9)  # where its stamp lands
    grid(widget, RESULT).get_by_role("gridcell").nth(12).hover()
    expect(grid(widget, "Gradient of the output").locator(".partner")).to_have_count(9)
    expect(grid(widget, "Input").locator(".partner")).to_have_count(1)
