"""ChannelStack on the built page: sums over channels, switches, answers, links, a phone."""

import re
from collections.abc import Callable
from itertools import product

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from playwright.sync_api import Locator, expect

from cnnlib.widgets import ChannelStack
from tests.browser.widget_page import PHONE, grid, numbers, place_of

NAME = "ChannelStack"
FOLLOW = """hash => new Promise((done) => {
  addEventListener("hashchange", () => setTimeout(done), { once: true });
  location.hash = hash;
})"""


def link(widget: Locator, state: str) -> Locator:
    """Follow a link to a state of the widget."""
    widget.page.evaluate(FOLLOW, f"#{NAME}-{place_of(widget)}?{state}")
    return widget


def shown(widget: Locator, maps: int) -> np.ndarray:
    """Return all numbers of the output as a row, once all steps are shown."""
    cells = [cell for o in range(maps) for cell in numbers(widget, f"Output, map {o + 1}")]
    return np.array([float(cell.replace("−", "-")) for cell in cells])


def test_mouse(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    line = widget.locator(".cnn-sum")
    expect(line).to_contain_text("red 2 + green −2 + blue 1 + bias 1 = 2 → relu → 2")
    widget.get_by_role("button", name="what green gives").click()
    expect(line).to_contain_text("green: 0·0 + 1·(−1) + 1·(−1) + 0·0 = −2")
    widget.get_by_role("checkbox", name="green counts").uncheck()
    expect(line).to_contain_text("red 2 + green off + blue 1 + bias 1 = 4 → relu → 4")
    assert numbers(widget, "Output, map 1")[0] == "4"
    grid(widget, "Output, map 2").get_by_role("gridcell").first.click()
    expect(line).to_contain_text("bias 2 =")
    expect(widget.locator(".cnn-count")).to_have_text("10 of 18")
    assert numbers(widget, "Kernel 2, red") == ["0", "1", "1", "0"]
    grid(widget, "Bias of kernel 2").get_by_role("gridcell").click()
    widget.page.keyboard.type("-9")
    widget.page.keyboard.press("Enter")
    expect(line).to_contain_text("→ relu → 0")
    widget.get_by_role("button", name="Reset").click()
    widget.get_by_role("button", name="Add a kernel").click()
    widget.get_by_role("button", name="Remove a channel").click()
    expect(widget.locator(".cnn-views")).to_contain_text("(2, 4, 4) ⋆ (3, 2, 2, 2) → (3, 3, 3)")
    expect(widget.locator(".cnn-views")).to_contain_text("(2·2² + 1)·3 = 27")


def test_pointing_lights_partners_in_all_channels(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    grid(widget, "Output, map 2").get_by_role("gridcell").nth(4).hover()
    for channel in ("red", "green", "blue"):
        lit = grid(widget, f"Input, {channel}").locator(".partner")
        assert [cell.get_attribute("aria-label")[:13] for cell in lit.all()] == [
            f"row {r}, column" for r in "2233"
        ]
    grid(widget, "Input, green").get_by_role("gridcell").first.hover()
    assert grid(widget, "Kernel 1, green").locator(".partner").count() == 1
    assert widget.locator(".cnn-kernel .partner").count() == 1
    assert widget.locator(".cnn-output .partner").count() == 2  # the corner is read once a map


def test_keyboard_alone(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    press = widget.page.keyboard.press
    widget.get_by_role("button", name="Predict").focus()
    press("Tab")
    press("Space")  # red is off
    expect(widget.locator(".cnn-sum")).to_contain_text("red off + green −2")
    press("Tab")
    press("7")
    press("Enter")
    assert numbers(widget, "Input, red")[0] == "7"
    press("Shift+Tab")
    press("Space")
    expect(widget.locator(".cnn-heard")).to_have_text(
        "Step 1 of 18: map 1, row 1, column 1: red 8 + green −2 + blue 1 + bias 1 = 8 → relu → 8"
    )
    for name in ("Input, red", "Kernel 1, red", "what red gives"):
        press("Tab")
        focused = "document.activeElement.closest('[role=grid], button').ariaLabel"
        assert name in widget.page.evaluate(focused)


def test_predict_names_the_mistake(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    widget.get_by_role("button", name="Predict").click()
    verdict, check = widget.locator(".cnn-verdict"), widget.get_by_role("button", name="Check")
    fields = ["Number of maps", "Rows of a map", "Columns of a map", "Number of parameters"]
    assert grid(widget, "Output").count() == 0
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
    answer = widget.get_by_label("Your prediction")
    parts = widget.locator("button.cnn-part-sum").all_inner_texts()
    red, green, blue = (int(part.replace("−", "-")) for part in parts[:3])
    right = red + green + blue + 2
    for wrong, why in [(right - 2, "left out the bias"), (right - red, "left out red")]:
        answer.fill(str(wrong))
        check.click()
        expect(verdict).to_contain_text(why)
    answer.fill(str(right))
    check.click()
    expect(verdict).to_contain_text(f"Yes: {right}.")


def test_the_code_gives_what_the_widget_shows(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    x, w, b = (np.array(v, float) for v in (ChannelStack().input, ChannelStack().kernels, [1, 2]))
    for activation, (stride, padding), off in product(
        ("none", "relu", "sigmoid", "tanh"), [("1", "0"), ("2", "1"), ("1,2", "2,0")], ["", "0,2"]
    ):
        settings = f"activation={activation}&stride={stride}&padding={padding}&off={off}"
        link(widget, f"{settings}&step=999")
        code = widget.locator("code").inner_text()
        first, _, second = code.rpartition("y = ")  # what mutes channels, then torch
        torchs, _, numpys = second.partition("\n")
        *before, last = numpys.split("\n")
        arrays = {"x": x.copy(), "w": w, "b": b, "np": np}
        space = {name: torch.tensor(arrays[name]) for name in "xwb"} | {"F": F, "torch": torch}
        exec(f"{first}\ny = {torchs}", space)
        assert np.allclose(shown(widget, 2), space["y"].ravel(), atol=0.006), code
        exec("\n".join([first, *before]), arrays)
        told = float(last.split(" is ")[1].replace("−", "-"))
        assert np.isclose(eval(last, arrays), told, rtol=1e-5), code


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
    for bad in ("kernels=1/1|1", "kernels=1,2,3,4", "off=4", "off=1,1", "bias=x", "input=<i>|1"):
        link(widget, bad)
        expect(widget.get_by_role("alert")).to_contain_text("the page’s own numbers stay")
    assert numbers(widget, "Input, channel 1")[:4] == ["0", "3", "3", "0"]
    for typed in ("", "abc", "1e400", "<img src=x onerror=alert(1)>"):
        grid(again, "Kernel 1").get_by_role("gridcell").first.click()
        again.get_by_role("textbox", name=re.compile("New number")).fill(typed)
        again.page.keyboard.press("Enter")
        expect(again.get_by_role("alert")).not_to_be_empty()
    assert numbers(again, "Kernel 1") == ["1"] * 4 and again.locator("img").count() == 0


@pytest.mark.parametrize(
    ("state", "says"),
    [
        ("input=1,2;3,4|5,6;7,8", "The input has 2 channels, but each kernel 3 planes"),
        ("bias=1", "There are 2 kernels and 1 bias: each kernel needs one."),
        ("input=1|2|3", "The kernel spans 2 × 2 cells and does not fit into the 1 × 1 input"),
    ],
)
def test_impossible_settings_say_so(open_widget: Callable, state: str, says: str) -> None:
    widget = link(open_widget(NAME), state)
    expect(widget.locator(".cnn-problem")).to_contain_text(says)
    expect(widget.locator("code")).to_contain_text("torch refuses it too")
    widget.get_by_role("button", name="Reset").click()
    expect(widget.locator(".cnn-problem")).to_be_hidden()


def test_on_a_phone(open_widget: Callable) -> None:
    widget = open_widget(NAME, **PHONE)
    widget.get_by_role("checkbox", name="blue counts").tap()
    expect(widget.locator(".cnn-sum")).to_contain_text("blue off")
    plane = ";".join(["1,1,1,1,1,1"] * 6)
    kernel = "|".join(["1,1,1;1,1,1;1,1,1"] * 4)
    link(widget, f"input={'|'.join([plane] * 4)}&kernels={kernel}/{kernel}&padding=2")
    expect(widget.locator(".cnn-count")).to_have_text("1 of 128")
    assert widget.page.evaluate("document.documentElement.scrollWidth") == 390
    card, ledger = widget.bounding_box(), widget.locator(".cnn-ledger").bounding_box()
    assert card["x"] < ledger["x"] and ledger["width"] <= card["width"] - 36
