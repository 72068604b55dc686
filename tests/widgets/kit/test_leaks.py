"""Playing, stopping and showing a widget again and again leaves nothing behind."""

from collections.abc import Callable

import pytest
from playwright.sync_api import CDPSession, Locator, Page

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


def settled(page: Page, session: CDPSession) -> dict[str, float]:
    """Count until nothing more goes: the browser may hold the last of many for a moment."""
    counts = [count(session)]
    while len(counts) < 4 or counts[-1] != counts[-4]:
        assert len(counts) < 40, counts
        page.wait_for_timeout(60)
        counts.append(count(session))
    return counts[-1]


@pytest.mark.parametrize("name", cnnlib.widgets.__all__)
def test_nothing_grows(open_widget: Callable[..., Locator], name: str) -> None:
    page = open_widget(name).page
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    page.evaluate(COUNT_TIMERS)

    def after(work: str) -> dict[str, float]:
        page.locator(f"[data-cnn-widget={name}]").first.evaluate(work, TIMES)
        page.wait_for_function("timers.size === 0")
        return settled(page, session)

    for work in (PLAY_AND_STOP, SHOW_AGAIN):
        first, second = after(work), after(work)
        for kind, before in first.items():  # not even one for every second time
            assert second[kind] < before + TIMES / 2, (first, second)
