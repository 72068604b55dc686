"""Notebooks run side by side before Sphinx reads a page: _ext/execution."""

from __future__ import annotations

import io
import os
import re
import signal
import subprocess
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from myst_nb.core.config import NbParserConfig
from myst_parser.config.main import MdParserConfig

from _ext.execution.progress import Progress
from _ext.execution.side_by_side import room
from _ext.execution.waiting import waiting
from tests.places import BIN, ROOT

CONF = f"""
import sys

sys.path.insert(0, {str(ROOT)!r})
extensions = ["myst_nb", "_ext.execution"]
nb_execution_mode = "cache"
nb_execution_timeout = 60
html_theme = "basic"
exclude_patterns = ["_build"]
"""
INDEX = "# Plain\n\n```{toctree}\n:glob:\n**\n```\n"
PAGE = """---
file_format: mystnb
kernelspec: {name: python3}
---
# Page

```{code-cell}
%s
```
"""
RAN = "open('ran.txt', 'a').write('{name} ')"  # so that no run goes unseen


def write(file: Path, *cells: str, tags: tuple[str, ...] = (), timeout: int = 60) -> None:
    """Write a notebook of code cells, each with these tags, as a notebook or a MyST page."""
    ran = RAN.format(name=file.stem)
    if file.suffix == ".md":
        file.write_text(PAGE % "\n".join([ran, *cells]))
        return
    notebook = nbformat.v4.new_notebook()
    notebook.metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    notebook.metadata.execution = {"timeout": timeout}
    notebook.cells = [nbformat.v4.new_markdown_cell(f"# {file.stem}")]
    for number, source in enumerate([ran, *cells]):
        cell = nbformat.v4.new_code_cell(source, id=f"cell-{number}", metadata={"tags": [*tags]})
        notebook.cells.append(cell)
    nbformat.write(notebook, file)


def start(book: Path) -> subprocess.Popen[str]:
    """Start a strict build of the book."""
    (book / "conf.py").write_text(CONF)
    (book / "index.md").write_text(INDEX)
    command = [BIN / "sphinx-build", "-W", "--keep-going"]
    env = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "NO_COLOR": "1"}
    return subprocess.Popen(
        [*command, ".", "_build/html"],
        cwd=book,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def build(book: Path) -> tuple[int, str, str]:
    """Build the book; return the exit status and what was said."""
    started = start(book)
    said = started.communicate(timeout=200)
    return started.returncode, *said


def waiting_in(book: Path, *pages: str) -> list[str]:
    """Return which of these notebooks have nothing in the cache of the book."""
    cache = str(book / "_build" / ".jupyter_cache")
    settings = NbParserConfig(execution_mode="cache", execution_cache_path=cache)
    found = {page: str(book / f"{page}.ipynb") for page in pages}
    env = SimpleNamespace(
        mystnb_config=settings, myst_config=MdParserConfig(), doc2path=found.__getitem__
    )
    return [notebook.page for notebook in waiting(env, pages)]


def ran(book: Path) -> list[str]:
    """Return which notebooks ran since this was asked last."""
    file = book / "ran.txt"
    names = sorted(file.read_text().split()) if file.exists() else []
    file.unlink(missing_ok=True)
    return names


def test_what_fails_is_named_and_only_that_runs_again(tmp_path: Path) -> None:
    write(tmp_path / "good.ipynb", "print('fine')\n1 / 0", tags=("raises-exception",))
    write(tmp_path / "page.md", "print('a page')")
    write(tmp_path / "wrong.ipynb", "print('before')", "assert 1 == 2, 'not two'", "print(3)")
    write(tmp_path / "long.ipynb", "import time\ntime.sleep(50)", timeout=1)
    write(tmp_path / "dies.ipynb", "import os\nos.abort()")
    write(tmp_path / "sub.md", "1 / 0")

    code, out, err = build(tmp_path)
    assert code == 1 and ran(tmp_path) == ["dies", "good", "long", "page", "sub", "wrong"]
    assert "reading sources" not in out  # the build ends here
    for said in (
        f"{tmp_path}/wrong.ipynb: code cell 3, 'cell-2'\n",
        f"{tmp_path}/long.ipynb: code cell 2, 'cell-1'\nA cell timed out",
        f"{tmp_path}/dies.ipynb: code cell 2, 'cell-1'\nKernel died",
        f"{tmp_path}/sub.md:8: the cell that begins here",
    ):
        assert said in err
    assert "not two" in err and "ZeroDivisionError" in err and "raises-exception" not in err

    write(tmp_path / "wrong.ipynb", "print('mended')")
    for name in ("long.ipynb", "dies.ipynb", "sub.md"):
        (tmp_path / name).unlink()
    code, out, err = build(tmp_path)
    assert code == 0, err
    assert ran(tmp_path) == ["wrong"] and "1/1 wrong 0:" in out
    assert "Executing notebook" not in out  # Sphinx has nothing left to run
    assert out.count("Using cached notebook") == 3
    assert "mended" in (tmp_path / "_build/html/wrong.html").read_text()

    kept = sorted((tmp_path / "_build/.jupyter_cache/executed").glob("*/base.ipynb"))
    assert len(kept) == 3 and waiting_in(tmp_path, "good", "wrong") == []
    for file in kept:
        file.write_text(file.read_text()[:200])  # the machine was switched off
    assert waiting_in(tmp_path, "good", "wrong") == ["good", "wrong"]  # most code first


@pytest.mark.skipif(room() < 2, reason="this machine has room for one kernel only")
def test_two_run_at_once_and_an_interrupted_build_keeps_what_is_done_and_no_kernel(
    tmp_path: Path,
) -> None:
    endless = "print(os.getpid(), file=open('pid', 'w'), flush=True)\ntime.sleep(100)"
    write(tmp_path / "slow.ipynb", "import os, time", endless)
    write(
        tmp_path / "done.ipynb",
        "import os, time",
        "while not os.path.exists('pid'): time.sleep(0.1)",
    )
    building = start(tmp_path)
    assert any("done 0:" in line for line in building.stdout)
    building.send_signal(signal.SIGINT)
    _, err = building.communicate(timeout=60)
    assert building.returncode != 0 and "Interrupted" in err and "Traceback" not in err
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)
    assert ran(tmp_path) == ["done", "slow"]
    assert waiting_in(tmp_path, "done", "slow") == ["slow"]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_one_line_on_a_terminal_and_a_line_each_elsewhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    terminal, log = Terminal(), io.StringIO()
    for out in (terminal, log):
        told = Progress(3, out)
        told.start("stride")
        told.start("padding")
        told.end("stride", 65.2, failed=False)
        told.end("padding", 3, failed=True)
        told.close()
    *drawn, last = terminal.getvalue().split("\r\x1b[K")[1:]
    assert "Notebooks: 1 of 3 in 0:00 · running: padding 0:00 · done: s" in drawn
    assert all(len(line) < 60 for line in drawn)
    assert [line for line in drawn if "\n" in line] == ["2/3 padding 0:03 failed\n"]
    assert re.fullmatch(r"Notebooks run: 2 in 0:00, 1 failed\..*\n", last)
    assert log.getvalue().splitlines()[:2] == ["1/3 stride 1:05", "2/3 padding 0:03 failed"]
