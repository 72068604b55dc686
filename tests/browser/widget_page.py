"""Opening a widget on a page of the built book, from the disk or over http."""

from __future__ import annotations

import os
import re
from base64 import b64decode
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Locator

from tests.places import BOOK

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


# For a test or two of each widget: only how its module comes to the page is not the same.
both_roads = pytest.mark.parametrize("open_widget", ["http", "file"], indirect=True)


@pytest.fixture
def open_widget(
    request: pytest.FixtureRequest, visit: Callable, serve: Callable
) -> Iterator[Callable[..., Locator]]:
    """Return ``open_widget("SlidingKernel", hash="", page=…, **options of the browser's context)``.

    It gives the element of the page's first such widget; unless told, of the widget's own page,
    from the disk. At the end the pages must have been quiet: no error on the console, no request
    to another host.
    """
    one = os.environ.get("WIDGET_PAGE")  # a page under development, with all widgets on it
    folder = Path(one).parent if one else BOOK
    assert folder.exists(), "there is no built book: run `make book` first"
    base = serve(folder) if getattr(request, "param", "file") == "http" else f"{folder.as_uri()}/"
    visits = []

    def start(widget: str, hash: str = "", page: str | None = None, **options: object) -> Locator:
        page = Path(one).name if one else page or page_of(widget)
        visits.append(visit(f"{base}{page}{hash}", **options))
        found = visits[-1].page.locator(f"[data-cnn-widget={widget}]").first
        found.wait_for()
        found.scroll_into_view_if_needed()
        return found

    yield start
    for seen in visits:
        assert not seen.errors and not seen.outside, (seen.errors, seen.outside)


def page_of(widget: str) -> str:
    """Return the page of a widget class: SlidingKernel has widgets/sliding-kernel.html."""
    return f"widgets/{re.sub('(?<!^)(?=[A-Z])', '-', widget).lower()}.html"


def grid(widget: Locator, name: str) -> Locator:
    """Return the first grid of a widget whose label begins so."""
    return widget.get_by_role("grid", name=re.compile(f"^{name}")).first


def numbers(widget: Locator, name: str) -> list[str]:
    """Return what stands in the cells of a grid."""
    return grid(widget, name).locator("[role=gridcell] > span").all_inner_texts()


def place_of(widget: Locator) -> int:
    """Return which widget of its page this is, from 1: the number in its links."""
    return widget.evaluate(
        "w => [...document.querySelectorAll('[data-model]')].indexOf(w.closest('[data-model]')) + 1"
    )


FOLLOW = """hash => new Promise((done) => {
  addEventListener("hashchange", () => setTimeout(done), { once: true });
  location.hash = hash;
})"""


def link(widget: Locator, state: str) -> Locator:
    """Follow a link to a state of the widget, and give the widget again."""
    name = widget.get_attribute("data-cnn-widget")
    widget.page.evaluate(FOLLOW, f"#{name}-{place_of(widget)}?{state}")
    return widget


def picture(widget: Locator, name: str) -> Locator:
    """Return the picture of a widget whose label begins so."""
    return widget.get_by_role("application", name=re.compile(f"^{name}"))


def canvas(picture: Locator, channel: int = 0) -> np.ndarray:
    """Return one channel of what a picture shows, red unless told: 0 where nothing is painted."""
    url = picture.locator("canvas").evaluate("canvas => canvas.toDataURL()")  # a PNG
    image = Image.open(BytesIO(b64decode(url.partition(",")[2]))).convert("RGBA")
    return np.array(image, dtype=int)[..., channel]
