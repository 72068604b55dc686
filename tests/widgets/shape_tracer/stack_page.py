"""What the tests of the shape tracer look at."""

from playwright.sync_api import Locator

NAME = "ShapeTracer"


def layer(widget: Locator, index: int) -> Locator:
    return widget.locator("[role=option]").nth(index)


def outputs(widget: Locator) -> list[str]:
    """What stands in the column of outputs, the input first."""
    return [text for text in widget.locator(".cnn-shape").all_inner_texts() if text]


def choose(widget: Locator, preset: str, to_the_end: bool = True) -> None:
    widget.get_by_label("Preset").select_option(label=preset)
    step = widget.get_by_label("Step", exact=True)
    step.fill(step.get_attribute("max") if to_the_end else "0")


def stack(widget: Locator) -> Locator:
    return widget.get_by_role("textbox", name="Stack of layers")
