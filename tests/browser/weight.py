"""What a reader's first visit to a page weighs over the wire."""

from playwright.sync_api import Browser, Request

KINDS = ("document", "stylesheet", "script", "font", "image")


# As fast as a reader may scroll, and at the end the whole page has been on the screen.
TO_THE_END = """async () => {
  for (let y = 0; y < document.body.scrollHeight; y += innerHeight / 2) {
    scrollTo(0, y);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}"""


def weigh(browser: Browser, url: str, to_the_end: bool = False) -> dict[str, int]:
    """Load a page with an empty cache; return the bytes that came, by kind of file.

    `to_the_end` also counts the pictures that come as the reader scrolls.
    """
    weights = dict.fromkeys((*KINDS, "other"), 0)

    def add(request: Request) -> None:
        kind = request.resource_type if request.resource_type in KINDS else "other"
        sizes = request.sizes()
        weights[kind] += sizes["responseBodySize"] + sizes["responseHeadersSize"]

    context = browser.new_context()
    page = context.new_page()
    page.on("requestfinished", add)
    page.goto(url, wait_until="networkidle")
    if to_the_end:
        page.evaluate(TO_THE_END)
        page.wait_for_function(
            "[...document.images].every(i => i.complete || !i.checkVisibility())"
        )
    context.close()
    return weights
