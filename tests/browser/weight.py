"""What a reader's first visit to a page weighs over the wire."""

from playwright.sync_api import Page, Request

KINDS = ("document", "stylesheet", "script", "font", "image")


def weighing(page: Page) -> dict[str, int]:
    """Count the bytes that come to a page, by kind of file, from now on."""
    weights = dict.fromkeys((*KINDS, "other"), 0)

    def add(request: Request) -> None:
        kind = request.resource_type if request.resource_type in KINDS else "other"
        sizes = request.sizes()
        weights[kind] += sizes["responseBodySize"] + sizes["responseHeadersSize"]

    page.on("requestfinished", add)
    return weights
