"""What a reader's first visit to each page weighs over the wire, gzipped as GitHub Pages does.

Needs a built book (`make book`) and Chromium.
"""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser.chromium import launch  # noqa: E402
from tests.browser.server import serving  # noqa: E402

KINDS = ("document", "stylesheet", "script", "font", "image")

with serving(ROOT / "_build" / "html") as base, sync_playwright() as playwright:
    chromium = launch(playwright)
    print("| page | " + " | ".join(KINDS) + " | total |\n|" + " --- |" * (len(KINDS) + 2))
    for name in ("intro", "chapters/cross-correlation", "chapters/mnist-cnn"):
        page = chromium.new_context().new_page()
        weights = dict.fromkeys((*KINDS, "other"), 0)

        def weigh(request, weights=weights):
            kind = request.resource_type if request.resource_type in KINDS else "other"
            sizes = request.sizes()
            weights[kind] += sizes["responseBodySize"] + sizes["responseHeadersSize"]

        page.on("requestfinished", weigh)
        page.goto(f"{base}{name}.html", wait_until="networkidle")
        total = sum(weights.values())
        cells = [f"{weights[kind] / 1000:.0f}" for kind in KINDS] + [f"{total / 1000:.0f} kB"]
        print(f"| {name} | " + " | ".join(cells) + " |")
        page.context.close()
    chromium.close()
