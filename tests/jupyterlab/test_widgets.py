"""In a real JupyterLab the widgets' traits follow their pictures, and the pictures the traits."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Page, expect

import cnnlib.widgets
from tests.jupyterlab.lab import running_lab, wait_for_kernel

SLIDING = [
    "from cnnlib.widgets import SlidingKernel\nw = SlidingKernel()\nw",
    "print('SEEN', w.stride, w.step, w.kernel, w.output.tolist())",
    "w.kernel = [[1, 0], [0, 1]]\nw.padding = 1",
]
EVERY = [
    """import ipywidgets, cnnlib.widgets
turn = iter(cnnlib.widgets.__all__)

def state():
    return {name: getattr(w, name) for name in w.settings()}

def is_preset(index):
    same = type(w).preset(w.PRESETS[index]["name"])
    return all(getattr(same, name) == value for name, value in state().items())""",
    """w = getattr(cnnlib.widgets, next(turn))()
changes = []
w.observe(changes.append)
slider = ipywidgets.IntSlider(value=w.step, max=99, description="linked")
ipywidgets.jslink((slider, "value"), (w, "step"))
ipywidgets.VBox([slider, w])""",
    """names = {change.name for change in changes}
print('SEEN', w.step, is_preset(1), is_preset(2), {'title', 'step'} <= names)""",
    """with w.hold_sync():
    for name in w.settings():
        setattr(w, name, w.presets[2][name])""",
]
NOTEBOOKS = {"sliding": SLIDING, "every": EVERY}


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a JupyterLab that has the notebooks above."""
    folder: Path = tmp_path_factory.mktemp("lab")
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    for name, sources in NOTEBOOKS.items():
        cells = [nbformat.v4.new_code_cell(source) for source in sources]
        notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
        nbformat.write(notebook, folder / f"{name}.ipynb")
    with running_lab(folder) as url:
        yield url


@pytest.fixture
def notebook(lab: str, visit: Callable) -> Callable[[str], "Notebook"]:
    """Open a notebook of the lab, its kernel ready."""
    viewport = {"width": 1400, "height": 2400}
    return lambda name: Notebook(visit(f"{lab}lab/tree/{name}.ipynb?reset", viewport=viewport).page)


class Notebook:
    """An open notebook: run a cell, read what it printed."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.set_default_timeout(60_000)
        wait_for_kernel(page)
        self.cells = page.locator(".jp-Notebook .jp-CodeCell")

    def run(self, index: int) -> None:
        """Run a cell and wait for its number, which is new."""
        prompt = self.cells.nth(index).locator(".jp-InputPrompt")
        before = re.escape(prompt.inner_text())
        self.cells.nth(index).locator(".cm-content").click()
        self.page.keyboard.press("Control+Enter")
        expect(prompt).not_to_have_text(re.compile(rf"\*|^{before}$"), timeout=60_000)

    def seen(self, index: int) -> str:
        self.run(index)
        return self.cells.nth(index).locator(".jp-OutputArea-output").inner_text().strip()


def test_traits_move_both_ways(notebook: Callable[[str], Notebook]) -> None:
    book = notebook("sliding")
    page, run, seen = book.page, book.run, lambda: book.seen(1)
    run(0)
    widget = page.locator("[data-cnn-widget=SlidingKernel]")
    widget.wait_for()
    assert seen() == "SEEN 1 0 [[0, 1], [2, 3]] [[19.0, 25.0], [37.0, 43.0]]"

    # Front end to Python: a slider, an edited cell, and keys that Lab would take for its own.
    widget.get_by_role("gridcell").filter(has_text="8").first.click()
    page.keyboard.type("9")
    page.keyboard.press("Enter")
    widget.get_by_label("Step", exact=True).focus()
    page.keyboard.press("ArrowRight")
    assert book.cells.count() == len(SLIDING)  # `b` or an arrow would have acted on Lab's cells
    assert seen() == "SEEN 1 1 [[0, 1], [2, 3]] [[19.0, 25.0], [37.0, 46.0]]"
    widget.get_by_role("slider", name="Stride", exact=True).fill("2")
    assert seen() == "SEEN 2 0 [[0, 1], [2, 3]] [[19.0]]"

    # Python to front end.
    run(2)
    expect(widget.get_by_role("grid", name="Kernel")).to_contain_text("1001")
    expect(widget.locator("code")).to_contain_text("stride=2, padding=1")
    assert seen() == "SEEN 2 0 [[1, 0], [0, 1]] [[0.0, 2.0], [6.0, 13.0]]"


def test_every_widget_is_in_step_with_python_and_takes_links(
    notebook: Callable[[str], Notebook],
) -> None:
    book = notebook("every")
    book.run(0)
    for name in cnnlib.widgets.__all__:
        book.run(1)
        widget = book.page.locator(f"[data-cnn-widget={name}]")
        presets, scrub = widget.get_by_label("Preset"), widget.get_by_label("Step", exact=True)
        step = int(scrub.input_value())

        # Front end to Python: a preset, then a step by a stock slider that is linked in the page.
        presets.select_option(index=1)
        moved, step = step != int(scrub.input_value()), int(scrub.input_value())
        assert book.seen(2) == f"SEEN {step} True False {moved}", name
        handle = book.page.locator(".jp-OutputArea .noUi-handle")
        handle.focus()
        book.page.keyboard.press("ArrowLeft" if step else "ArrowRight")
        step += -1 if step else 1
        expect(scrub).to_have_value(str(step))
        assert book.seen(2) == f"SEEN {step} True False True", name

        # Python to front end.
        book.run(3)
        expect(presets).to_have_value("2")
        assert book.seen(2).split()[2:4] == ["False", "True"], name
