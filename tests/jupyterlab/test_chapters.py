"""A real JupyterLab opens every chapter and runs it: no error, and no dead widget.

The environment is .venv/, which requirements.txt alone makes: a clean one in each run of the CI.
"""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser, Page, expect

import cnnlib.widgets
from tests.jupyterlab.lab import running_lab, wait_for_kernel
from tests.places import ROOT

CHAPTERS = sorted((ROOT / "chapters").glob("*.ipynb"))
ERRORS = """() => jupyterapp.shell.currentWidget.content.model.toJSON().cells
    .flatMap(cell => cell.outputs ?? [])
    .filter(output => output.output_type === "error")
    .map(output => `${output.ename}: ${output.evalue}`)"""
OPEN = """path => jupyterapp.commands.execute("docmanager:open", { path })
    .then(panel => panel.sessionContext.ready)"""
# Without asking whether to save it.
CLOSE = """jupyterapp.commands.execute("notebook:shutdown-kernel")
    .then(() => jupyterapp.shell.currentWidget.dispose())"""
BINDER = 2**30  # bytes, as JupyterHub counts 1G: for the server and the one kernel that is open
DEAD = re.compile("Error (displaying|creating|rendering)|Loading widget|model not found")


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Page]:
    """A JupyterLab that has a copy of the chapters, open in Chromium."""
    folder = tmp_path_factory.mktemp("chapters")
    for chapter in CHAPTERS:
        shutil.copy(chapter, folder)
    with running_lab(folder) as url:
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        page.set_default_timeout(60_000)
        page.goto(f"{url}lab")
        page.wait_for_function("window.jupyterapp?.restored.then(() => true)")
        yield page
        page.close()


def shown(chapter: Path) -> list[str]:
    """The widgets that a chapter displays, by their class, as its stored text outputs tell."""
    texts = (
        output.data["text/plain"]
        for cell in nbformat.read(chapter, as_version=4).cells
        for output in cell.get("outputs", [])
        if "data" in output
    )
    return [name for text in texts if (name := text.split("(")[0]) in cnnlib.widgets.__all__]


def family(pid: int | str) -> Iterator[int | str]:
    """A process, its children, theirs, and so on."""
    yield pid
    with suppress(OSError):
        for thread in Path(f"/proc/{pid}/task").glob("*/children"):
            for child in thread.read_text().split():
                yield from family(child)


def peak_memory() -> int:
    """The bytes that the Lab's server and its kernel have held at most."""
    found = 0
    for pid in family(os.getpid()):
        with suppress(OSError):  # those of the browser come and go
            command = Path(f"/proc/{pid}/cmdline").read_text().split("\0")
            if {"jupyterlab", "ipykernel_launcher"} & set(command):
                status = Path(f"/proc/{pid}/status").read_text()
                found += 1024 * int(re.search(r"VmHWM:\s+(\d+) kB", status)[1])
    return found


@pytest.fixture(params=CHAPTERS, ids=lambda path: path.stem)
def chapter(request: pytest.FixtureRequest, lab: Page) -> Iterator[Path]:
    """A chapter that stands alone in the Lab, its kernel ready."""
    lab.evaluate(OPEN, request.param.name)
    wait_for_kernel(lab)
    yield request.param
    lab.evaluate(CLOSE)


def test_run_all_ends_with_no_error_and_every_widget_drawn(chapter: Path, lab: Page) -> None:
    # The command behind Run > Run All Cells. It stops at an error, and ends when the last cell has.
    done = lab.evaluate("jupyterapp.commands.execute('notebook:run-all-cells')")

    assert lab.evaluate(ERRORS) == []
    assert done is not False
    book = lab.locator(".jp-Notebook")
    prompts = book.locator(".jp-CodeCell .jp-InputPrompt").all_inner_texts()
    assert prompts == [f"[{number}]:" for number in range(1, len(prompts) + 1)]

    views = book.locator(".jp-OutputArea-output [data-cnn-widget]")
    expected = shown(chapter)
    assert expected, "a chapter has a widget"
    expect(views).to_have_count(len(expected))
    assert views.evaluate_all("all => all.map(view => view.dataset.cnnWidget)") == expected
    assert min(views.evaluate_all("all => all.map(view => view.offsetHeight)")) > 100
    assert not DEAD.search(" ".join(book.locator(".jp-OutputArea").all_inner_texts()))
    assert 100_000_000 < peak_memory() < BINDER
