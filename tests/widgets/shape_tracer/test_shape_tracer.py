"""The shape tracer's Python side: shapes and parameters are torch's, and texts are never run."""

import inspect
import warnings

import numpy as np
import pytest
import torch
import traitlets
from torch import nn

from cnnlib.widgets import ShapeTracer
from cnnlib.widgets.shape_tracer.presets import PRESETS
from cnnlib.widgets.shape_tracer.signatures import SIGNATURES, parameters
from tests.widgets.shape_tracer import cases as generated

WORKS = [preset for preset in PRESETS if preset["name"] not in (
    "The padding is gone", "Same, with a stride", "A kernel too large")]  # fmt: skip


def in_torch(preset: dict) -> nn.Sequential:
    return eval(f"nn.Sequential({preset['stack']})", {"nn": nn})


@pytest.mark.parametrize("preset", WORKS, ids=lambda preset: preset["name"])
def test_presets_are_torchs(preset: dict) -> None:
    widget = ShapeTracer.preset(preset["name"])
    model = in_torch(preset)
    y = model(torch.zeros(2, *preset["input_shape"]))
    assert widget.output.tolist() == list(y.shape[1:]) and widget.output.dtype.kind == "i"
    assert widget.summary.parameters == sum(p.numel() for p in model.parameters())
    assert widget.title == preset["question"]


def test_the_numbers_that_readers_look_for() -> None:
    counts = {
        preset["name"]: ShapeTracer.preset(preset["name"]).summary.parameters for preset in WORKS
    }
    assert counts["Seven times seven"] == 9_098
    assert counts["Cats and dogs"] == 438_842 and counts["Only linear layers"] == 790_021


@pytest.mark.parametrize("preset", [p for p in PRESETS if p not in WORKS], ids=lambda p: p["name"])
def test_a_stack_that_fails_says_where_and_why(preset: dict) -> None:
    with pytest.raises((RuntimeError, ValueError)):
        in_torch(preset)(torch.zeros(2, *preset["input_shape"]))
    widget = ShapeTracer.preset(preset["name"])
    with pytest.raises(ValueError, match=r"^layer \d \(.*\) cannot take"):
        _ = widget.output
    assert "cannot take" in repr(widget) and widget.frames()[-1].panels[0].kind == "input"


def test_generated_stacks_are_torchs() -> None:
    rng = np.random.default_rng(4)
    refused = 0
    for _ in range(300):
        case = generated.draw_stack(rng)
        text, shape = case["args"]
        if "Dropout(1.5)" in text:  # no matter of shapes
            continue
        expected = generated.expected(case)
        try:
            widget = ShapeTracer(stack=text, input_shape=shape)
            ours = [
                [*row.shape, *[0] * (3 - len(row.shape)), row.parameters] for row in widget.summary
            ]
        except (ValueError, traitlets.TraitError):
            refused += 1
            assert expected is None, case
            continue
        assert ours == expected, case
        assert widget.output.tolist() == [n for n in expected[-1][:3] if n]
    assert 40 < refused < 200


def test_the_signatures_are_torchs() -> None:
    for name in SIGNATURES.keys() - {"Sigmoid", "Tanh", "Identity"}:  # these have none
        theirs = inspect.signature(getattr(nn, name)).parameters
        defaults, needed, alone = parameters(name)
        assert list(defaults) == list(theirs), name
        assert needed == [n for n, p in theirs.items() if p.default is p.empty]
        assert {n: defaults[n] for n in defaults if n not in needed} == {
            n: p.default for n, p in theirs.items() if p.default is not p.empty
        }
        assert alone - {""} == {n for n, p in theirs.items() if p.kind is p.KEYWORD_ONLY}


