"""Digits as strokes of a hand, on a pad 100 wide and high; a mouse and a finger that draw them."""

import numpy as np
from playwright.sync_api import Locator

Stroke = list[tuple[float, float]]


def arc(x: float, y: float, wide: float, high: float, start: float, end: float) -> Stroke:
    """Return a part of an ellipse, in degrees from the right, clockwise.

    Of few points: at each the network answers, and the page paints all its maps.
    """
    turn = np.radians(np.linspace(start, end, 12))
    return list(zip(x + wide * np.cos(turn), y + high * np.sin(turn), strict=True))


DIGITS: dict[str, list[Stroke]] = {
    "0": [arc(50, 50, 28, 40, -90, 270)],
    "1": [[(50, 10), (50, 90)]],
    "1 with a nose": [[(35, 28), (52, 10), (52, 90)]],
    "2": [[*arc(50, 32, 24, 22, 180, 390), (26, 90), (78, 90)]],
    "3": [[*arc(48, 30, 22, 20, 200, 450), *arc(48, 70, 25, 20, -90, 150)]],
    "4": [[(40, 10), (22, 58), (78, 58)], [(64, 30), (64, 92)]],
    "5": [[(72, 12), (34, 12), (32, 46), *arc(48, 64, 25, 24, -110, 150)]],
    "6": [[(64, 10), (40, 34), *arc(50, 66, 22, 23, 200, 560)]],
    "7": [[(22, 14), (78, 14), (44, 90)]],
    "7 with a bar": [[(22, 14), (78, 14), (44, 90)], [(34, 50), (72, 50)]],
    "8": [[*arc(50, 30, 19, 19, 90, 450), *arc(50, 70, 23, 21, -90, 270)]],
    "9": [[*arc(50, 32, 21, 22, 0, 360), (70, 34), (64, 90)]],
}


def on_page(widget: Locator, stroke: Stroke, size: float) -> list[tuple[float, float]]:
    widget.locator(".cnn-pad").scroll_into_view_if_needed()
    box = widget.locator(".cnn-pad").bounding_box()
    side = box["width"] / 100 * size
    return [(box["x"] + side * x, box["y"] + side * y) for x, y in stroke]


def draw(widget: Locator, digit: str, size: float = 1) -> None:
    """Draw with the mouse; at a size below 1, in the upper left corner."""
    mouse = widget.page.mouse
    for stroke in DIGITS[digit]:
        first, *others = on_page(widget, stroke, size)
        mouse.move(*first)
        mouse.down()
        for point in others:
            mouse.move(*point)
        mouse.up()


def touch(widget: Locator, digit: str) -> None:
    """Draw with a finger, as Chromium gets it from a touch screen."""
    session = widget.page.context.new_cdp_session(widget.page)

    def send(kind: str, *points: tuple[float, float]) -> None:
        where = [{"x": x, "y": y, "id": i} for i, (x, y) in enumerate(points)]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": where})

    for stroke in DIGITS[digit]:
        first, *others = on_page(widget, stroke, 1)
        send("touchStart", first)
        for point in others:
            send("touchMove", point)
        corner = on_page(widget, [(5, 95)], 1)[0]
        send("touchStart", others[-1], corner)  # the hand rests on the pad: nothing is drawn there
        send("touchMove", others[-1], (corner[0] + 30, corner[1]))
        send("touchEnd")
