"""The Python side of the shift lab: torch's maps and counts, and what equivariance promises."""

import numpy as np
import pytest
import traitlets

from cnnlib import load_mnist
from cnnlib.widgets import ShiftLab
from cnnlib.widgets.shift_lab.maps import move
from cnnlib.widgets.shift_lab.presets import FURTHEST, PRESETS
from cnnlib.widgets.shift_lab.shift_lab import SAMPLES
from tests.widgets.shift_lab import cases as judge


def torchs(lab: ShiftLab) -> tuple[dict, ...]:
    names = ("kernel", "padding", "stride", "pool", "compare")
    options = {name: getattr(lab, name) for name in names}
    shift = [lab.dy, lab.step - FURTHEST]
    return judge.expected({"args": [lab.picture.tolist(), shift, options]})


def agrees(lab: ShiftLab) -> None:
    theirs = torchs(lab)
    assert lab.output.dtype == np.float64
    assert np.allclose(lab.output, theirs[-1]["here"], rtol=1e-13, atol=1e-10)
    for ours, torchs_ in zip(lab.measures.values(), theirs, strict=True):
        assert ours == pytest.approx({name: torchs_[name] for name in ours}, rel=1e-12)


def drawn(seed: int, count: int) -> list[ShiftLab]:
    rng = np.random.default_rng(seed)
    return [
        ShiftLab(
            digit=str(rng.integers(10)),
            dy=int(rng.integers(-10, 11)),
            step=int(rng.integers(21)),
            kernel=rng.integers(-3, 4, rng.integers(1, 6, 2)),
            padding=int(rng.integers(3)),
            stride=int(rng.integers(1, 4)),
            pool=str(rng.choice(["none", "max", "average", "global max"])),
            compare=str(rng.choice(["moved", "unchanged"])),
        )
        for _ in range(count)
    ]


def test_the_digits_are_mnists() -> None:
    _, _, x_test, y_test = load_mnist()
    assert y_test[list(SAMPLES)].tolist() == list(range(10))
    assert np.array_equal(ShiftLab(digit="4").picture, x_test[SAMPLES[4]])


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset["name"])
def test_presets_give_what_torch_gives(preset: dict) -> None:
    lab = ShiftLab.preset(preset["name"])
    agrees(lab)
    assert lab.title == preset["question"] and lab.step == preset.get("step", FURTHEST + 1)


def test_generated_settings_give_what_torch_gives() -> None:
    for lab in drawn(seed=3, count=40):
        agrees(lab)


def test_a_move_by_whole_cells_is_exact_inside() -> None:
    exact = broken = 0
    for lab in drawn(seed=4, count=120):
        lab.compare = "moved"
        shift = (lab.dy, lab.step - FURTHEST)
        for stage, found in zip(
            lab._network().stages(lab.picture), lab.measures.values(), strict=True
        ):
            if stage.stride and all(pixels % stage.stride == 0 for pixels in shift):
                assert found["inside"] == 0, (lab, found)
                exact += 1
            broken += found["differ"] > 0
    assert exact > 50 and broken > 50


def test_what_the_presets_claim() -> None:
    last = {p["name"]: list(ShiftLab.preset(p["name"]).measures.values())[-1] for p in PRESETS}
    differ = {name: found["differ"] for name, found in last.items()}
    assert differ["Inside the frame"] == 0  # equivariant
    assert differ["Equivariant, not invariant"] > 150
    assert differ["Against the border"] > 0 == last["Against the border"]["inside"]
    assert differ["Stride 2, one pixel"] > 50 and differ["Stride 2, two pixels"] == 0  # aliasing
    assert differ["Max pooling, one pixel"] > 50 and differ["Max pooling, two pixels"] == 0
    assert differ["Global max"] == 0 and differ["Out of the frame"] == 1
    pooled = ShiftLab.preset("Max pooling, one pixel").measures
    assert pooled["max pool"]["apart"] < pooled["convolution"]["apart"]  # a little invariance


def test_move_loses_what_leaves() -> None:
    x = np.arange(1, 7).reshape(2, 3)
    assert move(x, 1, -1).tolist() == [[0, 0, 0], [2, 3, 0]]
    assert not move(x, 0, 3).any() and not move(x, -5, 0).any()


@pytest.mark.parametrize(
    ("trait", "value", "says"),
    [
        ("kernel", np.zeros((6, 3)), "from 1x1 to 5x5, not 6x3"),
        ("kernel", [["<script>"]], "kernel must be a matrix of finite numbers"),
        ("digit", "10", "digit"),
        ("digit", 7, "digit"),
        ("dy", 11, "dy"),
        ("step", 21, "step"),
        ("stride", 0, "stride"),
        ("padding", 3, "padding"),
        ("pool", "median", "pool"),
        ("compare", "other", "compare"),
        ("cell", (0, 40), "cell must be a whole number from 0 to 31"),
        ("presets", [{"name": "x", "question": "y", "step": 21}], "step"),
    ],
)
def test_nonsense_is_refused_and_the_old_value_stays(trait: str, value: object, says: str) -> None:
    lab = ShiftLab()
    before = getattr(lab, trait)
    with pytest.raises(traitlets.TraitError) as refusal:
        setattr(lab, trait, value)
    assert says in str(refusal.value)
    assert getattr(lab, trait) == before


def test_frames_tell_every_move() -> None:
    lab = ShiftLab.preset("Max pooling, one pixel", dy=1)
    frames = lab.frames()
    assert len(frames) == 21
    for step, frame in enumerate(frames):
        lab.step = step
        assert np.array_equal(frame.panels[2].values, lab.output)
        assert np.array_equal(frame.panels[0].values, move(lab.picture, 1, step - FURTHEST))
        found = lab.measures["max pool"]
        assert frame.caption.startswith(f"{found['differ']} of 169 cells differ")
        assert (np.array(frame.panels[4].values) > 0).sum() == found["differ"]


def test_repr_says_what_is_seen() -> None:
    assert repr(ShiftLab.preset("Max pooling, one pixel")) == (
        "ShiftLab(digit 7 moved 1 right and 0 down; convolution, max pool: "
        "53 of 169 cells differ from the old map, by 756 at most)"
    )