def test_a_model_of_torch_is_read() -> None:
    model = nn.Sequential(
        nn.Conv2d(3, 8, (3, 5), padding="same", bias=False),
        nn.BatchNorm2d(8),
        nn.Sequential(nn.ReLU(), nn.AvgPool2d(2, ceil_mode=True)),
        nn.AdaptiveMaxPool2d((None, 2)),
        nn.Flatten(),
        nn.Linear(96, 4),
    )
    widget = ShapeTracer(stack=model, input_shape=(3, 11, 9))
    assert 'nn.Conv2d(3, 8, kernel_size=(3, 5), padding="same", bias=False),' in widget.stack
    assert widget.output.tolist() == list(model(torch.zeros(1, 3, 11, 9)).shape[1:])
    assert widget.summary.parameters == sum(p.numel() for p in model.parameters())
    with pytest.raises(traitlets.TraitError, match="LSTM is no layer that is known here"):
        widget.stack = nn.LSTM(2, 2)


@pytest.mark.parametrize(
    ("trait", "value", "says"),
    [
        ("stack", "", "there is no layer to read"),
        ("stack", "nn.ReLU()\nnn.Conv3d(1, 2, 3)", "line 2: nn.Conv3d is no layer"),
        ("stack", "nn.Conv2d(1, 8, 3, strid=2)", "line 1: Conv2d has no argument 'strid'"),
        ("stack", "nn.Conv2d(1, 8)", "line 1: Conv2d needs kernel_size too"),
        ("stack", "nn.Linear(n, 10)", "line 1: what n stands for is not known here"),
        ("stack", "nn.Linear(1e400, 10)", "numbers above 1,000,000 are too large"),
        ("stack", "nn.ReLU(__import__('os').getcwd())", "is not known here"),
        ("stack", "__import__('os').system('ls')", "line 1: "),
        ("stack", "class Net: pass", "line 1: give only the layers"),
        ("stack", "nn.ReLU(", "line 1: "),
        ("stack", "<script>alert(1)</script>", "line 1: "),
        ("stack", "\0", "line 1: "),
        ("stack", "(" * 3000, "line 1: "),
        ("stack", "nn.ReLU(),\n" * 101, "101 layers don't fit"),
        ("stack", "#" * 4001, "4001 letters, and at most 4000 fit"),
        ("stack", 3, "stack"),
        ("input_shape", (0, 28, 28), "whole numbers from 1 to 4096, not (0, 28, 28)"),
        ("input_shape", (1, 28, 28, 28), "input_shape must be (C, H, W), (C, L) or (features,)"),
        ("input_shape", [1.5], "input_shape must be"),
        ("input_shape", "abc", "input_shape must be"),
        ("input_shape", [], "input_shape must be"),
        ("input_shape", (True, 2, 2), "input_shape must be"),
    ],
)
def test_nonsense_is_refused_and_the_old_value_stays(trait: str, value: object, says: str) -> None:
    widget = ShapeTracer()
    before = getattr(widget, trait)
    with warnings.catch_warnings(action="error"), pytest.raises(traitlets.TraitError) as refusal:
        setattr(widget, trait, value)
    assert says in str(refusal.value)
    assert getattr(widget, trait) == before


def test_frames_and_words_have_the_numbers_of_the_widget() -> None:
    widget = ShapeTracer()
    assert repr(widget) == (
        "ShapeTracer(1x28x28 → 8x28x28 → 8x14x14 → 16x14x14 → 16x7x7 → 784 → 10: 9,098 parameters)"
    )
    frames = widget.frames()
    assert [frame.panels[1].values[0] for frame in frames] == [
        [8, 28, 28], [8, 14, 14], [16, 14, 14], [16, 7, 7], [784], [10]]  # fmt: skip
    assert frames[0].caption == "Conv2d: ⌊(28 + 2·1 − 3)/1⌋ + 1 = 28; 80 parameters"
    assert frames[3].caption == "MaxPool2d: ⌊(14 − 2)/2⌋ + 1 = 7"
    assert frames[-1].caption == "Linear: 7,850 parameters; 9,098 in all"
    assert len(ShapeTracer(stack="nn.ReLU()").frames()) == 1
