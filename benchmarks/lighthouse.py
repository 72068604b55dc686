"""Lighthouse's mobile preset on the landing page and every chapter, held to limits.

The pages are served gzipped as GitHub Pages does; each is loaded three times, and the median
counts. Name pages to measure these alone: ``python benchmarks/lighthouse.py chapters/stride``.
Needs a built book, Chromium, and Lighthouse as package.json beside it pins it: `make lighthouse`.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from statistics import median

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from programs.chromium import find  # noqa: E402
from tests.browser.server import serving  # noqa: E402

RUNS = 3
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
AUDITS = {  # as Lighthouse names them -> title, format
    "largest-contentful-paint": ("LCP, ms", "{:.0f}"),
    "total-blocking-time": ("TBT, ms", "{:.0f}"),
    "cumulative-layout-shift": ("CLS", "{:.3f}"),
}
LISTED = re.findall(r"file: (chapters/\S+)", (ROOT / "_toc.yml").read_text(encoding="utf-8"))
COMMAND = [
    str(ROOT / "benchmarks" / "node_modules" / ".bin" / "lighthouse"),
    "--quiet",
    "--output=json",
    f"--only-categories={','.join(CATEGORIES)}",
    "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
]


def measure(url: str) -> dict[str, float]:
    """Load a page once and return its scores, 0 to 100, and its times and shift."""
    done = subprocess.run([*COMMAND, url], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"Lighthouse could not measure {url}:\n{done.stderr}")
    report = json.loads(done.stdout)
    scores = {name: 100 * (report["categories"][name]["score"] or 0) for name in CATEGORIES}
    return scores | {name: report["audits"][name]["numericValue"] for name in AUDITS}


def misses(page: str, found: dict[str, float]) -> list[str]:
    """Return what of a page is beyond its limit, as sentences."""
    least = dict.fromkeys(CATEGORIES, 100) | {"performance": 95 if page == "intro" else 90}
    said = [
        f"{page}: {name} is {found[name]:.1f}, it must be at least {limit}"
        for name, limit in least.items()
        if found[name] < limit
    ]
    if found["cumulative-layout-shift"] > 0.05:
        said.append(f"{page}: the layout shifts by {found['cumulative-layout-shift']:.3f} > 0.05")
    return said


def main(pages: list[str]) -> None:
    with sync_playwright() as playwright:
        os.environ["CHROME_PATH"] = find(playwright)
    titles = [*CATEGORIES, *(title for title, _ in AUDITS.values())]
    print(f"| page | {' | '.join(titles)} |\n|{' --- |' * (len(titles) + 1)}", flush=True)
    said = []
    with serving(ROOT / "_build" / "html") as base:
        for page in pages:
            runs = [measure(f"{base}{page}.html") for _ in range(RUNS)]
            found = {name: median(run[name] for run in runs) for name in runs[0]}
            cells = [f"{found[name]:.0f}" for name in CATEGORIES]
            cells += [form.format(found[name]) for name, (_, form) in AUDITS.items()]
            print(f"| {page} | {' | '.join(cells)} |", flush=True)
            said += misses(page, found)
    if said:
        sys.exit("\n".join(said))


if __name__ == "__main__":
    main(sys.argv[1:] or ["intro", *LISTED])
