"""ImageFilter on the built page: pixels, kernels, steps, links, a phone."""

import re
from collections.abc import Callable

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from playwright.sync_api import Locator, expect

from cnnlib.widgets import ImageFilter
from cnnlib.widgets.image_filter.image_filter import PRESETS
from tests.browser.acts import check_that_links_are_refused
from tests.browser.widget_page import PHONE, both_roads, canvas, grid, link, numbers, picture

NAME = "ImageFilter"


def row(widget: Locator, name: str) -> str:
    return " ".join(numbers(widget, name))


@both_roads
def test_the_pictures_are_those_of_python(open_widget: Callable) -> None:
    widget, twin = open_widget(NAME), ImageFilter()
    assert np.array_equal(canvas(picture(widget, "Photograph")), twin.photograph)
    assert np.array_equal(canvas(picture(widget, "Output")), np.clip(twin.output, 0, 255))
    widget.get_by_label("Show", exact=True).select_option("absolute")
    assert np.array_equal(canvas(picture(widget, "Output")), np.clip(abs(twin.output), 0, 255))
    for preset in PRESETS:
        widget.get_by_label("Preset").select_option(preset["name"])
        expect(widget.locator(".cnn-title")).to_have_text(preset["question"])
        expect(widget.get_by_label("Preset").locator(":checked")).to_have_text(preset["name"])
        twin = ImageFilter.preset(preset["name"])
        code, arrays = widget.locator("code").inner_text(), (twin.photograph, np.array(twin.kernel))
        x, w = (torch.tensor(array, dtype=torch.float64) for array in arrays)
        space = {"F": F, "np": np, "x": x, "w": w}
        *first, last = code.splitlines()
        exec("\n".join(line for line in first if "F." in line), space)
        assert np.allclose(space["y"], twin.output)
        space |= dict(zip("xw", arrays, strict=True))
        exec("\n".join(line for line in first if "np." in line), space)
        result = last.split("] is ")[1].replace("−", "-")
        assert float(result) == pytest.approx(eval(last, space), rel=1e-5)
        assert float(result) == pytest.approx(twin.output[tuple(twin.pixel)], rel=1e-5)


