"""engine.mjs, run in Chromium, gives what cnnlib and torch give, refusals included."""

import numpy as np
import pytest
import torch
from playwright.sync_api import Browser

from cnnlib import conv2d, output_size
from cnnlib.widgets.script import FOLDER

CASES = 600
RUN = """
async ({ source, cases }) => {
  const engine = await import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
  return cases.map(({ x, w, options }) => {
    try { return engine.conv2d(x, w, options); } catch (error) { return error.name; }
  });
}
"""


def draw_cases(seed: int) -> list[dict]:
    """Inputs and kernels of all small shapes, whole and broken numbers, every option."""
    rng = np.random.default_rng(seed)

    def one_or_two(low: int, high: int) -> int | list[int]:
        pair = rng.integers(low, high, size=2).tolist()
        return pair if rng.random() < 0.5 else pair[0]

    def matrix(most: int) -> list[list[float]]:
        shape = rng.integers(1, most + 1, size=2)
        whole = rng.random() < 0.5
        return (rng.integers(-9, 10, shape) if whole else rng.normal(size=shape)).tolist()

    def options() -> dict:
        return {
            "stride": one_or_two(1, 5),
            "padding": one_or_two(0, 4),
            "dilation": one_or_two(1, 4),
        }

    return [{"x": matrix(9), "w": matrix(4), "options": options()} for _ in range(CASES)]


@pytest.fixture(scope="module")
def answers(browser: Browser) -> list[tuple[dict, list | str]]:
    cases = draw_cases(seed=2)
    source = (FOLDER / "engine.mjs").read_text(encoding="utf-8")
    page = browser.new_page()
    results = page.evaluate(RUN, {"source": source, "cases": cases})
    page.close()
    return list(zip(cases, results, strict=True))


def theirs(case: dict) -> np.ndarray | None:
    """torch's output, or None where torch refuses."""
    options = {k: tuple(v) if isinstance(v, list) else v for k, v in case["options"].items()}
    x, w = (torch.tensor(case[key], dtype=torch.float64)[None, None] for key in ("x", "w"))
    try:
        return torch.nn.functional.conv2d(x, w, **options)[0, 0].numpy()
    except RuntimeError:
        return None


def test_the_engine_equals_torch(answers: list) -> None:
    refused = 0
    for case, ours in answers:
        expected = theirs(case)
        if expected is None:
            refused += 1
            assert ours == "RangeError", case
        else:
            assert np.shape(ours) == expected.shape, case
            assert np.allclose(ours, expected, rtol=1e-13, atol=1e-12), case
    assert 20 < refused < CASES / 2  # both kinds were drawn


def test_the_engine_equals_cnnlib(answers: list) -> None:
    for case, ours in answers:
        x, w = (np.array(case[key], dtype=float) for key in ("x", "w"))
        try:
            expected = conv2d(x[None], w[None, None], **case["options"])[0]
        except ValueError:
            assert ours == "RangeError", case
            continue
        assert np.allclose(ours, expected, rtol=1e-13, atol=1e-12), case
        k, s, p, d = (
            case["options"].get(name, w.shape) for name in ("k", "stride", "padding", "dilation")
        )
        assert np.shape(ours) == tuple(np.atleast_1d(output_size(x.shape, k, s, p, d)))
