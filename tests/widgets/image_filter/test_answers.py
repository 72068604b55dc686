"""Predict mode of ImageFilter: a flat patch, then one pixel after another."""

from collections.abc import Callable

import numpy as np
from playwright.sync_api import expect

from cnnlib.widgets import ImageFilter
from tests.browser.widget_page import canvas, link, picture

NAME = "ImageFilter"


def test_predict_names_the_mistake(open_widget: Callable) -> None:
    widget = link(open_widget(NAME), "kernel=1,2,1;0,1,0;1,2,1&divisor=9&pixel=80,206&predict=1")
    verdict, check = widget.locator(".cnn-verdict"), widget.get_by_role("button", name="Check")
    assert not canvas(picture(widget, "Output")).any()
    patch = widget.get_by_label("Answer to a flat patch of 100")
    for wrong, why in [("900", "You forgot to divide by 9"), ("1", "the sum of the weights")]:
        patch.fill(wrong)
        check.click()
        expect(verdict).to_contain_text(why)
    patch.fill("100")
    check.click()
    expect(verdict).to_contain_text("Yes: 100.")
    x = ImageFilter().photograph[79:82, 205:208]
    w = np.array([[1, 2, 1], [0, 1, 0], [1, 2, 1]])
    answer = widget.get_by_label("Your prediction")
    for wrong, why in [
        ((x * w).sum(), "You forgot to divide by 9"),
        (x.sum() / 9, "without the kernel’s weights"),
        (x[1, 1], "That is the pixel itself"),
        ((x * w)[1:].sum() / 9, "the first row of the neighbourhood"),
    ]:
        answer.fill(f"{wrong:.0f}")
        answer.press("Enter")
        expect(verdict).to_contain_text(why)
    answer.fill(f"{(x * w).sum() / 9:.0f}")  # rounded to a grey
    answer.press("Enter")
    expect(verdict).to_contain_text("Yes: ")
    assert canvas(picture(widget, "Output")).any()
    picture(widget, "Photograph").press("ArrowLeft")  # another pixel: the flat patch is known
    expect(widget.locator(".cnn-ask")).to_contain_text("What comes out at row 81, column 206")
    assert not canvas(picture(widget, "Output")).any()


def test_a_flipped_kernel_is_recognised(open_widget: Callable) -> None:
    widget = link(open_widget(NAME), "kernel=1,2,3&pixel=80,206&predict=1")
    widget.get_by_role("button", name="Show me").click()
    x = ImageFilter().photograph[80, 205:208]
    widget.get_by_label("Your prediction").fill(f"{x @ [3, 2, 1]:.0f}")
    widget.get_by_role("button", name="Check").click()
    expect(widget.locator(".cnn-verdict")).to_contain_text("only convolution flips it")


def test_another_kernel_is_asked_of_its_flat_patch(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    asked = widget.locator(".cnn-ask")
    widget.get_by_role("button", name="Predict").click()
    widget.get_by_role("button", name="Show me").click()
    expect(asked).to_contain_text("What comes out at row")
    widget.get_by_role("button", name="Remove a row of the kernel").click()
    expect(asked).to_contain_text("flat patch of 100?")
    widget.get_by_role("button", name="Show me").click()
    widget.get_by_role("button", name="Explore").click()
    widget.get_by_role("button", name="Predict").click()
    expect(asked).to_contain_text("flat patch of 100?")


def test_the_grey_is_not_the_number(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    for display, grey in (("clipped", "0"), ("signed", "118")):
        link(widget, f"kernel=-1,1&pixel=80,205&display={display}&predict=1")
        widget.get_by_role("button", name="Show me").click()
        widget.get_by_label("Your prediction").fill(grey)  # 186 − 206 = −20
        widget.get_by_role("button", name="Check").click()
        expect(widget.locator(".cnn-verdict")).to_contain_text("That is the grey that shows it.")
        widget.get_by_role("button", name="Reset").click()
