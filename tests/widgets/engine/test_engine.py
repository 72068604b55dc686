"""The widgets' arithmetic, run in Chromium, gives what torch gives, refusals included."""

import importlib
import json

import numpy as np
import pytest
from playwright.sync_api import Browser

from cnnlib.widgets.kit.script import script
from tests.places import ROOT

MODULES = sorted(  # "engine.cases", "digit_pad.ink_cases" and so on
    ".".join(file.relative_to(ROOT / "tests" / "widgets").with_suffix("").parts)
    for file in (ROOT / "tests" / "widgets").glob("*/*cases.py")
)
RUN = """
async ({ source, cases }) => {
  const module = await import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
  const results = JSON.parse(cases).map(({ call, args }) => {
    try { return module[call](...args); } catch (error) { return { thrown: error.name }; }
  });
  return JSON.stringify(results, (key, value) => {
    if (ArrayBuffer.isView(value)) return Array.from(value);
    return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
  });
}
"""


def run(browser: Browser, module: str, cases: list[dict]) -> list:
    """Return what the functions of one .mjs file give, an error as {"thrown": its name}.

    Cases and results go as JSON: Playwright takes six times as long over lists. NaN and
    Infinity come as text.
    """
    page = browser.new_page()
    try:
        given = {"source": script(module), "cases": json.dumps(cases)}
        return json.loads(page.evaluate(RUN, given))
    finally:
        page.close()


def answers(browser: Browser, modules: str | dict[str, str], cases: list[dict]) -> list[tuple]:
    """Pair the cases with what their functions give; a dict says which file each is in."""
    if isinstance(modules, str):
        return list(zip(cases, run(browser, modules, cases), strict=True))
    pairs = []
    for call, module in modules.items():
        own = [case for case in cases if case["call"] == call]
        pairs += zip(own, run(browser, module, own), strict=True)
    assert len(pairs) == len(cases)
    return pairs


def agree(ours: object, torchs: object) -> bool:
    """Tell whether numbers, or lists and tuples of arrays, are equal in shape and value."""
    if isinstance(torchs, dict):
        return ours.keys() == torchs.keys() and all(agree(ours[k], torchs[k]) for k in torchs)
    if isinstance(torchs, tuple):
        return len(ours) == len(torchs) and all(map(agree, ours, torchs))
    ours, torchs = np.asarray(ours, dtype=float), np.asarray(torchs, dtype=float)
    return ours.shape == torchs.shape and np.allclose(
        ours, torchs, rtol=1e-12, atol=1e-12, equal_nan=True
    )


@pytest.mark.parametrize("name", MODULES)
def test_the_front_end_equals_torch(browser: Browser, name: str) -> None:
    module = importlib.import_module(f"tests.widgets.{name}")
    rng = np.random.default_rng(2)
    cases = [module.draw(rng) for _ in range(module.COUNT)]
    refused = 0
    for case, ours in answers(browser, module.MODULE, cases):
        torchs = module.expected(case)
        if torchs is None:
            refused += 1
            assert ours == {"thrown": "RangeError"}, case
        else:
            assert agree(ours, torchs), (case, ours, torchs)
    assert refused < module.COUNT / 2  # most cases say something about values


def test_the_page_says_how_many_cases_agree() -> None:
    count = sum(importlib.import_module(f"tests.widgets.{name}").COUNT for name in MODULES)
    assert count >= 5000
    page = (ROOT / "widgets.md").read_text(encoding="utf-8")
    assert f"{count:,} generated cases" in page
