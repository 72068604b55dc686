"""Playing, stopping and showing a widget again and again leaves nothing behind."""

from collections.abc import Callable

import pytest
from playwright.sync_api import CDPSession, Locator

import cnnlib.widgets

COUNT_TIMERS = """
window.timers = new Set();
const { setInterval: start, clearInterval: stop } = window;
window.setInterval = (...args) => { const id = start(...args); timers.add(id); return id; };
window.clearInterval = (id) => { timers.delete(id); stop(id); };
"""
TIMES = 20
PLAY_AND_STOP = """(w, times) => {
  for (let round = 0; round < times; round += 1) {
    w.querySelector(".cnn-play").click();
    w.querySelector(".cnn-play").click();
  }
}"""
SHOW_AGAIN = """async (w, times) => {
  const place = w.closest("[data-model]");
  for (let round = 0; round < times; round += 1) await window.anywidgets.mount(place);
}"""


def count(session: CDPSession) -> dict[str, float]:
    """Return how many listeners and nodes are alive after the garbage has gone."""
    session.send("HeapProfiler.collectGarbage")
    metrics = session.send("Performance.getMetrics")["metrics"]
    return {m["name"]: m["value"] for m in metrics if m["name"] in ("JSEventListeners", "Nodes")}


def grown(first: dict[str, float], second: dict[str, float]) -> bool:
    """Tell whether there is one more for every second time."""
    return any(second[kind] >= before + TIMES / 2 for kind, before in first.items())


@pytest.mark.parametrize("name", cnnlib.widgets.__all__)
def test_nothing_grows(open_widget: Callable[..., Locator], name: str) -> None:
    page = open_widget(name).page
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    page.evaluate(COUNT_TIMERS)

    def after(work: str) -> dict[str, float]:
        page.locator(f"[data-cnn-widget={name}]").first.evaluate(work, TIMES)
        page.wait_for_function("timers.size === 0")
        return count(session)

    for work in (PLAY_AND_STOP, SHOW_AGAIN):
        first, second = after(work), after(work)
        for _ in range(20):  # the browser may hold the last of many for a moment
            if grown(first, second):
                page.wait_for_timeout(100)
                second = count(session)
        assert not grown(first, second), (first, second)
