"""DigitPad on the built page: drawn by mouse, finger and keys, its answers, the chase, links."""

import re
from base64 import b64encode
from collections.abc import Callable

import numpy as np
import pytest
import torch
from playwright.sync_api import Browser, Locator, expect

from cnnlib import load_mnist
from cnnlib.widgets.digit_pad.digit_pad import DigitPad
from cnnlib.widgets.digit_pad.presets import PRESETS
from cnnlib.widgets.digit_pad.weights import packed
from cnnlib.widgets.kit.script import script
from tests.browser.acts import choose
from tests.browser.widget_page import PHONE, both_roads, canvas, picture
from tests.widgets.digit_pad.cases import loaded
from tests.widgets.digit_pad.shapes import DIGITS, draw, touch

NAME = "DigitPad"
FREE = PRESETS[0]["question"]
SUM = re.compile(r"Logit of (\d): (\S+) = (\S+) for - (\S+) against ([+-]) (\S+) biases")


READ = """
async ({ source, weights, pictures }) => {
  const blob = new Blob([source], { type: "text/javascript" });
  const { forward, halves, weightsOf } = await import(URL.createObjectURL(blob));
  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const [w, all] = [weightsOf(halves(bytes(weights))), bytes(pictures)];
  return Array.from({ length: all.length / 784 }, (_, index) => {
    const picture = Float64Array.from(all.subarray(784 * index, 784 * index + 784), (v) => v / 255);
    const { logits } = forward(picture, w);
    return logits.indexOf(Math.max(...logits));
  });
}
"""


def answers(widget: Locator) -> Locator:
    return widget.get_by_role("group", name="Ten answers").get_by_role("button")


def plain(widget: Locator, place: str) -> list[str]:
    return [text.replace("−", "-") for text in widget.locator(place).all_inner_texts()]


def agrees(widget: Locator, pad: DigitPad) -> None:
    """Hold the picture, the logits and the sum of the step equal to what Python computes."""
    expect(widget.locator(".cnn-count")).to_have_text(f"{pad.step + 1} of 6")
    assert np.allclose(np.array(plain(widget, ".cnn-logit"), float), pad.output, atol=0.00501)
    shown = canvas(picture(widget, "What the network sees"))
    assert np.abs(shown - 12 - 243 * pad.picture).max() < 2
    said, digit = plain(widget, ".cnn-sum")[0], int(pad.output.argmax())
    if pad.step == 0:
        assert said.startswith(f"The network answers {digit}, with ")
        return
    part = pad.chase()[pad.step - 1]
    chosen, logit, speaks, against, sign, biases = SUM.fullmatch(said).groups()
    terms = [float(speaks), -float(against), float(sign + biases)]
    assert int(chosen) == (digit if pad.logit == "winner" else int(pad.logit))
    assert sum(terms) == pytest.approx(float(logit), abs=1e-9)  # as written
    values = part.values
    whole = [values[values > 0].sum(), values[values < 0].sum(), part.biases]
    assert np.allclose(terms, whole, atol=0.01)
    assert np.allclose([float(text) for text in plain(widget, ".cnn-ledger b")[:3]], terms)


def test_the_script_answers_as_torch_does(browser: Browser) -> None:
    """On a fifth of the test set, so the accuracy in the weights' file is the page's, too."""
    x = load_mnist().x_test[::5]
    texts = {"weights": packed(), "pictures": x.tobytes()}
    texts = {name: b64encode(content).decode() for name, content in texts.items()}
    page = browser.new_page()
    found = page.evaluate(READ, {"source": script("engine/network"), **texts})
    page.close()
    with torch.no_grad():
        theirs = loaded(np.frombuffer(packed(), "<f2"))(torch.tensor(x[:, None] / 255))
    assert found == theirs.argmax(1).tolist()


