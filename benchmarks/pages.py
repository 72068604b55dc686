"""What a reader's first visit to each page weighs over the wire, gzipped as GitHub Pages does.

Needs a built book (`make book`) and Chromium.
"""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from programs.chromium import launch  # noqa: E402
from tests.browser.server import serving  # noqa: E402
from tests.browser.weight import KINDS, weighing  # noqa: E402

with serving(ROOT / "_build" / "html") as base, sync_playwright() as playwright:
    chromium = launch(playwright)
    print("| page | " + " | ".join(KINDS) + " | total |\n|" + " --- |" * (len(KINDS) + 2))
    for name in ("intro", "chapters/cross-correlation", "chapters/mnist-cnn"):
        page = chromium.new_context().new_page()
        weigh = weighing(page)
        page.goto(f"{base}{name}.html", wait_until="networkidle")
        weights = weigh()
        page.context.close()
        cells = [f"{weights[kind] / 1000:.0f}" for kind in KINDS]
        print(f"| {name} | {' | '.join(cells)} | {sum(weights.values()) / 1000:.0f} kB |")
    chromium.close()
