"""ImageFilter on the built page: pixels, kernels, answers, links, the reader's own picture."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from playwright.sync_api import Locator, expect

from cnnlib.widgets import ImageFilter
from cnnlib.widgets.image_filter import PRESETS
from tests.browser.widget_page import PHONE, grid, numbers, place_of

NAME = "ImageFilter"
CAMERA = """
(outcome) => {
  const picture = Object.assign(document.createElement("canvas"), { width: 64, height: 32 });
  picture.getContext("2d").fillStyle = "rgb(50, 50, 50)";
  setInterval(() => picture.getContext("2d").fillRect(0, 0, 64, 32), 30);
  const getUserMedia = async () => {
    if (outcome !== "allow") throw new DOMException("no", outcome);
    return (window.stream = picture.captureStream());
  };
  Object.defineProperty(navigator, "mediaDevices", { value: { getUserMedia }, configurable: true });
}
"""
LIVE = "window.stream.getTracks().filter((track) => track.readyState === 'live').length"


def link(open_widget: Callable, state: str, **options: object) -> Locator:
    """Open the widget with a state in the address."""
    return open_widget(NAME, hash=f"#{NAME}-{place_of(open_widget(NAME))}?{state}", **options)


def row(widget: Locator, name: str) -> str:
    return " ".join(numbers(widget, name))


def picture(widget: Locator, name: str) -> Locator:
    return widget.get_by_role("application", name=re.compile(f"^{name}"))


def canvas(widget: Locator, kind: str) -> np.ndarray:
    """Return the greys that one of the two canvases shows, and 0 where nothing is painted."""
    read = """c => { const { width, height } = c;
      const { data } = c.getContext("2d").getImageData(0, 0, width, height);
      return [height, width, Array.from(data.filter((_, i) => i % 4 === 0))]; }"""
    rows, columns, greys = widget.locator(f".cnn-picture.cnn-{kind} canvas").evaluate(read)
    return np.reshape(greys, (rows, columns))


def test_the_pictures_are_those_of_python(open_widget: Callable) -> None:
    widget, twin = open_widget(NAME), ImageFilter()
    assert np.array_equal(canvas(widget, "input"), twin.photograph)
    assert np.array_equal(canvas(widget, "output"), np.clip(twin.output, 0, 255))
    widget.get_by_label("Show", exact=True).select_option("absolute")
    assert np.array_equal(canvas(widget, "output"), np.clip(abs(twin.output), 0, 255))
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
    before = canvas(widget, "output")
    grid(widget, "Divisor").get_by_role("gridcell").click()
    widget.page.keyboard.type("2\n")
    assert np.array_equal(canvas(widget, "output")[before < 255], np.rint(before / 2)[before < 255])
    widget.get_by_role("button", name="Reset").click()
    assert np.array_equal(canvas(widget, "output"), before)


def test_steps_reveal_band_after_band(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    whole = canvas(widget, "output")
    widget.get_by_label("Step", exact=True).fill("3")
    expect(widget.locator(".cnn-heard")).to_contain_text("32 of 256 rows are there.")
    assert np.array_equal(canvas(widget, "output")[:32], whole[:32])
    assert not canvas(widget, "output")[32:].any()
    assert set(numbers(widget, "Products")) == {""}  # row 80 is still to come
    widget.get_by_role("button", name="Step forward").click()
    expect(widget.locator(".cnn-count")).to_have_text("5 of 32")
    widget.get_by_label("Step", exact=True).fill("29")
    widget.get_by_label("Speed").select_option("4")
    widget.get_by_role("button", name="Play").click()
    expect(widget.locator(".cnn-count")).to_have_text("32 of 32")
    expect(widget.get_by_role("button", name="Play")).to_be_visible()
    assert np.array_equal(canvas(widget, "output"), whole)


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


def test_predict_names_the_mistake(open_widget: Callable) -> None:
    widget = link(open_widget, "kernel=1,2,1;0,1,0;1,2,1&divisor=9&pixel=80,206&predict=1")
    verdict, check = widget.locator(".cnn-verdict"), widget.get_by_role("button", name="Check")
    assert not canvas(widget, "output").any()
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
    assert canvas(widget, "output").any()
    picture(widget, "Photograph").press("ArrowLeft")  # another pixel, asked afresh
    expect(widget.locator(".cnn-ask")).to_contain_text("what comes out?")
    assert not canvas(widget, "output").any()


def test_a_flipped_kernel_is_recognised(open_widget: Callable) -> None:
    widget = link(open_widget, "kernel=1,2,3&pixel=80,206&predict=1")
    widget.get_by_role("button", name="Show me").click()
    x = ImageFilter().photograph[80, 205:208]
    widget.get_by_label("Your prediction").fill(f"{x @ [3, 2, 1]:.0f}")
    widget.get_by_role("button", name="Check").click()
    expect(widget.locator(".cnn-verdict")).to_contain_text("only convolution flips it")


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


@pytest.mark.parametrize(
    "part",
    ["divisor=0", "kernel=<script>", "pixel=300,1", "display=loud", "padding=%", "kernel=1,2;3"],
)
def test_a_bad_address_is_refused(open_widget: Callable, part: str) -> None:
    widget = link(open_widget, part)
    expect(widget.get_by_role("alert")).to_contain_text("the page’s own numbers stay")
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


def test_phone(open_widget: Callable) -> None:
    widget = open_widget(NAME, **PHONE)
    for preset in PRESETS:
        widget.get_by_label("Preset").select_option(preset["name"])
        assert widget.page.evaluate("document.documentElement.scrollWidth") == 390, preset["name"]
    picture(widget, "Photograph").tap(position={"x": 5, "y": 5})
    expect(widget.locator("code")).to_contain_text(re.compile(r"y\[\d, \d\] is"))


def test_ones_own_picture_stays_in_the_page(open_widget: Callable, tmp_path: Path) -> None:
    from PIL import Image

    widget = open_widget(NAME)
    before = json.dumps(widget.page.evaluate("localStorage.length"))
    half = np.zeros((300, 600, 3), np.uint8)
    half[:, 300:] = (200, 100, 50)
    Image.fromarray(half).save(tmp_path / "mine.png")
    with widget.page.expect_file_chooser() as chooser:
        widget.get_by_role("button", name="Choose a picture").click()
    chooser.value.set_files(tmp_path / "mine.png")
    expect(picture(widget, "Your picture, 128 by 256")).to_be_visible()
    grey = round(0.299 * 200 + 0.587 * 100 + 0.114 * 50)
    assert np.array_equal(canvas(widget, "input")[:, [0, -1]], [[0, grey]] * 128)
    assert (canvas(widget, "output")[:, 126:130].max(axis=1) == 255).all()  # the upright edge
    (tmp_path / "mine.txt").write_text("no picture")
    with widget.page.expect_file_chooser() as chooser:
        widget.get_by_role("button", name="Choose a picture").click()
    chooser.value.set_files(tmp_path / "mine.txt")
    expect(widget.get_by_role("alert")).to_contain_text("“mine.txt” is not a picture")
    assert canvas(widget, "input").shape == (128, 256)
    widget.get_by_role("button", name="Copy link").click()
    assert len(widget.page.url) < 400 and "Your" not in widget.page.url
    assert json.dumps(widget.page.evaluate("localStorage.length")) == before
    widget.get_by_role("button", name="Back to the photograph").click()
    assert np.array_equal(canvas(widget, "input"), ImageFilter().photograph)


def test_the_camera_is_let_go_after_one_shot(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    widget.page.evaluate(CAMERA, "allow")
    widget.get_by_role("button", name="Use the camera").click()
    expect(widget.locator("video")).to_be_visible()
    assert widget.page.evaluate(LIVE) == 1
    widget.page.wait_for_function("document.querySelector('video').videoWidth > 0")
    widget.get_by_role("button", name="Take the picture").click()
    expect(picture(widget, "Your picture, 32 by 64")).to_be_visible()
    assert widget.page.evaluate(LIVE) == 0
    assert abs(canvas(widget, "input") - 50).max() <= 3
    widget.get_by_role("button", name="Use the camera").click()
    widget.get_by_role("button", name="Stop the camera").click()
    expect(widget.locator("video")).to_be_hidden()
    assert widget.page.evaluate(LIVE) == 0
    widget.get_by_role("button", name="Use the camera").click()
    expect(widget.locator("video")).to_be_visible()
    widget.evaluate("w => anywidgets.mount(w.closest('[data-model]'))")  # shown afresh
    widget.page.wait_for_function(f"{LIVE} === 0")


@pytest.mark.parametrize(
    ("outcome", "says"), [("NotAllowedError", "was not allowed"), ("NotFoundError", "no camera")]
)
def test_a_camera_that_is_not_to_be_had(open_widget: Callable, outcome: str, says: str) -> None:
    widget = open_widget(NAME)
    widget.page.evaluate(CAMERA, outcome)
    widget.get_by_role("button", name="Use the camera").click()
    expect(widget.get_by_role("alert")).to_contain_text(says)
    expect(widget.locator("video")).to_be_hidden()
