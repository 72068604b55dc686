"""Widgets on paper: a filmstrip under its question, or what is given where the page asks first."""

from __future__ import annotations

import json
from base64 import b64encode
from dataclasses import replace
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup, Tag
from PIL import Image, ImageChops

from cnnlib.teaching.animation import still
from cnnlib.teaching.frames import Frame
from cnnlib.widgets.kit.base import Widget
from editions.soup import add_class, first, parsed

DOTS = 150  # of a still picture, to the inch
TALL = 1.15  # the height of a filmstrip that still leaves room on its page, its width being 1


def print_strips(soup: BeautifulSoup, article: Tag, folder: Path) -> None:
    """Put its question above each widget's filmstrip; and what is given, if the page asks first."""
    saved = soup.find("script", id="anywidget-state")
    models = json.loads(str(saved.string))["models"] if saved else {}
    for place in article.select(".anywidget"):
        model = models.get(place.get("data-model"))
        strip = place.select_one(".anywidget-still")
        if not model or not strip:
            continue
        still_picture = first(strip, "img")
        with Image.open(folder / str(still_picture["src"])) as image:
            tall = image.height > TALL * image.width
        if tall:
            fewer = shorter(revived(model).frames())
            fewer["alt"] = still_picture["alt"]
            still_picture.replace_with(fewer)
        figure = parsed('<figure class="strip"></figure>')
        figure.append(caption(model["state"].get("title", "")))
        place.insert_before(figure)
        if model["state"].get("predict"):
            add_class(figure, "question")
            figure.append(givens(revived(model)))
            add_class(strip, "anywidget-answer")
            place.insert_before(strip)
        else:
            figure.append(strip)
        place.decompose()


def caption(title: str) -> Tag:
    line = parsed("<figcaption></figcaption>")
    line.string = title
    return line


def revived(model: dict[str, Any]) -> Widget:
    """Return the widget that a page saved."""
    module, _, name = model["widget"].rpartition(".")
    cls, state = getattr(import_module(module), name), model["state"]
    traits = {*cls.settings(), "step", "title"} & state.keys()
    return cls(**{trait: state[trait] for trait in traits})


def givens(widget: Widget) -> Tag:
    """Return what the reader needs to answer: matrices and kernels as a picture, settings in words.

    What follows the first = or → of a frame is the answer and is left out.
    """
    frames = widget.frames()
    shown: list[tuple[list, Frame]] = []  # each with its kernels
    begin = min(widget.step, len(frames) - 1)
    for frame in (frames[begin], *frames):
        panels = [replace(panel, lit=(), window=None) for panel in frame.panels[: known(frame)]]
        kernels = [panel.values for panel in panels if panel.kind == "kernel"]
        if kernels not in [have for have, _ in shown]:
            shown.append((kernels, Frame(panels, frame.signs[: len(panels) - 1])))
    given = parsed('<div class="given"></div>')
    image = picture([frame for _, frame in shown])
    image["alt"] = ", ".join(panel.name for _, frame in shown for panel in frame.panels)
    given.append(image)
    for name, value in unusual(widget).items():
        if isinstance(value, str) and "\n" in value:
            text = parsed("<pre></pre>")
            text.string = value
            given.append(text)
        elif not isinstance(value, list):
            words = parsed('<span class="setting"></span>')
            words.string = f"{name.replace('_', ' ')} {value}"
            given.append(words)
    return given


def shorter(frames: list[Frame]) -> Tag:
    """Return a filmstrip of fewer steps, as many as are not too tall for a page."""
    for count in (4, 3, 2):
        image = picture([frames[round(i * (len(frames) - 1) / (count - 1))] for i in range(count)])
        if float(str(image["height"])) <= TALL * float(str(image["width"])):
            break
    return image


def picture(frames: list[Frame]) -> Tag:
    """Return frames as an image of the size that they have on paper, without white round them."""
    drawn = Image.open(BytesIO(still(frames))).convert("RGB")
    drawn = drawn.crop(ImageChops.invert(drawn).getbbox())
    small = BytesIO()
    drawn.quantize(48).save(small, "png", optimize=True)
    width, height = (round(96 / DOTS * side) for side in drawn.size)
    data = b64encode(small.getvalue()).decode()
    return parsed(
        f'<img src="data:image/png;base64,{data}" width="{width}" height="{height}" alt="">'
    )


def known(frame: Frame) -> int:
    """Return how many panels stand before the first = or →."""
    return min(frame.signs.index(sign) + 1 for sign in "=→" if sign in frame.signs)


def unusual(widget: Widget) -> dict[str, Any]:
    """Return the settings that are not as they usually are."""
    usual = type(widget)()
    values = {name: getattr(widget, name) for name in widget.settings()}
    return {name: value for name, value in values.items() if value != getattr(usual, name)}
