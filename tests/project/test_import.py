"""Importing cnnlib must stay light: NumPy and the standard library."""

import subprocess
import sys

HEAVY = ("torch", "pooch", "matplotlib", "anywidget", "ipywidgets", "scipy", "tqdm")


def test_import_leaves_the_heavy_packages_out():
    code = f"import sys, cnnlib; print([name for name in {HEAVY} if name in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_every_public_name_is_there_and_documented():
    import cnnlib

    for name in cnnlib.__all__:
        assert getattr(cnnlib, name).__doc__, name
