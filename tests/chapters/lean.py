"""Notebooks as they are committed: run from top to bottom, text outputs kept, nothing else stored.

`make lean` runs every chapter and writes it back in this form. nbval then has something to compare:
a notebook without outputs always passes.
"""

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

KEPT_TAGS = {"mystnb", "nbgrader", "tags"}


def lean(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Keep sources, execution counts and text; drop pictures, widgets and timings."""
    notebook = nbformat.from_dict(notebook)
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    for cell in notebook.cells:
        cell.metadata = {key: value for key, value in cell.metadata.items() if key in KEPT_TAGS}
        if cell.cell_type == "code":
            cell.outputs = merged(cell.outputs)
        for output in cell.get("outputs", []):
            if "data" in output:
                output.data = {"text/plain": output.data["text/plain"]}
                output.metadata = {}
    return notebook


def merged(outputs: list[nbformat.NotebookNode]) -> list[nbformat.NotebookNode]:
    """Join printed lines that came in several pieces, which depends on the moment."""
    joined: list[nbformat.NotebookNode] = []
    for output in outputs:
        last = joined[-1] if joined else {}
        if output.output_type == "stream" and last.get("name") == output.name:
            last.text += output.text
        else:
            joined.append(output)
    return joined


def run(path: Path) -> None:
    """Execute one notebook in a fresh kernel and write its lean form."""
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=900, resources={"metadata": {"path": path.parent}}).execute()
    text = nbformat.writes(lean(notebook), indent=1)
    nbformat.validate(nbformat.reads(text, as_version=4))
    path.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    for name in sys.argv[1:]:
        print(name)
        run(Path(name))
