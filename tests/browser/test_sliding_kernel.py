"""The sliding kernel on the built pages: mouse, touch and keyboard, with no kernel behind it."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

ROOT = Path(__file__).parents[2]
BOOK = ROOT / "_build" / "html"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
PAGES = ["chapters/cross-correlation.html", "chapters/mnist-cnn.html"]


@pytest.fixture(params=["http", "file"])
def open_page(
    request: pytest.FixtureRequest, visit: Callable, serve: Callable
) -> Iterator[Callable]:
    """Open a built page from a web server or from the disk; at the end it must have been quiet."""
    assert (BOOK / "index.html").exists(), "there is no built book: run `make book` first"
    base = serve(BOOK) if request.param == "http" else f"{BOOK.as_uri()}/"
    visits = []

    def start(path: str, **options: object) -> Locator:
        visits.append(visit(base + path, **options))
        widget = visits[-1].page.locator("[data-cnn-widget=SlidingKernel]").first
        widget.wait_for()
        widget.scroll_into_view_if_needed()
        return widget

    yield start
    for seen in visits:
        assert not seen.errors and not seen.outside


def grid(widget: Locator, name: str) -> Locator:
    return widget.get_by_role("grid", name=re.compile(f"^{name}"))


def numbers(widget: Locator, name: str) -> list[str]:
    return grid(widget, name).locator("[role=gridcell] > span").all_inner_texts()


def test_mouse(open_page: Callable) -> None:
    widget = open_page(PAGES[0])
    assert numbers(widget, "Output") == ["19", "", "", ""]
    widget.get_by_role("button", name="Step forward").click()
    assert numbers(widget, "Output") == ["19", "25", "", ""]
    grid(widget, "Output").get_by_role("gridcell").nth(3).click()
    assert numbers(widget, "Output") == ["19", "25", "37", "43"]
    expect(widget.locator(".cnn-sum")).to_have_text("4·0 + 5·1 + 7·2 + 8·3 = 43")
    grid(widget, "Kernel").get_by_role("gridcell").first.click()
    widget.page.keyboard.type("-1")
    widget.page.keyboard.press("Enter")
    assert numbers(widget, "Output") == ["19", "24", "34", "39"]
    widget.get_by_label("Step", exact=True).fill("1")
    expect(widget.locator(".cnn-sum")).to_have_text("1·(−1) + 2·1 + 4·2 + 5·3 = 24")
    expect(widget.locator("code")).to_contain_text("(x[0:2, 1:3] * w).sum()   # y[0, 1] is 24")
    widget.get_by_role("button", name="Reset").click()
    assert numbers(widget, "Kernel") == ["0", "1", "2", "3"]


def test_dragging_the_frame(open_page: Callable) -> None:
    widget = open_page(PAGES[0])
    handle = widget.locator(".cnn-input .cnn-handle").bounding_box()
    cell = grid(widget, "Input").get_by_role("gridcell").first.bounding_box()
    mouse = widget.page.mouse
    x, y = handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + cell["width"], y + cell["height"], steps=5)
    mouse.up()
    expect(widget.locator(".cnn-count")).to_have_text("4 of 4")
    assert numbers(widget, "Output") == ["19", "25", "37", "43"]


@pytest.mark.parametrize("path", PAGES)
def test_touch_on_a_phone(open_page: Callable, path: str) -> None:
    widget = open_page(path, **PHONE)
    page = widget.page
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    steps = int(widget.locator(".cnn-count").inner_text().split(" of ")[1])
    widget.get_by_label("Step", exact=True).fill("0")
    for label in ("Step forward", "Step forward", "Step back"):
        widget.get_by_role("button", name=label).tap()
    expect(widget.locator(".cnn-count")).to_have_text(f"2 of {steps}")
    first = grid(widget, "Kernel").get_by_role("gridcell").first
    first.tap()
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    expect(first).to_have_text("7")
    expect(widget.locator(".cnn-count")).to_have_text(f"2 of {steps}")
    widget.get_by_role("slider", name="Padding").fill("4")
    assert page.evaluate("document.documentElement.scrollWidth") == 390


@pytest.mark.parametrize("path", PAGES)
def test_keyboard_alone(open_page: Callable, path: str) -> None:
    widget = open_page(path)
    page = widget.page
    press = page.keyboard.press
    widget.get_by_label("Step", exact=True).fill("0")
    widget.get_by_role("button", name="Predict").focus()
    press("Tab")  # the input: one stop for the whole matrix
    assert page.evaluate("document.activeElement.closest('[role=grid]').ariaLabel").startswith(
        "Input"
    )
    for key in ("ArrowRight", "ArrowDown"):
        press(key)
    assert page.evaluate(
        "[document.activeElement.dataset.r, document.activeElement.dataset.c]"
    ) == ["1", "1"]
    press("5")
    press("Escape")  # the old number stays
    before = numbers(widget, "Input")
    press("F2")
    page.keyboard.type("5")
    press("Enter")
    after = numbers(widget, "Input")
    changed = [i for i, (old, new) in enumerate(zip(before, after, strict=True)) if old != new]
    assert [after[i] for i in changed] == ["5"] and page.evaluate(
        "document.activeElement.role"
    ) == "gridcell"
    press("Tab")  # the kernel
    press("Tab")  # the output
    press("ArrowRight")
    press("Enter")
    expect(widget.locator(".cnn-count")).to_contain_text("2 of")


def test_stride_padding_and_impossible_settings(open_page: Callable) -> None:
    widget = open_page(PAGES[0])
    sliders = {
        name: widget.get_by_role("slider", name=name) for name in ("Stride", "Padding", "Dilation")
    }
    sliders["Padding"].fill("1")
    expect(widget.get_by_role("grid", name="Output, 4 by 4")).to_be_visible()
    expect(widget.locator(".cnn-views")).to_contain_text("⌊(3 + 2·1 − 2) / 1⌋ + 1 = 4")
    sliders["Stride"].fill("3")
    expect(widget.locator(".cnn-views")).to_contain_text("⌊(3 + 2·1 − 2) / 3⌋ + 1 = 2")
    expect(widget.locator("code")).to_contain_text("stride=3, padding=1")
    sliders["Padding"].fill("0")
    expect(widget.locator(".cnn-views")).to_contain_text("The floor drops the last row and column.")
    sliders["Dilation"].fill("3")
    expect(widget.locator(".cnn-problem")).to_contain_text(
        "The kernel spans 4 × 4 cells and does not fit into the 3 × 3 input"
    )
    sliders["Padding"].fill("1")
    expect(widget.locator(".cnn-problem")).to_have_count(0)


@pytest.mark.parametrize("typed", ["abc", "", "1e400", "<img src=x onerror=alert(1)>", "1000"])
def test_what_is_no_number_is_refused_and_the_old_one_stays(
    open_page: Callable, typed: str
) -> None:
    widget = open_page(PAGES[0])
    grid(widget, "Input").get_by_role("gridcell").first.click()
    box = widget.get_by_role("textbox", name=re.compile("New number"))
    box.fill(typed)
    box.press("Enter")
    assert numbers(widget, "Input") == list("012345678")
    expect(widget.get_by_role("alert")).not_to_be_empty()
    assert widget.locator("img").count() == 0


def test_play_runs_to_the_end_and_stops(open_page: Callable) -> None:
    widget = open_page(PAGES[0])
    widget.get_by_label("Speed").select_option("4")
    widget.get_by_role("button", name="Play").click()
    expect(widget.get_by_role("button", name="Pause")).to_be_visible()
    expect(widget.locator(".cnn-count")).to_have_text("4 of 4")
    expect(widget.get_by_role("button", name="Play")).to_be_visible()
    expect(widget.locator(".cnn-heard")).to_contain_text("Step 4 of 4")  # spoken when it stops


def test_predict_names_the_mistake_and_goes_on(open_page: Callable) -> None:
    widget = open_page(PAGES[0])
    widget.get_by_role("button", name="Predict").click()
    verdict, check = widget.locator(".cnn-verdict"), widget.get_by_role("button", name="Check")

    def size(rows: str, columns: str) -> None:
        widget.get_by_label("Rows of the output").fill(rows)
        widget.get_by_label("Columns of the output").fill(columns)
        check.click()

    assert grid(widget, "Output").count() == 0  # its size is the question
    size("2", "1")
    expect(verdict).to_contain_text("Not 1 column. That is one short. The first place counts too.")
    size("2", "2")
    expect(verdict).to_contain_text("Yes: 2 × 2")
    answer = widget.get_by_label("Your prediction")
    for wrong, why in [
        ("5", "the kernel is flipped"),
        ("8", "without the kernel’s factors"),
        ("1", "second row"),
    ]:
        answer.fill(wrong)
        answer.press("Enter")
        expect(verdict).to_contain_text(why)
    for right in ("19", "25", "37", "43"):
        answer.fill(right)
        answer.press("Enter")
        expect(verdict).to_contain_text(f"Yes: {right}")
    expect(verdict).to_contain_text("That was the last one.")
    assert numbers(widget, "Output") == ["19", "25", "37", "43"]
    assert widget.page.evaluate("document.activeElement !== document.body")
    widget.get_by_role("button", name="Reset").click()
    assert numbers(widget, "Output") == ["19", "", "", ""]


def test_an_answer_may_be_large_or_rounded(open_page: Callable) -> None:
    widget = open_page(f"{PAGES[0]}#SlidingKernel-1?input=99,1;1,1&kernel=11,1;1,1&predict=1")
    assert numbers(widget, "Input") == ["99", "1", "1", "1"]
    widget.get_by_role("button", name="Show me").click()
    widget.get_by_label("Your prediction").fill("1092")
    widget.get_by_role("button", name="Check").click()
    expect(widget.locator(".cnn-verdict")).to_contain_text("Yes: 1092.")
    assert numbers(widget, "Output") == ["1092"]
    thirds = f"{PAGES[0]}#SlidingKernel-1?input=2,2;2,2&kernel=0.111,0.111;0.111,0.112&predict=1"
    for answer, verdict in [("0.89", "Yes"), ("0.890", "Yes"), ("0.9", "Not"), ("0.888", "Not")]:
        widget = open_page(thirds)
        widget.get_by_role("button", name="Show me").click()
        widget.get_by_label("Your prediction").fill(answer)
        widget.get_by_role("button", name="Check").click()
        expect(widget.locator(".cnn-verdict")).to_contain_text(verdict)


def test_hovering_one_side_lights_up_the_other(open_page: Callable) -> None:
    widget = open_page(PAGES[0])
    grid(widget, "Input").get_by_role("gridcell").nth(4).hover()  # the middle: read from everywhere
    assert grid(widget, "Output").locator(".partner").count() == 4
    grid(widget, "Input").get_by_role("gridcell").first.hover()  # a corner: read once
    assert grid(widget, "Output").locator(".partner").count() == 1
    assert grid(widget, "Kernel").locator(".partner").count() == 1


def test_the_address_keeps_the_state(open_page: Callable) -> None:
    widget = open_page(PAGES[0])
    widget.get_by_role("slider", name="Stride").fill("2")
    widget.get_by_role("slider", name="Padding").fill("1")
    widget.get_by_role("button", name="Step forward").click()
    widget.get_by_role("button", name="Copy link").click()
    url = widget.page.url
    assert "#SlidingKernel-1?" in url
    again = widget.page.context.new_page()
    again.goto(url)
    linked = again.locator("[data-cnn-widget=SlidingKernel]").first
    expect(linked.locator("code")).to_contain_text("stride=2, padding=1")
    expect(linked.locator(".cnn-count")).to_have_text("2 of 4")


@pytest.mark.parametrize("place", [1, 2, 3, 4])
def test_a_link_changes_the_widget_that_it_names(open_page: Callable, place: int) -> None:
    widget = open_page(f"{PAGES[0]}#SlidingKernel-{place}?stride=3")
    page = widget.page
    for index, live in enumerate(page.locator("[data-cnn-widget]").all(), 1):
        stride = live.get_by_role("slider", name="Stride")
        expect(stride).to_have_value("3" if index == place else "1")


@pytest.mark.parametrize(
    "part", ["stride=99", "input=<script>", "kernel=1,2;3", "padding=%", "step=1,2"]
)
def test_a_bad_address_is_refused(open_page: Callable, part: str) -> None:
    widget = open_page(f"{PAGES[0]}#SlidingKernel-1?{part}")
    expect(widget.get_by_role("alert")).to_contain_text("the page’s own numbers stay")
    assert numbers(widget, "Input") == list("012345678")
