"""DigitPad's maps on the built page, what is asked in predict mode, links and a phone."""

import re
from collections.abc import Callable

import numpy as np
from playwright.sync_api import Locator, expect

from cnnlib.widgets.digit_pad.digit_pad import DigitPad
from cnnlib.widgets.digit_pad.presets import PRESETS
from tests.browser.acts import answer, check_that_links_are_refused, choose
from tests.browser.widget_page import PHONE, canvas, link, picture
from tests.widgets.digit_pad.shapes import draw
from tests.widgets.digit_pad.test_page import FREE, NAME, agrees, answers

LAYERS = {"Convolution 1": "conv1", "Max pool 1": "pool1"} | {
    "Convolution 2": "conv2",
    "Max pool 2": "pool2",
}


def small(widget: Locator, layer: str, number: int) -> Locator:
    return widget.get_by_role("button", name=re.compile(f"^{layer}, map {number} of"))


def test_every_map_shows_the_networks_numbers(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    maps = DigitPad().maps
    for name, layer in LAYERS.items():
        values = getattr(maps, layer)
        for number in (1, 5, len(values)):
            green = canvas(small(widget, name, number), channel=1)
            at = 255 * values[number - 1] / values.max()  # its place on the scale of colours
            scale = np.interp(at, [0, 140, 255], [17, 140, 255])
            assert np.abs(green - scale).max() <= 1.6, (name, number)


def test_a_map_is_enlarged_by_pointing_by_keys_and_by_a_click(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    maps = DigitPad().maps
    small(widget, "Convolution 2", 3).hover()
    large = picture(widget, "Convolution 2, map 3 of 16")
    expect(large).to_be_visible()
    assert canvas(large).shape == (14, 14)
    widget.locator(".cnn-title").hover()
    expect(large).not_to_be_visible()
    small(widget, "Convolution 1", 1).focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowRight"):
        widget.page.keyboard.press(key)
    expect(small(widget, "Convolution 2", 2)).to_be_focused()
    expect(picture(widget, "Convolution 2, map 2 of 16")).to_be_visible()
    small(widget, "Max pool 2", 14).click()
    widget.locator(".cnn-title").hover()
    large = picture(widget, "Max pool 2, map 14 of 16")
    large.press("ArrowLeft")
    cell = np.unravel_index(maps.pool2[13].argmax(), (7, 7))
    value = maps.pool2[13][cell[0], cell[1] - 1]
    row = f"Max pool 2, map 14 of 16, row {cell[0] + 1}, column {cell[1]}"
    expect(widget.locator(".cnn-views")).to_contain_text(row)
    expect(widget.locator(".cnn-views")).to_contain_text(f"{value:.4g}")


def test_a_cell_says_what_it_adds_and_squares_say_the_sign(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    answers(widget).nth(7).click()
    part = DigitPad(step=1).chase()[0].values
    sums = widget.locator(".cnn-layer").last.locator(".cnn-adds").all_inner_texts()
    told = [float(text.replace("−", "-")) for text in sums]
    assert np.allclose(told, part.sum((1, 2)), atol=0.051)
    best = abs(part).sum((1, 2)).argmax()
    large = picture(widget, f"Max pool 2, map {best + 1} of 16")
    marks = {kind: large.locator(f".cnn-{kind}").get_attribute("d") for kind in ("for", "against")}
    seen = np.sqrt(abs(part[best]) / abs(part).max()) >= 0.06
    assert marks["for"].count("M") == (seen & (part[best] > 0)).sum()
    assert marks["against"].count("M") == 2 * (seen & (part[best] < 0)).sum()  # hollow
    cell = np.unravel_index(abs(part[best]).argmax(), (7, 7))
    expect(widget.locator(".cnn-views")).to_contain_text(f"≈ {part[best][cell]:.4g}")


def test_the_answer_is_predicted_first(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    choose(widget, "A 4 or a 9?")
    widget.get_by_role("button", name="Predict").click()
    assert set(widget.locator(".cnn-share").all_inner_texts()) == {"?"}
    expect(answer(widget, Digit="9")).to_contain_text("Not 9. It gives 9 less than another digit")
    expect(answer(widget, Digit="12")).to_contain_text("one of the digits 0 to 9")
    assert "60.71" not in widget.inner_text()
    expect(answer(widget, Digit="4")).to_contain_text("Yes: 4, with 60.71")
    expect(answers(widget).nth(9)).to_contain_text("39.29")
    draw(widget, "3")
    assert set(widget.locator(".cnn-share").all_inner_texts()) == {"?"}
    widget.get_by_role("button", name="Show me").click()
    expect(widget.locator(".cnn-verdict")).to_contain_text("It is 3, with")
    widget.get_by_role("button", name="Explore").click()
    expect(widget.locator(".cnn-count")).to_have_text("1 of 6")


def test_the_address_keeps_a_drawing(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    draw(widget, "5")
    answers(widget).nth(3).click()
    logits = widget.locator(".cnn-logit").all_inner_texts()
    widget.get_by_role("button", name="Copy link").click()
    assert len(widget.page.url) < 2500
    again = widget.page.context.new_page()
    again.goto(widget.page.url)
    linked = again.locator(f"[data-cnn-widget={NAME}]").first
    expect(linked.locator(".cnn-sum")).to_contain_text("Logit of 3: ")
    expect(linked.locator(".cnn-title")).to_have_text(FREE)
    assert linked.locator(".cnn-logit").all_inner_texts() == logits
    linked.get_by_role("button", name="Reset").click()
    agrees(linked, DigitPad())


def test_a_bad_address_is_refused_and_strange_strokes_do_no_harm(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    bad = ("digit=77", "strokes=<script>", "strokes=1,2,x", "centred=2", "logit=11", "step=9")
    check_that_links_are_refused(widget, *bad)
    agrees(widget, DigitPad())
    link(widget, "digit=none&strokes=-7,5,-1,1e9,140,140,99999")  # kept to the pad
    expect(widget.get_by_role("alert")).to_be_empty()
    agrees(widget, DigitPad(digit="none", strokes=[280, 140, 140, 280]))


def test_phone(open_widget: Callable) -> None:
    widget = open_widget(NAME, **PHONE)
    for preset in PRESETS:
        choose(widget, preset["name"])
        for step in (0, 3, 5):
            widget.get_by_label("Step", exact=True).fill(str(step))
            assert widget.page.evaluate("document.documentElement.scrollWidth") == 390
    small(widget, "Convolution 1", 2).tap()
    expect(picture(widget, "Convolution 1, map 2 of 8")).to_be_visible()
    answers(widget).nth(2).tap()
    expect(widget.locator(".cnn-sum")).to_contain_text("Logit of 2: ")
