"""In a real JupyterLab the widget's traits follow its front end, and the front end its traits."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import expect

CELLS = [
    "from cnnlib.widgets import SlidingKernel\nw = SlidingKernel()\nw",
    "print('SEEN', w.stride, w.step, w.kernel, w.output.tolist())",
    "w.kernel = [[1, 0], [0, 1]]\nw.padding = 1",
]


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a JupyterLab of our own, with its settings in a folder of its own."""
    folder: Path = tmp_path_factory.mktemp("lab")
    cells = [nbformat.v4.new_code_cell(source) for source in CELLS]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    nbformat.write(notebook, folder / "traits.ipynb")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    homes = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    settings = {name: str(folder / "home" / name.lower()) for name in homes}
    options = ["--no-browser", "--allow-root", f"--port={port}", "--IdentityProvider.token="]
    with open(folder / "log", "w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *options, f"--ServerApp.root_dir={folder}"],
            env=os.environ | settings,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        url = f"http://127.0.0.1:{port}/"
        try:
            for _ in range(240):
                assert server.poll() is None, (folder / "log").read_text()[-2000:]
                try:
                    urllib.request.urlopen(f"{url}api", timeout=1)
                    break
                except OSError:
                    time.sleep(0.25)
            yield url
        finally:
            server.terminate()
            server.wait(20)


def test_traits_move_both_ways(lab: str, visit: Callable) -> None:
    page = visit(f"{lab}lab/tree/traits.ipynb?reset", viewport={"width": 1400, "height": 1600}).page
    page.set_default_timeout(60_000)
    status = page.locator("#jp-main-statusbar")
    expect(status).to_contain_text("Python 3 (ipykernel) | Idle", timeout=90_000)
    cells = page.locator(".jp-Notebook .jp-CodeCell")

    def run(index: int) -> None:
        cells.nth(index).locator(".cm-content").click()
        page.keyboard.press("Control+Enter")

    def seen() -> str:
        prompt = cells.nth(1).locator(".jp-InputPrompt")
        before = re.escape(prompt.inner_text())
        run(1)
        expect(prompt).not_to_have_text(re.compile(rf"\*|^{before}$"))  # it has a new number
        return cells.nth(1).locator(".jp-OutputArea-output").inner_text().strip()

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
    assert cells.count() == len(CELLS)  # `b` or an arrow would have acted on Lab's cells
    assert seen() == "SEEN 1 1 [[0, 1], [2, 3]] [[19.0, 25.0], [37.0, 46.0]]"
    widget.get_by_role("slider", name="Stride", exact=True).fill("2")
    assert seen() == "SEEN 2 0 [[0, 1], [2, 3]] [[19.0]]"

    # Python to front end.
    run(2)
    expect(widget.get_by_role("grid", name="Kernel")).to_contain_text("1001")
    expect(widget.locator("code")).to_contain_text("stride=2, padding=1")
    assert seen() == "SEEN 2 0 [[1, 0], [0, 1]] [[0.0, 2.0], [6.0, 13.0]]"
