"""A book of notebooks with widgets of its own package, `gauges`, and how Sphinx builds it."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from textwrap import dedent

import nbformat

ROOT = Path(__file__).parents[2]

CONF = """
import sys

sys.path.insert(0, {root!r})
extensions = ["myst_nb", "_ext.live_widgets", "_ext.execution"]
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
    (folder / "conf.py").write_text(CONF.format(root=str(ROOT)))
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
