"""ShiftLab on the built page: moves by mouse, drag and keys, its measures, answers and links."""

import re
from collections.abc import Callable

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from playwright.sync_api import Locator, expect

from cnnlib.widgets import ShiftLab
from cnnlib.widgets.shift_lab.shift_lab import FURTHEST, PRESETS, move
from tests.browser.acts import check_that_links_are_refused
from tests.browser.widget_page import PHONE, both_roads, canvas, grid, link, numbers, picture

NAME = "ShiftLab"


def agrees(widget: Locator, lab: ShiftLab) -> None:
    """Hold the pictures and the table equal to what Python computes."""
    assert np.array_equal(
        canvas(picture(widget, "Digit")), move(lab.picture, lab.dy, lab.step - FURTHEST)
    )
    (last, other), measures = lab._compared(lab._shift())[-1], lab.measures
    most = max(np.abs(last.values).max(), np.abs(other).max())
    for name, values in (("New map", last.values), ("Old map", other)):
        grey = 127.5 + 127.5 * values / most
        assert np.abs(canvas(picture(widget, name)) - grey).max() <= 0.5 + 1e-9
    assert ((canvas(picture(widget, "Difference"), channel=3) > 0) == (last.values != other)).all()
    rows = widget.locator("tbody tr").all()
    for row, found in zip(rows, measures.values(), strict=True):
        _, differ, inside, largest, apart = row.locator("td").all_inner_texts()
        assert int(differ.split(",")[0]) == found["differ"] and int(inside) == found["inside"]
        assert float(largest) == pytest.approx(found["largest"], rel=1e-3)
        assert float(apart.split()[0]) == pytest.approx(100 * found["apart"], rel=0.06)


