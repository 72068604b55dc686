"""What a reader's first visit to a page weighs over the wire."""

from playwright.sync_api import Browser, Request

KINDS = ("document", "stylesheet", "script", "font", "image")


def weigh(browser: Browser, url: str) -> dict[str, int]:
    """Load a page with an empty cache; return the bytes that came, by kind of file."""
    weights = dict.fromkeys((*KINDS, "other"), 0)

    def add(request: Request) -> None:
        kind = request.resource_type if request.resource_type in KINDS else "other"
        sizes = request.sizes()
        weights[kind] += sizes["responseBodySize"] + sizes["responseHeadersSize"]

    context = browser.new_context()
    page = context.new_page()
    page.on("requestfinished", add)
    page.goto(url, wait_until="networkidle")
    context.close()
    return weights
