"""How light and fast the widgets are on the built pages.

Needs a built book (`make book`) and Chromium. Times are medians; the slow network is Chromium's own
throttle, 1.6 Mbit/s and 150 ms.
"""

import statistics
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from cnnlib.widgets.digit_pad.weights import packed  # noqa: E402
from cnnlib.widgets.kit.script import script  # noqa: E402
from programs.chromium import launch  # noqa: E402
from tests.browser.server import serving  # noqa: E402
from tests.browser.widget_page import page_of  # noqa: E402

SLOW = {"offline": False, "latency": 150, "downloadThroughput": 2e5, "uploadThroughput": 1e5}
FIRST = """
new MutationObserver((_, observer) => {
  if (!document.querySelector("[data-cnn-widget]")) return;
  observer.disconnect();
  requestAnimationFrame(() => setTimeout(() => { window.painted = performance.now(); }));
}).observe(document, { childList: true, subtree: true });
"""
STEPS = """
async (name) => {
  const widget = document.querySelector(`[data-cnn-widget=${name}]`);
  const forward = widget.querySelector("[aria-label='Step forward']");
  const scrub = widget.querySelector("input[aria-label=Step]");
  scrub.value = 0;
  scrub.dispatchEvent(new Event("input"));
  await new Promise(requestAnimationFrame);
  const times = [];
  for (let count = 0; count < 60 && forward.ariaDisabled !== "true"; count += 1) {
    const start = performance.now();
    forward.click();
    await new Promise(queueMicrotask); // the drawing is a microtask
    await new Promise(queueMicrotask);
    times.push(performance.now() - start);
    await new Promise(requestAnimationFrame);
  }
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)];
}
"""
FORWARD = """
async ({ source, weights }) => {
  const blob = new Blob([source], { type: "text/javascript" });
  const { forward, halves, weightsOf } = await import(URL.createObjectURL(blob));
  const w = weightsOf(halves(Uint8Array.from(weights)));
  const picture = Float64Array.from({ length: 784 }, (_, index) => (index % 29) / 29);
  const times = Array.from({ length: 60 }, () => { // ten at a time: the clock has steps of 0.1 ms
    const start = performance.now();
    for (let count = 0; count < 10; count += 1) forward(picture, w);
    return (performance.now() - start) / 10;
  });
  return times.sort((a, b) => a - b)[30];
}
"""
REDRAW = """
async (links) => {
  const times = [];
  for (const link of links) {
    history.replaceState(null, "", link);
    const start = performance.now();
    dispatchEvent(new Event("hashchange"));
    await new Promise(queueMicrotask); // the drawing is a microtask
    await new Promise(queueMicrotask);
    times.push(performance.now() - start);
    await new Promise(requestAnimationFrame);
  }
  return times.slice(4).sort((a, b) => a - b)[Math.floor((times.length - 4) / 2)];
}
"""


def matrix(rows: int, columns: int, more: int = 0) -> str:
    """Return a matrix of small whole numbers as a link writes it."""
    return ";".join(
        ",".join(str((r * 5 + c * c + more) % 9) for c in range(columns)) for r in range(rows)
    )


LARGE = {  # what the largest case of each widget is
    "SlidingVector": "signal=" + matrix(1, 12),
    "SlidingKernel": "input=" + matrix(12, 12),
    "ImageFilter": "",
    "ChannelStack": "input=" + "|".join(matrix(6, 6, c) for c in range(3)),
    "PoolingWindow": "input=" + matrix(12, 12),
    "ShapeTracer": "",
    "GradientSlide": f"input={matrix(12, 12)}&gradient={matrix(11, 11)}",
    "ShiftLab": "",
    "DigitPad": "",
}


def row(what: str, value: float, unit: str, limit: float | None = None) -> None:
    """Print one line of the table."""
    verdict = "" if limit is None else "ok" if value <= limit else "**over**"
    print(f"| {what} | {value:.3g} {unit} | {limit or ''} | {verdict} |", flush=True)


def first_paint(browser: Browser, address: str, slow: bool) -> float:
    """Return the seconds from navigation to the first widget on the screen, median of five."""
    times = []
    for _ in range(5):
        page = browser.new_context().new_page()
        if slow:
            page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", SLOW)
        page.add_init_script(FIRST)
        page.goto(address, wait_until="commit")
        times.append(page.wait_for_function("window.painted", timeout=60_000).json_value() / 1000)
        page.context.close()
    return statistics.median(times)


def code_weight(page: Page, address: str) -> float:
    """Return the kilobytes of widget scripts that a page fetches, gzipped."""
    sizes = []
    page.on(
        "requestfinished",
        lambda r: "/anywidget/" in r.url and sizes.append(r.sizes()["responseBodySize"]),
    )
    page.goto(address, wait_until="networkidle")
    return sum(sizes) / 1000


def main() -> None:
    print("| | | at most | |\n| --- | ---: | ---: | --- |")
    with serving(ROOT / "_build" / "html") as base, sync_playwright() as playwright:
        browser = launch(playwright)
        pages = [
            "intro",
            *(page_of(name).removesuffix(".html") for name in LARGE),
            *(f"chapters/{p.stem}" for p in sorted((ROOT / "chapters").glob("*.ipynb"))),
        ]
        for name in pages:
            weight = code_weight(browser.new_page(), f"{base}{name}.html")
            row(f"widget code of {name}, gzipped", weight, "kB", 60)
        for name in ("intro", "chapters/cross-correlation"):
            row(
                f"first widget of {name}",
                first_paint(browser, f"{base}{name}.html", False),
                "s",
                1.0,
            )
            slow = first_paint(browser, f"{base}{name}.html", True)
            row(f"first widget of {name}, 1.6 Mbit/s and 150 ms", slow, "s", 2.0)
        for name, state in LARGE.items():
            page = browser.new_page()
            page.goto(f"{base}{page_of(name)}#{name}-1?{state}", wait_until="networkidle")
            limit = None if name == "DigitPad" else 4  # it draws 49 maps, others a small matrix
            row(f"a step of {name}, script only", page.evaluate(STEPS, name), "ms", limit)
        network = {"source": script("engine/network"), "weights": list(packed())}
        row("DigitPad's network reads a digit", page.evaluate(FORWARD, network), "ms", 1)
        page.goto(f"{base}{page_of('ImageFilter')}", wait_until="networkidle")
        for side in (3, 5, 7):
            links = [f"#ImageFilter-1?kernel={matrix(side, side, i)}&divisor=99" for i in range(24)]
            redraw = page.evaluate(REDRAW, links)
            row(f"ImageFilter draws its 256x256 picture, {side}x{side}", redraw, "ms", 16)
        browser.close()


if __name__ == "__main__":
    main()
