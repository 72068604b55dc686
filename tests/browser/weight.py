"""What a reader's first visit to a page weighs over the wire."""

from collections.abc import Callable

from playwright.sync_api import Page, Request

KINDS = ("document", "stylesheet", "script", "font", "image")


def weighing(page: Page) -> Callable[[], dict[str, int]]:
    """Watch what comes to a page from now on; return what tells its bytes, by kind of file."""
    asked: list[Request] = []
    came: list[Request] = []
    page.on("request", lambda request: asked.append(request))
    page.on("requestfinished", lambda request: came.append(request))

    def weights() -> dict[str, int]:
        for _ in range(200):
            if len(came) == len(asked):
                break
            page.wait_for_timeout(50)
        assert len(came) == len(asked), {r.url for r in asked} - {r.url for r in came}
        total = dict.fromkeys((*KINDS, "other"), 0)
        for request in came:
            sizes = request.sizes()
            kind = request.resource_type if request.resource_type in KINDS else "other"
            total[kind] += sizes["responseBodySize"] + sizes["responseHeadersSize"]
        return total

    return weights
