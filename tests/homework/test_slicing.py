"""Of a chapter, only what answers lean on is run."""

from homework.slicing import needed


def test_only_what_answers_lean_on_is_run() -> None:
    cells = ["import numpy as np\ntotal = 0", "for i in range(3):\n    total += i\nprint(total)"]
    cells += ["def f(x):\n    return x + total", "while True:\n    pass", "import torch"]
    chosen = needed(cells, ["y = f(1)"])
    assert [line.split()[0] for line in chosen] == ["total", "for", "def"]
