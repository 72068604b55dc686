"""A real JupyterLab opens every chapter and runs it: no error, and no dead widget.

The environment is the clean one: `make test` runs in .venv/, which requirements.txt alone has made.
"""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import expect

import cnnlib.widgets
from tests.browser.lab import running_lab, wait_for_kernel

CHAPTERS = sorted((Path(__file__).parents[2] / "chapters").glob("*.ipynb"))
ERRORS = """() => jupyterapp.shell.currentWidget.content.model.toJSON().cells
    .flatMap(cell => cell.outputs ?? [])
    .filter(output => output.output_type === "error")
    .map(output => `${output.ename}: ${output.evalue}`)"""
DEAD = re.compile("Error (displaying|creating|rendering)|Loading widget|model not found")


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a JupyterLab that has a copy of the chapters."""
    folder = tmp_path_factory.mktemp("chapters")
    for chapter in CHAPTERS:
        shutil.copy(chapter, folder)
    with running_lab(folder) as url:
        yield url


def shown(chapter: Path) -> list[str]:
    """The widgets that a chapter displays, by their class, as its stored text outputs tell."""
    texts = (
        output.data["text/plain"]
        for cell in nbformat.read(chapter, as_version=4).cells
        for output in cell.get("outputs", [])
        if "data" in output
    )
    return [name for text in texts if (name := text.split("(")[0]) in cnnlib.widgets.__all__]


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_run_all_ends_with_no_error_and_every_widget_drawn(
    chapter: Path, lab: str, visit: Callable
) -> None:
    viewport = {"width": 1400, "height": 900}
    page = visit(f"{lab}lab/tree/{chapter.name}?reset", viewport=viewport).page
    page.set_default_timeout(60_000)
    wait_for_kernel(page)
    # The command behind Run > Run All Cells. It stops at an error, and ends when the last cell has.
    done = page.evaluate("jupyterapp.commands.execute('notebook:run-all-cells')")

    assert page.evaluate(ERRORS) == []
    assert done is not False
    book = page.locator(".jp-Notebook")
    prompts = book.locator(".jp-CodeCell .jp-InputPrompt").all_inner_texts()
    assert prompts == [f"[{number}]:" for number in range(1, len(prompts) + 1)]

    views = book.locator(".jp-OutputArea-output [data-cnn-widget]")
    expected = shown(chapter)
    assert expected, "a chapter has a widget"
    expect(views).to_have_count(len(expected))
    assert views.evaluate_all("all => all.map(view => view.dataset.cnnWidget)") == expected
    assert min(views.evaluate_all("all => all.map(view => view.offsetHeight)")) > 100
    assert not DEAD.search(" ".join(book.locator(".jp-OutputArea").all_inner_texts()))
    page.evaluate("jupyterapp.commands.execute('notebook:shutdown-kernel')")