def test_presets_measure_what_python_measures(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    agrees(widget, ShiftLab())
    for preset in PRESETS:
        widget.get_by_label("Preset").select_option(preset["name"])
        expect(widget.locator(".cnn-title")).to_have_text(preset["question"])
        expect(widget.get_by_label("Preset").locator(":checked")).to_have_text(preset["name"])
        lab = ShiftLab.preset(preset["name"])
        expect(widget.locator(".cnn-count")).to_have_text(f"{lab.step + 1} of 21")
        agrees(widget, lab)
        runs_as_shown(widget, lab)


def runs_as_shown(widget: Locator, lab: ShiftLab) -> None:
    """The code on the page gives the number that stands beside it."""
    code = widget.locator("code").inner_text()
    x, w = (torch.tensor(m, dtype=torch.float64)[None, None] for m in (lab.picture, lab.kernel))
    space = {"F": F, "np": np, "x": x, "w": w, "digit": lab.picture}
    *first, counted, moved = code.splitlines()
    exec("\n".join(first), space)
    assert eval(counted, space) == int(re.findall(r"# (\d+) of", counted)[0])
    assert np.array_equal(eval(moved, space), move(lab.picture, *lab._shift()))


@both_roads
def test_mouse(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    expect(widget.locator(".cnn-sum")).to_have_text("Equal in all 676 cells.")
    widget.get_by_role("button", name="as it was").click()
    expect(widget.locator(".cnn-sum")).to_contain_text("217 of 676 cells differ, by 896 at most")
    widget.get_by_label("Then").select_option("max")
    widget.get_by_role("slider", name="Stride").fill("2")
    widget.get_by_role("slider", name="To the right").fill("-4")
    widget.get_by_role("slider", name="Down").fill("3")
    settings = {"pool": "max", "stride": 2, "compare": "unchanged"}
    agrees(widget, ShiftLab(step=6, dy=3, **settings))
    widget.get_by_role("button", name="Step forward").click()
    agrees(widget, ShiftLab(step=7, dy=3, **settings))
    grid(widget, "Kernel").get_by_role("gridcell").first.click()
    widget.page.keyboard.type("-2\n")
    agrees(widget, ShiftLab(step=7, dy=3, kernel=[[-2, 0, -1], *[[1, 0, -1]] * 2], **settings))
    box = widget.locator(".cnn-curve").bounding_box()  # 0 pixels to the right: the middle
    widget.locator(".cnn-curve").click(position={"x": box["width"] * 0.55, "y": 30})
    expect(widget.locator(".cnn-count")).to_have_text("11 of 21")
    widget.get_by_role("button", name="Reset").click()
    agrees(widget, ShiftLab())


def test_the_digit_can_be_dragged(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    picture(widget, "Digit").scroll_into_view_if_needed()
    box = picture(widget, "Digit").bounding_box()
    pixel, mouse = box["width"] / 28, widget.page.mouse
    mouse.move(box["x"] + 90, box["y"] + 90)
    mouse.down()
    mouse.move(box["x"] + 90 + 3 * pixel, box["y"] + 90 - 2 * pixel, steps=6)
    mouse.up()
    mouse.move(box["x"] + 20, box["y"] + 20)
    agrees(widget, ShiftLab(step=FURTHEST + 4, dy=-2))
    mouse.move(box["x"] + 5, box["y"] + 90)
    mouse.down()
    mouse.move(box["x"] + 1000, box["y"] + 90, steps=3)  # no further than it can
    mouse.up()
    expect(widget.locator(".cnn-count")).to_have_text("21 of 21")


def test_keyboard_alone(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    press = widget.page.keyboard.press
    widget.get_by_role("button", name="Predict").focus()
    for _ in range(3):  # two ways to compare, then the digit
        press("Tab")
    for key in ("ArrowRight", "ArrowRight", "ArrowDown"):
        press(key)
    expect(picture(widget, "Digit")).to_be_focused()
    agrees(widget, ShiftLab(step=FURTHEST + 3, dy=1))
    expect(widget.locator(".cnn-heard")).to_contain_text(
        "Digit moved 3 right, 1 down. Equal in all"
    )
    press("Tab")
    press("ArrowDown")
    expect(widget.locator(".cnn-views")).to_contain_text("y[9, 8] is")
    for _ in range(3):  # the other two maps, then the kernel
        press("Tab")
    for key in ("ArrowRight", "5", "Enter"):
        press(key)
    assert numbers(widget, "Kernel")[1] == "5"
    widget.get_by_label("Speed").select_option("4")
    widget.get_by_role("button", name="Play").press("Enter")
    expect(widget.locator(".cnn-count")).to_have_text("21 of 21")
    expect(widget.get_by_role("button", name="Play")).to_be_visible()


def test_pointing_marks_partners_on_both_sides(open_widget: Callable) -> None:
    widget = link(open_widget(NAME), "pool=max&stride=2")
    marks = widget.locator(".cnn-mark")

    def mark(place: int) -> list[float]:
        style = marks.nth(place).evaluate("m => [m.style.left, m.style.top, m.style.width]")
        return [float(value.removesuffix("%")) for value in style]

    cell = picture(widget, "New map").bounding_box()["width"] / 6
    output = ShiftLab(pool="max", stride=2).output
    assert output[2, 5] == 620 and output[5, 2] == 0  # rows and columns can't be mixed up
    picture(widget, "New map").hover(position={"x": 5.5 * cell, "y": 2.5 * cell})
    expect(widget.locator(".cnn-views")).to_contain_text("y[2, 5] is 620 in the new map")
    picture(widget, "New map").hover(position={"x": 2.5 * cell, "y": 1.5 * cell})
    left, top, width = mark(0)  # pixels 8 to 12 and 4 to 8: five of 28
    assert [left, top, width] == pytest.approx([1050 / 28, 650 / 28, 500 / 28], abs=0.01)
    assert mark(2) == mark(3) == pytest.approx([250 / 6, 150 / 6, 100 / 6], abs=0.01)
    pixel = picture(widget, "Digit").bounding_box()["width"] / 28
    picture(widget, "Digit").hover(position={"x": 8.5 * pixel, "y": 0.5 * pixel})
    assert mark(1) == pytest.approx([200 / 6, 50 / 6, 200 / 6], abs=0.01)  # two cells read it


def test_the_address_keeps_the_state(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    widget.get_by_label("Preset").select_option("Out of the frame")
    picture(widget, "Digit").press("ArrowDown")
    widget.get_by_role("button", name="Copy link").click()
    again = widget.page.context.new_page()
    again.goto(widget.page.url)
    linked = again.locator(f"[data-cnn-widget={NAME}]").first
    expect(linked.locator(".cnn-title")).to_have_text(
        "Still one number: when does it change after all?"
    )
    settings = {"digit": "4", "pool": "global max", "compare": "unchanged"}
    agrees(linked, ShiftLab(step=20, dy=1, **settings))


def test_a_bad_address_is_refused(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    bad = ("digit=10", "kernel=<script>", "dy=99", "step=21", "pool=%", "stride=1,2", "cell=99")
    check_that_links_are_refused(widget, *bad)
    agrees(widget, ShiftLab())


def test_nothing_typed_breaks_it(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    for typed in ("<img src=x>", "1e400", "", "four"):
        cell = grid(widget, "Kernel").get_by_role("gridcell").first
        cell.click()
        cell.get_by_role("textbox").fill(typed)
        widget.page.keyboard.press("Enter")
        expect(widget.get_by_role("alert")).not_to_be_empty()
        assert numbers(widget, "Kernel")[0] == "1"
    assert widget.locator("img").count() == 0


def test_phone(open_widget: Callable) -> None:
    widget = open_widget(NAME, **PHONE)
    for preset in PRESETS:
        widget.get_by_label("Preset").select_option(preset["name"])
        assert widget.page.evaluate("document.documentElement.scrollWidth") == 390, preset["name"]
    widget.get_by_role("button", name="Step back").tap()
    expect(widget.locator(".cnn-count")).to_have_text("20 of 21")


def test_a_setting_leaves_the_move_as_it_is(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    widget.get_by_role("slider", name="To the right").fill("4")
    widget.get_by_role("slider", name="Stride").fill("2")
    widget.get_by_role("slider", name="Padding").fill("1")
    agrees(widget, ShiftLab(step=FURTHEST + 4, stride=2, padding=1))
