"""Questions of size: the formula shown before gives the answer; mistakes named are possible."""

import json
import re
from collections.abc import Iterator
from itertools import product
from math import ceil, floor
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser

from cnnlib.widgets import GradientSlide, PoolingWindow, ShapeTracer, SlidingKernel, SlidingVector
from cnnlib.widgets.kit.script import script
from tests.widgets.gradient_slide import cases as gradient_slide
from tests.widgets.pooling_window import cases as pooling_window
from tests.widgets.sliding_kernel import cases as sliding_kernel

MODULES = [
    *["engine/scenes", "kit/views", "kit/mistakes"],
    *["sliding_kernel/stamp_views", "sliding_kernel/stamp_questions"],
    *["engine/pooling", "pooling_window/views", "pooling_window/questions"],
    *["engine/vectors", "sliding_vector/views", "sliding_vector/mistakes"],
    *["engine/gradients", "gradient_slide/views", "gradient_slide/questions"],
    *["engine/shapes/stack", "engine/shapes/trace"],
    *["shape_tracer/views", "shape_tracer/questions"],
]
ASK = (Path(__file__).parent / "size_questions.js").read_text(encoding="utf-8")
WIDGETS = [SlidingKernel, PoolingWindow, SlidingVector, GradientSlide, ShapeTracer]


def zeros(rows: int, columns: int) -> list[list[int]]:
    return [[0] * columns] * rows


def generated() -> Iterator[tuple[str, dict]]:
    """Give the presets of each widget, a grid of n, k, s, p, d, and what test_engine draws."""
    for widget in WIDGETS:
        for preset in widget.PRESETS:
            made = widget.preset(preset["name"])
            yield widget.__name__, {name: getattr(made, name) for name in widget.settings()}
    grid = product((1, 4, 7, 9, 12), (1, 2, 3, 5), (1, 2, 3, 4), (0, 1, 2, "same"), (1, 2, 3))
    for n, k, s, p, d in grid:
        window = {"stride": s, "padding": p, "dilation": d}
        for operation in ("correlation", "transposed"):
            traits = {"operation": operation, "padding_mode": "zeros", "output_padding": d - 1}
            state = {"input": zeros(n, 13 - n), "kernel": zeros(k, k)} | window | traits
            yield "SlidingKernel", state
        call = f"{k}, stride={s}, padding={json.dumps(p)}, dilation={d}"
        for layer in (f"Conv2d(1, 1, {call})", f"ConvTranspose2d(1, 1, {call})"):
            yield "ShapeTracer", {"stack": f"nn.{layer}", "input_shape": [1, n, 13 - n]}
        pooling = {"kind": "max", "kernel_size": k, "input": zeros(n, 13 - n)} | window
        for up in (False, True) if p != "same" else ():
            yield "PoolingWindow", pooling | {"ceil_mode": up}
            layer = f"nn.MaxPool2d({call}, ceil_mode={up})"
            yield "ShapeTracer", {"stack": layer, "input_shape": [1, n, 13 - n]}
    rng = np.random.default_rng(3)
    for widget, drawn in (
        ("SlidingKernel", sliding_kernel),
        ("PoolingWindow", pooling_window),
        ("GradientSlide", gradient_slide),
    ):
        for args in (drawn.draw(rng)["args"] for _ in range(600)):
            if isinstance(args[0], dict):
                yield widget, args[0]
    for n, k, mode in product(range(1, 13), range(1, 13), ("valid", "same", "full")):
        for operation in ("correlation", "convolution"):
            yield (
                "SlidingVector",
                {"signal": [0] * n, "kernel": [0] * k, "mode": mode, "operation": operation},
            )


@pytest.fixture(scope="module")
def asked(browser: Browser) -> list[tuple[str, dict, dict]]:
    """Ask for each size: (widget, state, {view, whole, axes}), impossible settings left out."""
    cases = list(generated())
    page = browser.new_page()
    given = {"sources": [script(stem) for stem in MODULES], "cases": json.dumps(cases)}
    answers = json.loads(page.evaluate(ASK, given))
    page.close()
    found = [
        (*case, question)
        for case, questions in zip(cases, answers, strict=True)
        for question in questions
        if question
    ]
    assert len(found) > len(cases) / 2
    return found


def value(view: str, axis: dict) -> float:
    """Work a formula out that is shown in letters, with the numbers of one axis."""
    shown, _, note = view.replace("|", "").partition(" = ?")
    for sign, python in {
        **{"·": "*", "−": "-", "⌊": "floor(", "⌈": "ceil(", "⌋": ")", "⌉": ")"},
        **{"p₁": "before", "p₂": "after", "output padding": "extra"},
    }.items():
        shown = shown.replace(sign, python)
    size = eval(shown, axis | {"floor": floor, "ceil": ceil})
    if "less if the last window would begin behind the input" in note:
        size -= (size - 1) * axis["s"] >= axis["n"] + axis["before"]
    return size


def test_the_formula_in_letters_gives_the_size(asked: list) -> None:
    checked = 0
    for widget, state, question in asked:
        if "One number for the whole map" in question["view"]:
            continue
        for axis in question["axes"]:
            assert value(question["view"], axis) == axis["size"], (widget, state, question["view"])
            checked += 1
    assert checked > 8000


def claims(axis: dict) -> dict[str, bool]:
    """Tell which misconceptions the settings of an axis allow."""
    n, k, s, d = (axis[name] for name in "nksd")
    before, after = axis["before"], axis["after"]
    reach = d * (k - 1) + 1
    return {
        "(?<!output )padding": before + after > 0,
        "both sides": before == after > 0,
        "left out the stride|times the stride": s > 1,
        "dilat|gaps\\b(?! stay)": d > 1,
        "[Rr]ounded|forgot the floor|part of a cell": (n + before + after - reach) % s > 0,
        "output padding": axis.get("extra", 0) > 0,
        "so they overlap": s < reach,
        "gaps stay": s > reach,
    }


def without_gaps(widget: str, state: dict, axis: dict) -> int:
    n, k, s, p = (axis[name] for name in ("n", "k", "s", "before"))
    if "transposed" in str(state) or "Transpose" in str(state):
        return (n - 1) * s + k + axis.get("extra", 0) - 2 * p
    if state.get("ceil_mode") or "ceil_mode=True" in str(state):
        size = ceil((n + 2 * p - k) / s) + 1
        return size - ((size - 1) * s >= n + p)
    return (n + p + axis["after"] - k) // s + 1


def test_the_size_of_a_kernel_without_gaps_is_named_before_all_else(asked: list) -> None:
    checked = 0
    for widget, state, question in asked:
        for axis in question["axes"]:
            said = dict(map(tuple, axis["said"]))
            wrong = without_gaps(widget, state, axis)
            if axis.get("d", 1) > 1 and wrong != axis["size"] and wrong in said:
                reach = f"{axis['d']}·({axis['k']} − 1) + 1 = {axis['d'] * (axis['k'] - 1) + 1}"
                assert said[wrong] and f"{reach} cells." in said[wrong], (widget, state, wrong)
                checked += 1
    assert checked > 1500


def test_no_mistake_is_named_that_is_impossible(asked: list) -> None:
    for widget, state, question in asked:
        if widget == "SlidingVector":
            continue
        assert question["whole"]
        for axis in question["axes"]:
            for (pattern, possible), (answer, said) in product(claims(axis).items(), axis["said"]):
                if said and answer != axis["size"] and re.search(pattern, said):
                    assert possible, (widget, state, answer, said)
                if said and "one short" in said:
                    assert answer == axis["size"] - 1, (widget, state, answer, said)