@both_roads
def test_a_digit_that_stands_there_makes_room(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    draw(widget, "1")
    expect(widget.locator(".cnn-sum")).to_contain_text("The network answers 1")
    expect(widget.locator(".cnn-pad")).to_have_accessible_name(re.compile("^Drawing pad: 1 stroke"))
    widget.get_by_role("button", name="Clear").click()
    agrees(widget, DigitPad(digit="none"))


def test_each_digit_drawn_by_mouse_is_recognised(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    for digit, strokes in DIGITS.items():
        draw(widget, digit)  # what stood there before makes room
        expect(widget.locator(".cnn-sum")).to_contain_text(f"The network answers {digit[0]}")
        name = re.compile(f"^Drawing pad: {len(strokes)} stroke")
        expect(widget.locator(".cnn-pad")).to_have_accessible_name(name)
        widget.get_by_role("button", name="Reset").click()


def test_a_digit_drawn_by_a_finger_is_recognised(open_widget: Callable) -> None:
    widget = open_widget(NAME, **PHONE)
    touch(widget, "2")
    expect(widget.locator(".cnn-sum")).to_contain_text("The network answers 2")
    pad = widget.get_by_role("application", name=re.compile("^Drawing pad"))
    expect(pad).to_have_accessible_name(re.compile("1 stroke"))  # the page did not scroll instead
    columns = [int(number) for number in link_of(widget)["strokes"].split(",")[::2]]
    assert min(columns) > 60  # the hand that rests at the left drew nothing


def test_centring_matters_and_strokes_can_be_undone(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    draw(widget, "6", size=0.4)
    expect(widget.locator(".cnn-sum")).to_contain_text("The network answers 6")
    widget.get_by_label("Centre it").uncheck()
    expect(widget.locator(".cnn-sum")).not_to_contain_text("The network answers 6")
    assert canvas(picture(widget, "What the network sees"))[14:].max() < 20  # above the middle
    draw(widget, "1")
    for left in (1, 0):
        widget.get_by_role("button", name="Undo").click()
        expect(widget.locator(".cnn-pad")).to_have_accessible_name(
            re.compile(("empty", "1 stroke")[left])
        )
    agrees(widget, DigitPad(digit="none", centred=False))


def test_ink_goes_on_top_of_a_test_digit(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    widget.get_by_role("button", name="Test digit 2, a 1").click()
    widget.get_by_label("Ink goes on top").check()
    draw(widget, "1")
    pad = widget.get_by_role("application", name=re.compile("^Drawing pad"))
    expect(pad).to_have_accessible_name(re.compile("test digit 2, drawn on"))
    strokes = [float(n) for n in link_of(widget)["strokes"].split(",")]
    agrees(widget, DigitPad(digit="2", strokes=strokes))


def link_of(widget: Locator) -> dict[str, str]:
    widget.get_by_role("button", name="Copy link").click()
    return dict(part.split("=") for part in widget.page.url.split("?")[-1].split("&"))


def test_keys_draw_choose_and_chase(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    pad = widget.get_by_role("application", name=re.compile("^Drawing pad"))
    pad.focus()
    for key in ["Shift+ArrowUp"] * 2 + ["Space"] + ["ArrowDown"] * 17 + ["Space", "ArrowLeft"]:
        widget.page.keyboard.press(key)
    line = np.ravel([[140, 60 + 10 * step] for step in range(18)])
    agrees(widget, DigitPad(digit="none", strokes=line))
    expect(widget.locator(".cnn-sum")).to_contain_text("The network answers 1")
    expect(pad).to_have_accessible_name("Drawing pad: 1 stroke. Pen up at row 24, column 14")
    pad.press("Backspace")
    agrees(widget, DigitPad(digit="none"))
    widget.get_by_role("button", name="Test digit 10, a 0").focus()
    for key in ("ArrowRight", "Enter"):
        widget.page.keyboard.press(key)
    agrees(widget, DigitPad(digit="2"))
    answers(widget).nth(4).press("Enter")
    agrees(widget, DigitPad(digit="2", logit="4", step=1))
    widget.get_by_role("button", name="Step forward").press("Enter")
    agrees(widget, DigitPad(digit="2", logit="4", step=2))
    says = re.compile("^Back through max pool 2. Logit of 4: 1.32 = .* for minus .* against")
    expect(widget.locator(".cnn-heard")).to_have_text(says)


def test_presets_and_every_step_of_the_chase(open_widget: Callable) -> None:
    widget = open_widget(NAME)
    for preset in PRESETS:
        choose(widget, preset["name"])
        expect(widget.locator(".cnn-title")).to_have_text(preset["question"])
        expect(widget.get_by_label("Preset").locator(":checked")).to_have_text(preset["name"])
        for step in range(6):
            widget.get_by_label("Step", exact=True).fill(str(step))
            pad = DigitPad.preset(preset["name"], step=step)
            agrees(widget, pad)
            runs_as_shown(widget, pad)


def runs_as_shown(widget: Locator, pad: DigitPad) -> None:
    """Each line of the code gives the number that stands beside it."""
    space = {"net": loaded(np.frombuffer(packed(), "<f2")), "torch": torch, "np": np, "pad": pad}
    space["x"] = torch.from_numpy(pad.picture)[None, None]
    told = 0
    for line in widget.locator("code").inner_text().splitlines():
        code, _, says = line.partition("   # ")
        if not says.startswith("is "):
            exec(code, space)
            continue
        number = float(says.split()[1].rstrip(",").replace("−", "-"))
        value = eval(code, space)
        value = value.item() if hasattr(value, "item") else value
        assert value == pytest.approx(number, rel=1e-3, abs=1e-3), line
        told += 1
    assert told >= 2
