"""SlidingVector on the built page: rows that line up, the turn, answers, links, a phone."""

import re
from collections.abc import Callable
from itertools import product

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from playwright.sync_api import Locator, expect

from cnnlib.widgets.sliding_vector.sliding_vector import PRESETS
from tests.browser.widget_page import PHONE, both_roads, grid, link, numbers

NAME, MODES = "SlidingVector", ("valid", "same", "full")


def column(widget: Locator, name: str, cell: int) -> float:
    return grid(widget, name).get_by_role("gridcell").nth(cell).bounding_box()["x"]


@both_roads
def test_mouse(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    widget.page.emulate_media(reduced_motion="reduce")
    assert numbers(widget, "Output") == ["6"] + [""] * 6
    widget.get_by_role("button", name="Step forward").click()
    assert numbers(widget, "Output")[:3] == ["6", "11", ""]
    assert numbers(widget, "Products") == ["1", "9", "1"]
    expect(widget.locator(".cnn-sum")).to_have_text("1·1 + 3·3 + 1·1 = 11")
    for row, cell in (("Signal", 1), ("Sliding", 0), ("Products", 0), ("Output", 0)):
        assert column(widget, row, cell) == pytest.approx(column(widget, "Signal", 1), abs=0.6)
    grid(widget, "Output").get_by_role("gridcell").nth(6).click()
    assert numbers(widget, "Output") == ["6", "11", "6", "3", "12", "22", "12"]
    grid(widget, "Kernel").get_by_role("gridcell").first.click()
    widget.page.keyboard.type("-1")
    widget.page.keyboard.press("Enter")
    assert numbers(widget, "Sliding") == ["−1", "3", "1"]
    widget.get_by_role("button", name="Add a cell of the signal").click()
    expect(widget.locator(".cnn-views")).to_contain_text("10 − 3 + 1 = 8")
    widget.get_by_role("button", name="Reset").click()
    assert numbers(widget, "Kernel") == ["1", "3", "1"]


def test_the_turn_and_the_swap(open_widget: Callable) -> None:
    widget = link(open_widget(NAME), "signal=0,0,1,0&kernel=1,2,3&mode=full&step=9")
    turned, output = numbers(widget, "Sliding"), numbers(widget, "Output")
    assert (turned, output) == (["1", "2", "3"], ["0", "0", "3", "2", "1", "0"])
    widget.get_by_role("button", name="Convolution").click()
    widget.get_by_label("Step", exact=True).fill("5")
    assert numbers(widget, "Kernel") == ["1", "2", "3"]  # as typed
    assert numbers(widget, "Sliding") == ["3", "2", "1"]
    assert numbers(widget, "Output") == ["0", "0", "1", "2", "3", "0"]
    grid(widget, "Sliding").get_by_role("gridcell").first.hover()
    assert numbers(widget, "Kernel").index("3") == 2
    lit = grid(widget, "Kernel").locator(".partner")
    assert lit.all_inner_texts() == ["3"]
    widget.get_by_role("button", name="Swap").click()
    widget.get_by_label("Step", exact=True).fill("5")
    assert numbers(widget, "Output") == ["0", "0", "1", "2", "3", "0"]
    widget.get_by_role("button", name="Correlation").click()
    widget.get_by_label("Step", exact=True).fill("5")
    assert numbers(widget, "Output") == ["0", "1", "2", "3", "0", "0"]  # reversed


def test_the_kernel_turns_only_where_motion_is_welcome(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    turning = "w => w.getAnimations({ subtree: true }).filter((a) => !a.transitionProperty).length"
    for motion, expected in (("no-preference", 4), ("reduce", 0)):
        widget.page.emulate_media(reduced_motion=motion)
        widget.get_by_role("button", name="Convolution").click()
        expect(widget.locator(".cnn-turn")).to_contain_text("turned by 180°")
        assert widget.evaluate(turning) == expected  # the row, and its three numbers back
        widget.get_by_role("button", name="Reset").click()
        widget.page.wait_for_function(f"w => ({turning})(w) === 0", arg=widget.element_handle())


def test_keyboard_alone(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    press = widget.page.keyboard.press
    widget.get_by_role("button", name="Predict").focus()
    press("Tab")  # the kernel as typed
    press("Tab")  # the signal
    press("End")
    press("4")
    press("Enter")
    assert numbers(widget, "Signal")[-1] == "4"
    for _ in range(3):  # the sliding kernel, the products, the output
        press("Tab")
    press("End")
    press("Enter")
    assert numbers(widget, "Output")[-1] == "16"
    expect(widget.locator(".cnn-heard")).to_have_text(
        "Step 7 of 7: output cell 7: 6·1 + 2·3 + 4·1 = 16"
    )


def test_predict_names_the_mistake(open_widget: Callable) -> None:
    widget = link(
        open_widget(NAME), "signal=0,1,2,5,0&kernel=1,2,4&operation=convolution&predict=1"
    )
    verdict, length = widget.locator(".cnn-verdict"), widget.get_by_label("Length of the output")
    assert grid(widget, "Output").count() == 0
    for wrong, why in [("2", "one short"), ("7", "That is mode “full”"), ("5", "mode “same”")]:
        length.fill(wrong)
        length.press("Enter")
        expect(verdict).to_contain_text(why)
    length.fill("3")
    length.press("Enter")
    expect(verdict).to_contain_text("Yes: 3.")
    answer = widget.get_by_label("Your prediction")
    for wrong, why in [
        ("10", "That is cross-correlation"),
        ("13", "one place too far to the right"),
        ("3", "without the kernel’s factors"),
        ("2", "One product is missing: 1·2"),
    ]:
        answer.fill(wrong)
        answer.press("Enter")
        expect(verdict).to_contain_text(why)
    assert numbers(widget, "Products") == ["", "", ""]
    for right in ("4", "13", "18"):
        answer.fill(right)
        answer.press("Enter")
        expect(verdict).to_contain_text(f"Yes: {right}")
    assert numbers(widget, "Output") == ["4", "13", "18"]


def test_the_code_gives_what_the_widget_shows(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    pairs = [(p["signal"], p["kernel"]) for p in PRESETS] + [([1, -2, 3, 4, 5], [2, 0.5])]
    for x, k in pairs:
        given = f"signal={','.join(map(str, x))}&kernel={','.join(map(str, k))}&step=999"
        for mode, operation in product(MODES, ("correlation", "convolution")):
            link(widget, f"{given}&mode={mode}&operation={operation}")
            shown = [float(cell.replace("−", "-")) for cell in numbers(widget, "Output")]
            numpys, torchs = widget.locator("code").inner_text().splitlines()
            arrays = {"x": np.array(x, float), "w": np.array(k, float)}
            tensors = {name: torch.tensor(array) for name, array in arrays.items()}
            for code, space in ((numpys, arrays | {"np": np}), (torchs, tensors | {"F": F})):
                exec(code, space)
                assert space["y"].tolist() == shown, code


def test_presets_links_and_refusals(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    for preset in PRESETS:
        widget.get_by_label("Preset").select_option(preset["name"])
        expect(widget.locator(".cnn-title")).to_have_text(preset["question"])
    widget.get_by_role("button", name="Step forward").click()
    widget.get_by_role("button", name="Copy link").click()
    assert "signal=1,2,3&kernel=2,0,1,0,2" in widget.page.url
    again = open_widget(NAME, hash=re.sub(".*#", "#", widget.page.url))
    assert numbers(again, "Kernel") == ["2", "0", "1", "0", "2"]
    expect(again.locator(".cnn-count")).to_have_text("2 of 3")
    for bad in ("signal=1,<b>", f"kernel={'1,' * 12}1", "mode=half", "signal=", "kernel=1;2"):
        link(widget, bad)
        expect(widget.get_by_role("alert")).to_contain_text("the page’s own numbers stay")
        assert numbers(widget, "Kernel") == ["2", "0", "1", "0", "2"]
    for typed in ("", "abc", "1e400", "<img src=x onerror=alert(1)>"):
        grid(again, "Signal").locator("[role=gridcell]:not(.pad)").first.click()
        again.get_by_role("textbox", name=re.compile("New number")).fill(typed)
        again.page.keyboard.press("Enter")
        expect(again.get_by_role("alert")).not_to_be_empty()
    assert numbers(again, "Signal")[2:5] == ["1", "2", "3"] and again.locator("img").count() == 0


def test_huge_numbers_are_shown(open_widget: Callable) -> None:
    widget = link(open_widget(NAME), "signal=1e150,-1e308&kernel=1e150&step=1")
    assert numbers(widget, "Signal") == ["1e+150", "−1e+308"]
    assert numbers(widget, "Output") == ["1e+300", "−∞"]


def test_a_link_closes_a_cell_that_is_being_edited(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    grid(widget, "Signal").get_by_role("gridcell").last.click()
    widget.page.keyboard.type("77")
    link(widget, "signal=1,2&kernel=1")  # the cell that was being edited is gone
    assert numbers(widget, "Signal") == ["1", "2"]


def test_on_a_phone_the_label_keeps_clear_of_the_frame(open_widget: Callable) -> None:
    widget = link(open_widget(NAME, **PHONE), "mode=full")
    label, frame = (
        widget.locator(part).bounding_box() for part in (".cnn-of-signal", ".cnn-window")
    )
    assert label["y"] + label["height"] <= frame["y"]


def test_on_a_phone_nothing_scrolls_but_very_long_rows(open_widget: Callable) -> None:
    widget = open_widget(NAME, **PHONE)
    link(widget, f"signal={'1,' * 11}1&kernel={'1,' * 11}1&mode=full")
    page = widget.page
    widget.get_by_label("Step", exact=True).fill("22")
    expect(grid(widget, "Output").get_by_role("gridcell").last).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    widget.get_by_role("button", name="Reset").tap()
    widget.get_by_role("button", name="full").tap()
    assert widget.locator(".cnn-rows").evaluate("rows => rows.scrollWidth - rows.clientWidth") == 0
