"""The examples in docstrings of the homework are true."""

import doctest
import importlib

import pytest

MODULES = ("course", "export", "handout", "names", "results", "slicing", "inside.wire")


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings(name: str) -> None:
    found = doctest.testmod(importlib.import_module(f"homework.{name}"))
    assert found.attempted and not found.failed