def test_mouse(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    expect(widget.locator(".cnn-sum")).to_contain_text("94 shown as 94")
    assert row(widget, "Products") == "−206 0 228 −412 0 460 −206 0 230"
    box = picture(widget, "Photograph").bounding_box()
    at = {"x": box["width"] * 100.5 / 256, "y": box["height"] * 30.5 / 256}
    picture(widget, "Output").hover(position=at)  # looked into, as long as the pointer is there
    near = re.compile(r"y\[(29|30|31), (99|100|101)\] is")  # a mouse stands on whole CSS pixels
    expect(widget.locator("code")).to_contain_text(near)
    marks = [widget.locator(f".cnn-picture.cnn-{k} .cnn-mark") for k in ("input", "output")]
    tops = [mark.evaluate("m => m.style.top") for mark in marks]
    assert tops[0] == tops[1]  # the partner is marked in the other picture
    assert 29 <= float(tops[0].rstrip("%")) * 2.56 <= 32
    widget.locator(".cnn-title").hover()
    expect(widget.locator("code")).to_contain_text("y[80, 206] is 94")
    picture(widget, "Photograph").click(position=at)
    widget.locator(".cnn-title").hover()
    expect(widget.locator("code")).to_contain_text(near)
    grid(widget, "Neighbourhood").get_by_role("gridcell").nth(5).hover()
    for name in ("Neighbourhood", "Kernel", "Products"):
        cell = grid(widget, name).get_by_role("gridcell").nth(5)
        expect(cell).to_have_class(re.compile("partner$"))
    before = canvas(picture(widget, "Output"))
    grid(widget, "Divisor").get_by_role("gridcell").click()
    widget.page.keyboard.type("2\n")
    assert np.array_equal(
        canvas(picture(widget, "Output"))[before < 255], np.rint(before / 2)[before < 255]
    )
    widget.get_by_role("button", name="Reset").click()
    assert np.array_equal(canvas(picture(widget, "Output")), before)


def test_steps_reveal_band_after_band(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    whole = canvas(picture(widget, "Output"))
    widget.get_by_label("Step", exact=True).fill("3")
    expect(widget.locator(".cnn-heard")).to_contain_text("32 of 256 rows are there.")
    assert np.array_equal(canvas(picture(widget, "Output"))[:32], whole[:32])
    assert not canvas(picture(widget, "Output"))[32:].any()
    assert set(numbers(widget, "Products")) == {""}  # row 80 is still to come
    widget.get_by_role("button", name="Step forward").click()
    expect(widget.locator(".cnn-count")).to_have_text("5 of 32")
    widget.get_by_label("Step", exact=True).fill("29")
    widget.get_by_label("Speed").select_option("4")
    widget.get_by_role("button", name="Play").click()
    expect(widget.locator(".cnn-count")).to_have_text("32 of 32")
    expect(widget.get_by_role("button", name="Play")).to_be_visible()
    assert np.array_equal(canvas(picture(widget, "Output")), whole)


def test_keyboard_alone(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    press = widget.page.keyboard.press
    widget.get_by_role("button", name="Predict").focus()
    press("Tab")
    for key in ("ArrowRight", "ArrowDown", "Shift+ArrowLeft", "Shift+ArrowUp"):
        press(key)
    expect(picture(widget, "Photograph")).to_be_focused()
    expect(widget.locator("code")).to_contain_text("y[73, 199] is")
    expect(widget.locator(".cnn-heard")).to_contain_text("Output row 74, column 200")
    for _ in range(5):  # the other picture, two buttons, the pixels, the kernel
        press("Tab")
    for key in ("ArrowDown", "F2", "7", "Enter"):
        press(key)
    assert row(widget, "Kernel") == "−1 0 1 7 0 2 −1 0 1"
    press("Tab")
    press("5")
    press("Escape")
    assert numbers(widget, "Divisor") == ["1"]
    widget.get_by_label("Preset").press("End")
    expect(widget.locator(".cnn-title")).to_have_text(PRESETS[-1]["question"])


def test_the_address_keeps_kernel_pixel_and_display(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    widget.get_by_label("Preset").select_option("Emboss")
    widget.get_by_label("Show", exact=True).select_option("signed")
    picture(widget, "Output").press("ArrowDown")
    widget.get_by_role("button", name="Copy link").click()
    url = widget.page.url
    assert "pixel=81%2C206" in url and "display=signed" in url and len(url) < 400
    again = widget.page.context.new_page()
    again.goto(url)
    linked = again.locator(f"[data-cnn-widget={NAME}]").first
    expect(linked.locator("code")).to_contain_text("y[81, 206] is")
    assert row(linked, "Kernel") == "−2 −1 0 −1 1 1 0 1 2"


def test_a_bad_address_is_refused(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    bad = ("divisor=0", "kernel=<script>", "pixel=300,1", "display=loud", "padding=%")
    check_that_links_are_refused(widget, *bad, "kernel=1,2;3")
    assert row(widget, "Kernel") == "−1 0 1 −2 0 2 −1 0 1"


def test_nothing_typed_breaks_it(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    for name, typed, says in [
        ("Kernel", "<img src=x>", "can’t be read here"),
        ("Kernel", "1e400", "can’t be read here"),
        ("Divisor", "0", "a whole number from 1 to 999"),
        ("Divisor", "1.5", "a whole number from 1 to 999"),
    ]:
        cell = grid(widget, name).get_by_role("gridcell").first
        cell.click()
        cell.get_by_role("textbox").fill(typed)
        widget.page.keyboard.press("Enter")
        expect(widget.get_by_role("alert")).to_contain_text(says)
        assert (numbers(widget, "Kernel")[0], numbers(widget, "Divisor")) == ("−1", ["1"])
    assert widget.locator("img").count() == 0


def test_the_grey_that_is_told_is_the_one_that_is_shown(open_widget: Callable) -> None:
    widget = link(open_widget(NAME), "kernel=0.5,-1,0.5&display=signed")
    shades, output = canvas(picture(widget, "Output")), ImageFilter(kernel=[[0.5, -1, 0.5]]).output
    for r, c in np.argwhere(output % 4 == 2)[:2]:  # 127.5 + y/2 lies halfway between two greys
        link(widget, f"kernel=0.5,-1,0.5&display=signed&pixel={r},{c}")
        expect(widget.locator(".cnn-sum")).to_contain_text(f"shown as {shades[r, c]:.0f}")


def test_no_list_of_words_is_cut_off(open_widget: Callable) -> None:
    widget = open_widget(NAME, viewport={"width": 720, "height": 900})
    for name in ("Show", "Padding"):
        chooser = widget.get_by_label(name, exact=True)
        for words in chooser.locator("option").all_inner_texts():
            chooser.select_option(words)
            shown = chooser.bounding_box()["width"]
            chooser.evaluate("list => { list.style = 'width: max-content; max-width: none' }")
            wanted = chooser.bounding_box()["width"]
            chooser.evaluate("list => { list.style = '' }")
            assert shown >= wanted - 0.5, (name, words)


def test_phone(open_widget: Callable) -> None:
    widget = open_widget(NAME, **PHONE)
    for preset in PRESETS:
        widget.get_by_label("Preset").select_option(preset["name"])
        assert widget.page.evaluate("document.documentElement.scrollWidth") == 390, preset["name"]
        told = widget.locator(".cnn-sum")
        assert told.evaluate("line => line.scrollWidth <= line.clientWidth"), preset["name"]
    picture(widget, "Photograph").tap(position={"x": 5, "y": 5})
    expect(widget.locator("code")).to_contain_text(re.compile(r"y\[\d, \d\] is"))
