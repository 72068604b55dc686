"""The built pages: what _ext/live_widgets puts into them."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest

from .gauges_book import build, make_book, write_book, write_notebook


@pytest.fixture(scope="module")
def html(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_book(tmp_path_factory.getbasetemp() / "gauges-book")


def page_state(html: Path, page: str) -> dict:
    found = re.search(r'id="anywidget-state"[^>]*>(.*?)</script>', (html / page).read_text())
    return json.loads(found[1])


def places(html: Path, page: str) -> list[str]:
    """Return the HTML from the start of each widget's place on."""
    return re.split('<div class="anywidget(?!-)', (html / page).read_text())[1:]


def test_a_page_carries_the_state_that_its_views_reach(html: Path) -> None:
    state = page_state(html, "live.html")
    models = list(state["models"].values())
    classes = ["__main__.Local", *["gauges.Counter"] * 3, "gauges.Probe"]
    assert sorted(model["widget"] for model in models) == classes
    values = {m["state"]["label"]: m["state"]["value"] for m in models if "label" in m["state"]}
    assert values == {"first": 0, "linked": 7, "after": 0}
    traits = {trait for model in models for trait in model["state"]}
    assert traits == {"label", "value", "data", "child"}
    assert sorted(link[4] for link in state["links"]) == [False, True]


def test_module_text_stands_once_in_the_site(html: Path) -> None:
    files = [file for file in html.rglob("*") if file.suffix in {".html", ".js"}]
    mark = "window.tally.modules += 1"
    assert [file.name for file in files if mark in file.read_text()] == ["gauges.Counter.js"]
    (local,) = (m for m in page_state(html, "live.html")["models"].values() if "esm" in m)
    assert local["widget"] == "__main__.Local"  # a notebook's own class stays with the page


def test_a_page_loads_the_scripts_it_needs(html: Path) -> None:
    def scripts(page: str) -> list[str]:
        return re.findall(r"_static/anywidget/(.+?\.js)", (html / page).read_text())

    *own, shared = scripts("live.html")
    assert own == ["gauges.Counter.js", "gauges.Probe.js", "host.js"]
    folder = html / "_static" / "anywidget"
    assert "window.probe" in (folder / shared).read_text()
    assert "window.probe" not in (folder / "gauges.Probe.js").read_text()
    assert scripts("broken.html") == ["gauges.Counter.js", "host.js"]
    assert scripts("slider.html") == scripts("index.html") == []
    assert "anywidget" not in (html / "index.html").read_text()
    for page in html.glob("*.html"):
        assert not re.search("require(js|\\.min)|html-manager|embed-amd", page.read_text())


def test_the_host_is_small(html: Path) -> None:
    host = (html / "_static" / "anywidget" / "host.js").read_bytes()
    assert len(gzip.compress(host)) < 3072


def test_a_place_reserves_space_and_keeps_a_picture(html: Path) -> None:
    first, _, linked, _, probe, _ = places(html, "live.html")
    assert "--anywidget-height: 11rem; --anywidget-height-narrow: 22rem" in first
    assert re.search(r'<img alt="A counter at 0" loading="lazy" src="_images/\w+\.svg"', first)
    assert 'alt="A counter at 7"' in linked
    assert "<noscript><p" in first
    assert "--anywidget-height" not in probe.split(">")[0] and "<img" not in probe
    (slider,) = places(html, "slider.html")
    assert slider.startswith(' anywidget-failed">') and "data-model" not in slider.split(">")[0]


def test_what_cannot_live_is_a_warning_with_its_place(tmp_path: Path) -> None:
    write_book(tmp_path / "book", slider=["from ipywidgets import IntSlider", "IntSlider()"])
    nested = tmp_path / "book" / "nested"
    nested.mkdir()  # the kernel runs here and finds the module, the build does not
    (nested / "near.py").write_text("from gauges import Counter\nclass Near(Counter): pass")
    write_notebook(nested / "near.ipynb", "from near import Near\nNear()")

    with pytest.raises(AssertionError) as failure:
        build(tmp_path / "book")
    said = str(failure.value)
    assert re.search(r"slider\.ipynb:\d+: WARNING: cell 3 displays IntSliderModel, which", said)
    assert re.search(r"near\.ipynb:\d+: WARNING: cell 2 displays near\.Near, whose", said)
    build(tmp_path / "book", "-D", "suppress_warnings=anywidget.unsupported,anywidget.stale")
