"""The reader's own picture in ImageFilter, from a file or the camera: it stays in the page."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import expect

from cnnlib.widgets import ImageFilter
from tests.browser.widget_page import both_roads, canvas, picture

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


@both_roads
def test_ones_own_picture_stays_in_the_page(open_widget: Callable, tmp_path: Path) -> None:
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
    assert np.array_equal(canvas(picture(widget, "Your picture"))[:, [0, -1]], [[0, grey]] * 128)
    assert (
        canvas(picture(widget, "Output"))[:, 126:130].max(axis=1) == 255
    ).all()  # the upright edge
    (tmp_path / "mine.txt").write_text("no picture")
    with widget.page.expect_file_chooser() as chooser:
        widget.get_by_role("button", name="Choose a picture").click()
    chooser.value.set_files(tmp_path / "mine.txt")
    expect(widget.get_by_role("alert")).to_contain_text("“mine.txt” is not a picture")
    assert canvas(picture(widget, "Your picture")).shape == (128, 256)
    widget.get_by_role("button", name="Copy link").click()
    assert len(widget.page.url) < 400 and "Your" not in widget.page.url
    assert json.dumps(widget.page.evaluate("localStorage.length")) == before
    widget.get_by_role("button", name="Back to the photograph").click()
    assert np.array_equal(canvas(picture(widget, "Photograph")), ImageFilter().photograph)


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
    assert abs(canvas(picture(widget, "Your picture")) - 50).max() <= 3
    widget.get_by_role("button", name="Use the camera").click()
    widget.get_by_role("button", name="Stop the camera").click()
    expect(widget.locator("video")).to_be_hidden()
    assert widget.page.evaluate(LIVE) == 0
    widget.get_by_role("button", name="Use the camera").click()
    expect(widget.locator("video")).to_be_visible()
    widget.evaluate("w => anywidgets.mount(w.closest('[data-model]'))")  # shown afresh
    widget.page.wait_for_function(f"{LIVE} === 0")


def test_a_camera_that_is_not_to_be_had(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    for outcome, says in {
        "NotAllowedError": "was not allowed",
        "NotFoundError": "no camera",
    }.items():
        widget.page.evaluate(CAMERA, outcome)
        widget.get_by_role("button", name="Use the camera").click()
        expect(widget.get_by_role("alert")).to_contain_text(says)
        expect(widget.locator("video")).to_be_hidden()
