"""Outputs are as new as the code that made them, and nothing is made anew for nothing."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from sphinx.errors import ConfigError

from _ext.execution.digest import digest

from .gauges_book import build, write_book, write_package


def test_no_build_is_stale_and_none_is_for_nothing(tmp_path: Path) -> None:
    book = tmp_path / "book"
    stamp = "import time\nprint('stamp', time.time_ns())"
    write_book(book, page=[f"{stamp}\nfrom gauges import Counter\nCounter()"], other=[stamp])
    page, other = book / "_build/html/page.html", book / "_build/html/other.html"
    script = book / "_build/html/_static/anywidget/gauges.Counter.js"

    def built() -> dict[str, str]:
        build(book)
        stamps = {file.stem: re.findall(r"stamp (\d+)", file.read_text()) for file in (page, other)}
        versions = re.search(r"Counter\.js\?v=(\w+)", page.read_text())[1]
        times = {f"{file.stem} written": file.stat().st_mtime_ns for file in (page, other)}
        return {**stamps, **times, "script": script.read_text(), "version": versions}

    def changed(old: dict[str, str], new: dict[str, str]) -> set[str]:
        return {key for key in old if old[key] != new[key]}

    first = built()
    again = built()
    assert changed(first, again) == set()
    assert len(again["page"]) == 1

    mjs = book / "gauges" / "counter.mjs"
    mjs.write_text(mjs.read_text().replace("button", "knob"))
    redrawn = built()
    assert changed(again, redrawn) == {"page written", "script", "version"}
    assert "knob" in redrawn["script"]

    init = book / "gauges" / "__init__.py"
    init.write_text(init.read_text() + "\n# changed\n")
    assert changed(redrawn, built()) == {"page", "page written", "other", "other written"}
    assert (book / "_build" / ".jupyter_cache" / "global.db").exists()


def test_what_the_notebooks_run_on(tmp_path: Path) -> None:
    write_package(tmp_path)
    paths: list[str] = ["gauges"]
    app = SimpleNamespace(srcdir=tmp_path, config=SimpleNamespace(execution_dependencies=paths))
    digests = [digest(app)]
    for name in ("counter.mjs", "counter.css", "__pycache__/a.pyc", ".hidden"):
        (tmp_path / "gauges" / "__pycache__").mkdir(exist_ok=True)
        (tmp_path / "gauges" / name).write_text("for browsers, or made by a program")
        assert digest(app) == digests[-1]
    for name in ("__init__.py", "counter.svg", "new.py", "data.npz"):
        (tmp_path / "gauges" / name).write_text("any code or data that an output may depend on")
        digests.append(digest(app))
    paths.append("gauges/counter.mjs")  # a file that is named counts whatever it is
    digests.append(digest(app))
    assert len(set(digests)) == 6
    paths.append("gaugs")
    with pytest.raises(ConfigError, match="there is no gaugs in"):
        digest(app)
