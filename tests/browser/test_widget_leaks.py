"""Playing, stopping and showing a widget again a hundred times leaves nothing behind."""

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
PLAY_AND_STOP = """(w) => {
  for (let round = 0; round < 100; round += 1) {
    w.querySelector(".cnn-play").click();
    w.querySelector(".cnn-play").click();
  }
}"""
SHOW_AGAIN = """async (w) => {
  const place = w.closest("[data-model]");
  for (let round = 0; round < 100; round += 1) await window.anywidgets.mount(place);
}"""


def count(session: CDPSession) -> dict[str, float]:
    """Return how many listeners and nodes are alive after the garbage has gone."""
    session.send("HeapProfiler.collectGarbage")
    metrics = session.send("Performance.getMetrics")["metrics"]
    return {m["name"]: m["value"] for m in metrics if m["name"] in ("JSEventListeners", "Nodes")}


@pytest.mark.parametrize("name", cnnlib.widgets.__all__)
@pytest.mark.parametrize("work", [PLAY_AND_STOP, SHOW_AGAIN], ids=["play", "show"])
def test_nothing_grows(open_widget: Callable[..., Locator], name: str, work: str) -> None:
    widget = open_widget(name)
    page = widget.page
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    page.evaluate(COUNT_TIMERS)

    def after_work() -> dict[str, float]:
        page.locator(f"[data-cnn-widget={name}]").first.evaluate(work)
        page.wait_for_function("timers.size === 0")
        return count(session)

    first, second = after_work(), after_work()
    assert second["JSEventListeners"] <= first["JSEventListeners"] + 5, (first, second)
    assert second["Nodes"] <= first["Nodes"] + 200, (first, second)
