"""ChannelStack on the built page: sums over channels, switches, answers, links, a phone."""

from collections.abc import Callable
from itertools import product

import numpy as np
import torch
import torch.nn.functional as F
from playwright.sync_api import Locator, expect

from cnnlib.widgets import ChannelStack
from tests.browser.widget_page import both_roads, grid, link, numbers

NAME = "ChannelStack"


def shown(widget: Locator, maps: int) -> np.ndarray:
    """Return all numbers of the output as a row, once all steps are shown."""
    cells = [cell for o in range(maps) for cell in numbers(widget, f"Output, map {o + 1}")]
    return np.array([float(cell.replace("−", "-")) for cell in cells])


@both_roads
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
