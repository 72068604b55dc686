"""The bar of progress: live where someone watches, and no trace of it on a page."""

import sys

import nbformat
import pytest
from nbclient import NotebookClient

from cnnlib.training import fit
from tests.training.article import network

pytestmark = pytest.mark.usefixtures("one_thread")


def bar_of(capsys, digits, **options):
    fit(network(), *digits[:2], epochs=2, device="cpu", **options)
    out, err = capsys.readouterr()
    assert out == ""
    return err


def test_bar(capsys, digits, monkeypatch):
    assert bar_of(capsys, digits) == ""  # pytest is no terminal
    assert bar_of(capsys, digits, progress=False) == ""
    shown = bar_of(capsys, digits, progress=True)
    assert "epoch 2/2" in shown and "loss " in shown
    assert shown.split("\r")[-2].strip() == ""  # wiped at the end


def test_bar_by_default_in_terminals(capsys, digits, monkeypatch):
    monkeypatch.delenv("TQDM_DISABLE", raising=False)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert "epoch 2/2" in bar_of(capsys, digits)
    monkeypatch.setenv("TQDM_DISABLE", "1")
    assert bar_of(capsys, digits) == ""


TRAIN = """
import os, torch
from cnnlib.training import fit
model = torch.nn.Linear(2, 2)
history = fit(model, torch.zeros(64, 2), torch.arange(64) % 2, epochs=2)
"""


def test_bar_in_a_notebook(monkeypatch, tmp_path):
    """Live by default; and with TQDM_DISABLE, as the book is built, no trace on the page."""
    monkeypatch.delenv("TQDM_DISABLE", raising=False)
    sources = [TRAIN, "os.environ['TQDM_DISABLE'] = '1'" + TRAIN]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(s) for s in sources])
    NotebookClient(notebook, timeout=300, kernel_name="python3").execute(cwd=str(tmp_path))
    live, built = ([output.data for output in cell.outputs] for cell in notebook.cells)
    assert ["application/vnd.jupyter.widget-view+json" in view for view in live] == [True]
    assert built == []
