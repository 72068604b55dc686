"""The built pages in Chromium: anywidgets live from http:// and file://, with no kernel."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.each_browser import each_browser
from tests.browser.fixtures import Visit
from tests.ext.gauges_book import make_book


@pytest.fixture(scope="module")
def html(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_book(tmp_path_factory.getbasetemp() / "gauges-book")


@pytest.fixture(params=["http", "file"])
def site(request: pytest.FixtureRequest, html: Path, serve: Callable[[Path], str]) -> str:
    return serve(html) if request.param == "http" else html.as_uri() + "/"


def counters(page: Page) -> list[str]:
    expect(page.locator(".counter")).to_have_count(4)
    return page.locator(".counter").all_inner_texts()


def probe(page: Page, body: str) -> object:
    """Run the body of a function with the probe's model at hand."""
    page.wait_for_function("window.probe")
    return page.evaluate(f"async () => {{ const model = window.probe; {body} }}")


@each_browser
def test_views_follow_their_model_and_its_links(site: str, visit: Callable[..., Visit]) -> None:
    seen = visit(site + "live.html")
    assert counters(seen.page) == ["first: 0", "first: 0", "linked: 0", "after: 0"]
    seen.page.locator(".counter").nth(1).click()
    assert counters(seen.page) == ["first: 1", "first: 1", "linked: 1", "after: 1"]
    seen.page.locator(".counter").nth(2).click()  # jslink works both ways
    assert counters(seen.page) == ["first: 2", "first: 2", "linked: 2", "after: 2"]
    seen.page.locator(".counter").nth(3).click()  # jsdlink works one way
    assert counters(seen.page) == ["first: 2", "first: 2", "linked: 2", "after: 3"]
    expect(seen.page.get_by_text("a local widget", exact=True)).to_be_visible()
    assert (seen.errors, seen.outside) == ([], [])


def test_each_module_is_fetched_and_run_once(site: str, visit: Callable[..., Visit]) -> None:
    seen = visit(site + "live.html")
    counters(seen.page)
    assert sum("gauges.Counter.js" in request for request in seen.requests) == 1
    assert seen.page.evaluate("tally") == {"modules": 1, "initialized": 3, "cleaned": 0}
    expect(seen.page.locator(".counter").first).to_have_css("color", "rgb(1, 2, 3)")
    sheets = "[...document.querySelectorAll('style')].map((style) => style.textContent)"
    assert sum(text.startswith(".counter {") for text in seen.page.evaluate(sheets)) == 1


@each_browser
def test_what_cannot_live_says_so_and_the_rest_lives(
    site: str, visit: Callable[..., Visit]
) -> None:
    seen = visit(site + "broken.html")
    expect(seen.page.get_by_role("button", name="alive: 0")).to_be_visible()
    sentences = seen.page.get_by_text("needs a running notebook").filter(visible=True)
    expect(sentences).to_have_count(4)  # three that throw, and a slider
    assert seen.page.locator(".anywidget:has(.counter) >> text=needs a running").is_hidden()
    assert len(seen.errors) == 3  # what was thrown can be read on the console
    assert seen.outside == []


def test_a_page_with_none_but_a_slider_is_silent(site: str, visit: Callable[..., Visit]) -> None:
    seen = visit(site + "slider.html")
    expect(seen.page.get_by_text("needs a running notebook")).to_be_visible()
    assert (seen.errors, seen.outside) == ([], [])
    assert not any("/anywidget/" in request for request in seen.requests)


@pytest.fixture
def live(html: Path, visit: Callable[..., Visit]) -> Page:
    return visit(html.as_uri() + "/live.html").page


def test_model_sets_and_tells(live: Page) -> None:
    log = """
        const log = [];
        model.on("change:a change:b", (m, value) => log.push([m === model, value, m.get("b")]));
        model.on("change", () => log.push("change"));
    """
    assert probe(live, log + "model.set({ a: 1, b: 2 }); return log") == [
        [True, 1, 2],
        [True, 2, 2],
        "change",
    ]
    body = "model.set('a', [1, { b: 2 }]); log.length = 0; model.set('a', [1, { b: 2 }]);"
    assert probe(live, log + body + "return log") == []
    assert probe(live, log + body + "model.set('a', [1, { b: 3 }]); return log.length") == 2


def test_model_forgets_listeners(live: Page) -> None:
    setup = """
        let [f, g, first] = [0, 0, 0];
        const [onF, onG] = [() => (f += 1), () => (g += 1)];
        model.on("change:x change:y", onF);
        model.on("change:x", onG);
        model.once("change:x change:y", () => (first += 1));
        const both = () => model.set({ x: Math.random(), y: Math.random() });
        both();
    """
    after = "both(); return [f, g, first]"
    assert probe(live, setup + after) == [4, 2, 2]
    assert probe(live, setup + "model.off('change:x', onF);" + after) == [3, 2, 2]
    assert probe(live, setup + "model.off('change:x');" + after) == [3, 1, 2]
    assert probe(live, setup + "model.off(null, onF);" + after) == [2, 2, 2]
    assert probe(live, setup + "model.off();" + after) == [2, 1, 2]


