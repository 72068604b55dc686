"""The built pages: what _ext/anywidget_host.py and _ext/execution write, and when."""

from __future__ import annotations

import gzip
import json
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from textwrap import dedent
from types import SimpleNamespace

import nbformat
import pytest

EXT = Path(__file__).parents[1] / "_ext"

CONF = """
import sys

sys.path.insert(0, {ext!r})
extensions = ["myst_nb", "anywidget_host", "execution"]
execution_dependencies = ["gauges"]
nb_execution_mode = "cache"
nb_execution_raise_on_error = True
html_theme = "basic"
html_context = {{"default_mode": "auto"}}
html_favicon = "favicon.svg"
exclude_patterns = ["_build"]
"""
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="80" height="20"/>'
PACKAGE = """
import pathlib

import anywidget
import traitlets
from ipywidgets import Widget, widget_serialization

HERE = pathlib.Path(__file__).parent


class Counter(anywidget.AnyWidget):
    _esm = HERE / "counter.mjs"
    _css = HERE / "counter.css"
    _height = ("11rem", "22rem")
    label = traitlets.Unicode("counter").tag(sync=True)
    value = traitlets.Int(0).tag(sync=True)

    def __repr__(self):
        return f"A counter at {self.value}"

    def _repr_mimebundle_(self, **kwargs):
        data, metadata = super()._repr_mimebundle_(**kwargs)
        return {**data, "image/svg+xml": (HERE / "counter.svg").read_text()}, metadata


class Probe(anywidget.AnyWidget):
    _shared = {"esm": "const keep = (model) => { window.probe = model };", "css": ""}
    _esm = _shared["esm"] + "export default { render({ model }) { keep(model) } }"
    data = traitlets.Dict().tag(sync=True)
    child = traitlets.Instance(Widget).tag(sync=True, **widget_serialization)


class Broken(anywidget.AnyWidget):
    _esm = traitlets.Unicode().tag(sync=True)
"""

COUNTER_MJS = """
window.tally ||= { modules: 0, initialized: 0, cleaned: 0 };
window.tally.modules += 1;

export default () => ({
  initialize() {
    window.tally.initialized += 1;
  },
  render({ model, el }) {
    const button = el.appendChild(document.createElement("button"));
    button.className = "counter";
    const draw = () => (button.textContent = `${model.get("label")}: ${model.get("value")}`);
    const add = () => (model.set("value", model.get("value") + 1), model.save_changes());
    button.addEventListener("click", add);
    model.on("change:label change:value", draw);
    draw();
    return () => {
      model.off();
      window.tally.cleaned += 1;
    };
  },
});
"""

LIVE = [
    "from ipywidgets import IntSlider, jsdlink, jslink\nfrom gauges import Counter, Probe",
    "first = Counter(label='first')\nunseen = IntSlider()\nfirst",
    "first",
    "linked = Counter(label='linked', value=7)",
    "jslink((first, 'value'), (linked, 'value'))\nlinked",
    "after = Counter(label='after')\njsdlink((first, 'value'), (after, 'value'))\nafter",
    "Probe(child=first, data={'deep': [b'\\x01\\x02\\xff'], 'text': '</script><!--'})",
    """
    import anywidget

    class Local(anywidget.AnyWidget):
        _esm = "export function render({ el }) { el.textContent = 'a local widget' }"

    Local()
    """,
]
BROKEN = [
    "from ipywidgets import IntSlider\nfrom gauges import Broken, Counter",
    "Broken(_esm='export default { render() { throw Error(\"in render\") } }')",
    "Broken(_esm='export default { initialize() { throw Error(\"in initialize\") } }')",
    "Broken(_esm='export default {{{')",
    "Counter(label='alive')",
    ("IntSlider()", ["live-only"]),
]
SLIDER = [("from ipywidgets import IntSlider\nIntSlider()", ["live-only"])]


def write_notebook(file: Path, *cells: str | tuple[str, list[str]]) -> None:
    """Write a notebook of code cells, each given as its source or as its source and tags."""
    notebook = nbformat.v4.new_notebook()
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    notebook.cells.append(nbformat.v4.new_markdown_cell(f"# {file.stem}"))
    for number, cell in enumerate(cells):
        source, tags = (cell, []) if isinstance(cell, str) else cell
        code = nbformat.v4.new_code_cell(dedent(source).strip(), id=f"cell-{number}")
        code.metadata.tags = tags
        notebook.cells.append(code)
    nbformat.write(notebook, file)


def write_package(folder: Path) -> None:
    package = folder / "gauges"
    package.mkdir()
    (package / "__init__.py").write_text(PACKAGE)
    (package / "counter.mjs").write_text(COUNTER_MJS)
    (package / "counter.svg").write_text(PICTURE)
    (package / "counter.css").write_text(".counter { color: rgb(1, 2, 3) }")


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a program of this environment in `folder`, whose packages can be imported there."""
    env = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    program = Path(sys.executable).with_name(command[0])
    command = (str(program), *command[1:])
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=300)


def build(folder: Path, *options: str) -> str:
    """Build the book in `folder`, all warnings errors; return what Sphinx said."""
    done = run(folder, "sphinx-build", "-W", "--keep-going", *options, ".", "_build/html")
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def write_book(folder: Path, **notebooks: list[str | tuple[str, list[str]]]) -> None:
    """Write the sources of a book with a plain first page and the given notebooks."""
    folder.mkdir()
    write_package(folder)
    (folder / "conf.py").write_text(CONF.format(ext=str(EXT)))
    (folder / "favicon.svg").write_text(PICTURE)
    (folder / "index.md").write_text("# Plain\n\n```{toctree}\n:glob:\n**\n```\n")
    for name, cells in notebooks.items():
        write_notebook(folder / f"{name}.ipynb", *cells)


@cache
def make_book(folder: Path) -> Path:
    """Write and build the book that the browser reads, too; return the folder of its HTML."""
    write_book(folder, live=LIVE, broken=BROKEN, slider=SLIDER)
    build(folder, "-D", "html_theme=sphinx_book_theme")
    return folder / "_build" / "html"


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


def test_what_the_notebooks_run_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(EXT))
    from execution.digest import digest
    from sphinx.errors import ConfigError

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