def test_model_has_bytes_text_and_references(live: Page) -> None:
    assert probe(live, "return model.get('data').text") == "</script><!--"
    bytes_of = (
        "const view = model.get('data').deep[0]; return [0, 1, 2].map((i) => view.getUint8(i))"
    )
    assert probe(live, bytes_of) == [1, 2, 255]
    child = "const child = await model.widget_manager.get_model(model.get('child'));"
    assert probe(live, child + "child.set('value', 40); child.save_changes()") is None
    assert counters(live) == ["first: 40", "first: 40", "linked: 40", "after: 40"]
    # What the probe takes away is its own: the counters still listen.
    assert probe(live, child + "child.off(); child.set('value', 41)") is None
    assert counters(live)[0] == "first: 41"
    missing = "return model.widget_manager.get_model('none').catch((error) => error.message)"
    assert "no model none" in probe(live, missing)


def test_a_view_mounted_anew_leaves_nothing_behind(live: Page) -> None:
    assert counters(live)[0] == "first: 0"
    again = (
        "for (let i = 0; i < 20; i++) await anywidgets.mount(document.querySelector('.anywidget'))"
    )
    live.evaluate(f"async () => {{ {again} }}")
    live.locator(".counter").first.click()
    assert counters(live) == ["first: 1", "first: 1", "linked: 1", "after: 1"]
    assert live.evaluate("tally") == {"modules": 1, "initialized": 3, "cleaned": 20}
    # A view that does not clean up after itself is cleaned up after.
    body = """
        let heard = 0;
        model.on("change:x", () => (heard += 1));
        await anywidgets.mount([...document.querySelectorAll(".anywidget")].at(-2));
        window.probe.set("x", 1);
        return [heard, window.probe === model];
    """
    assert probe(live, body) == [0, False]


def test_linked_models_that_disagree_come_to_rest(live: Page) -> None:
    body = """
        const places = document.querySelectorAll("[data-model]");
        const get = (place) => model.widget_manager.get_model(place.dataset.model);
        const [odd, even] = [await get(places[0]), await get(places[2])];
        odd.on("change:value", (m, value) => m.set("value", 2 * Math.floor(value / 2) + 1));
        even.on("change:value", (m, value) => m.set("value", 2 * Math.floor(value / 2)));
        odd.set("value", 5);
        return [odd.get("value"), even.get("value")];
    """
    assert probe(live, body) == [5, 4]


@pytest.mark.parametrize(("width", "rem"), [(1280, 11), (390, 22)])
def test_space_is_reserved_until_the_widget_stands(
    html: Path, visit: Callable[..., Visit], width: int, rem: int
) -> None:
    viewport = {"width": width, "height": 800}
    height = "document.querySelector('.anywidget').offsetHeight"
    url = html.as_uri() + "/live.html"
    seen = visit(url, viewport=viewport, block="**/anywidget/*.js*")
    assert seen.page.evaluate(height) == rem * 16
    standing = visit(url, viewport=viewport).page
    assert len(counters(standing)) == 4
    assert standing.evaluate(height) < 100


def test_a_module_that_never_comes_gives_the_sentence_and_the_picture(
    html: Path, visit: Callable[..., Visit]
) -> None:
    seen = visit(html.as_uri() + "/live.html", block="**/gauges.Counter.js*")
    place = seen.page.locator(".anywidget").first
    expect(place.get_by_text("needs a running notebook")).to_be_visible()
    expect(place.get_by_role("img", name="A counter at 0")).to_be_visible()


def test_without_javascript_the_picture_stands(html: Path, visit: Callable[..., Visit]) -> None:
    page = visit(html.as_uri() + "/live.html", java_script_enabled=False).page
    place = page.locator(".anywidget").first
    expect(place.get_by_role("img", name="A counter at 0")).to_be_visible()
    expect(place.locator("noscript p")).to_be_visible()
    expect(place.get_by_text("needs a running notebook")).to_be_hidden()
    assert place.bounding_box()["height"] < 150


def test_print_shows_the_picture(live: Page) -> None:
    assert len(counters(live)) == 4
    live.emulate_media(media="print")
    expect(live.locator(".counter").first).to_be_hidden()
    picture = live.get_by_role("img", name="A counter at 0").first
    expect(picture).to_be_visible()
    live.wait_for_function("document.querySelector('.anywidget img').naturalWidth === 80")
    expect(live.get_by_text("a local widget", exact=True)).to_be_visible()  # it has no picture
