"""The Python side of the digit pad: torch's logits and gradients, MNIST's centring, the weights."""

import numpy as np
import pytest
import torch
import traitlets

from cnnlib import load_mnist
from cnnlib.data import TrainTest
from cnnlib.widgets.digit_pad import weights as digit_weights
from cnnlib.widgets.digit_pad.digit_pad import DigitPad
from cnnlib.widgets.digit_pad.ink import centred
from cnnlib.widgets.digit_pad.network import chase, forward
from cnnlib.widgets.digit_pad.presets import PRESETS, SAMPLES
from cnnlib.widgets.digit_pad.weights import FILE, packed, weights
from tests.widgets.digit_pad import cases as judge

MNIST = load_mnist()
SEVEN = [60, 40, 220, 40, 120, 240]


@pytest.fixture(scope="module")
def theirs() -> torch.nn.Module:
    return judge.loaded(np.frombuffer(packed(), "<f2"))


def test_the_weights_are_in_a_small_file_that_says_how_they_were_made() -> None:
    text = FILE.read_text(encoding="utf-8")
    assert sum(array.size for array in weights().values()) == 9098
    assert len(packed()) == 2 * 9098 and len(text) < 26_000
    assert "python -m cnnlib.widgets.digit_pad.weights" in text and "seed 1" in text


def test_the_test_accuracy_is_what_the_file_says_by_torch(theirs: torch.nn.Module) -> None:
    x = torch.from_numpy(MNIST.x_test)[:, None].double() / 255
    with torch.no_grad():
        right = (theirs(x).argmax(1).numpy() == MNIST.y_test).mean()
    assert f"Accuracy on the test set, with these float16 numbers: {right:.2%}" in FILE.read_text()
    assert right > 0.99


def test_logits_are_torchs(theirs: torch.nn.Module) -> None:
    pictures = MNIST.x_test[:100] / 255
    ours = np.array([forward(picture).logits for picture in pictures])
    with torch.no_grad():
        torchs = theirs(torch.from_numpy(pictures)[:, None]).numpy()
        single = theirs.float()(torch.from_numpy(pictures)[:, None].float()).numpy()
    theirs.double()
    assert np.allclose(ours, torchs, atol=1e-11)
    assert np.abs(ours - single).max() < 1e-3


def test_the_command_makes_such_a_file(monkeypatch, tmp_path, capsys) -> None:
    few = TrainTest(*(part[:400] for part in MNIST))
    monkeypatch.setattr("cnnlib.load_mnist", lambda: few)
    monkeypatch.setattr(digit_weights, "EPOCHS", 1)
    monkeypatch.setattr(digit_weights, "HELD_OUT", 100)
    monkeypatch.setattr(digit_weights, "FILE", tmp_path / "made.txt")
    before, threads = packed(), torch.get_num_threads()
    digit_weights.main()
    torch.set_num_threads(threads)
    made = (tmp_path / "made.txt").read_text(encoding="utf-8")
    assert [file.name for file in tmp_path.iterdir()] == ["made.txt"]
    packed.cache_clear()
    assert len(packed()) == len(before) and packed() != before
    monkeypatch.undo()
    packed.cache_clear()
    assert packed() == before
    assert "digits held out of the training set" in capsys.readouterr().out
    numbers = FILE.read_text(encoding="utf-8").splitlines()
    assert [line[0] for line in made.splitlines()[:6]] == [line[0] for line in numbers[:6]]


def test_bending_keeps_the_digits(theirs: torch.nn.Module) -> None:
    torch.manual_seed(0)
    x = torch.from_numpy(MNIST.x_test[:500])[:, None].float() / 255
    bent = digit_weights.bent(x)
    assert bent.shape == x.shape and (bent - x).abs().mean() > 0.02
    assert (bent.sum((1, 2, 3)) / x.sum((1, 2, 3))).quantile(0.01) > 0.7  # no ink is pushed out
    right = theirs(bent.double()).argmax(1).numpy() == MNIST.y_test[:500]
    assert right.mean() > 0.95


def test_centring_gives_mnists_own_digits_back() -> None:
    same = [np.allclose(centred(x / 255), x / 255) for x in MNIST.x_test[:400]]
    assert all(same)
    one = MNIST.x_test[0] / 255
    assert np.allclose(centred(np.pad(one, ((0, 31), (17, 2)))), one)  # wherever it stands
    assert np.allclose(centred(np.kron(one, np.ones((3, 3)))), one)  # and however large
    assert not centred(np.zeros((9, 9))).any()


def test_drawings_are_read() -> None:
    assert int(DigitPad(digit="none", strokes=SEVEN).output.argmax()) == 7
    small = (np.array(SEVEN) * 0.3 + 10).round().tolist()
    centre = DigitPad(digit="none", strokes=small)
    corner = DigitPad(digit="none", strokes=small, centred=False)
    assert centre.output.argmax() == 7 and corner.output.argmax() != 7
    assert not corner.picture[14:].any() and centre.picture[14:].any()


def test_a_digit_alone_is_passed_on_and_ink_goes_on_top() -> None:
    seven = MNIST.x_test[0] / 255
    assert np.array_equal(DigitPad().picture, seven)
    assert np.array_equal(DigitPad(centred=False).picture, seven)
    over = DigitPad(strokes=[100, 150, 220, 150], centred=False).picture
    assert (over >= seven - 1e-12).all() and over[15, 12:20].min() > 0.9


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset["name"])
@pytest.mark.parametrize("logit", ["winner", "3"])
def test_what_a_logit_owes_adds_up_at_every_layer(preset: dict, logit: str) -> None:
    pad = DigitPad.preset(preset["name"], logit=logit)
    maps = pad.maps
    digit = int(maps.logits.argmax()) if logit == "winner" else 3
    for owed in pad.chase():
        assert owed.values.shape == getattr(maps, owed.layer).shape
        assert owed.values.sum() + owed.biases == pytest.approx(maps.logits[digit], abs=1e-11)


def test_gradients_are_torchs(theirs: torch.nn.Module) -> None:
    for picture in MNIST.x_test[100:110] / 255:
        x = torch.from_numpy(picture)[None, None].requires_grad_()
        logits = theirs(x)[0]
        (grad,) = torch.autograd.grad(logits[4], x)
        ours = chase(forward(picture), 4)[-1].values
        assert np.allclose(ours, (grad * x)[0].detach().numpy(), atol=1e-12)


def test_what_the_presets_claim() -> None:
    def answer(name: str) -> tuple[int, np.ndarray]:
        logits = DigitPad.preset(name).output
        shares = np.exp(logits - logits.max())
        return int(logits.argmax()), shares / shares.sum()

    assert answer("A plain 7")[0] == 7
    four, shares = answer("A 4 or a 9?")
    assert four == 4 and 0.3 < shares[9] < shares[4] < 0.7
    wrong = DigitPad.preset("A mistake")
    assert SAMPLES[wrong.digit] == MNIST.y_test[int(wrong.digit)] == 7
    assert answer("A mistake")[0] != 7
    assert answer("An empty pad")[1].max() > 0.15
    assert not DigitPad.preset("An empty pad").chase()[-1].values.any()  # biases alone
    assert answer("In the corner")[0] != 0
    assert answer("From the corner to the middle")[0] == 0
    assert answer("Not a digit")[1].max() > 0.99


def test_the_samples_are_mnists() -> None:
    for digit, called in SAMPLES.items():
        assert MNIST.y_test[int(digit)] == called
        assert np.array_equal(DigitPad(digit=digit).picture, MNIST.x_test[int(digit)] / 255)


@pytest.mark.parametrize(
    ("trait", "value", "says"),
    [
        ("digit", "77", "digit"),
        ("digit", 0, "digit"),
        ("strokes", [1, 281], "from 0 to 280, with -1 between two strokes, not 281"),
        ("strokes", [-2], "not -2"),
        ("strokes", ["<script>"], "strokes must be a list of 1 to 3000 finite numbers"),
        ("strokes", [1] * 3001, "not 3001"),
        ("strokes", [np.nan], "infinity or NaN"),
        ("logit", "10", "logit"),
        ("step", 6, "step"),
        ("centred", "yes", "centred"),
        ("presets", [{"name": "x", "question": "y", "strokes": [999]}], "not 999"),
    ],
)
def test_nonsense_is_refused_and_the_old_value_stays(trait: str, value: object, says: str) -> None:
    pad = DigitPad()
    before = getattr(pad, trait)
    with pytest.raises(traitlets.TraitError) as refusal:
        setattr(pad, trait, value)
    assert says in str(refusal.value)
    assert getattr(pad, trait) == before


def test_frames_tell_every_step() -> None:
    pad = DigitPad.preset("A 4 or a 9?")
    frames, owed = pad.frames(), pad.chase()
    assert len(frames) == 6
    assert np.allclose(frames[0].panels[1].values, pad.output.reshape(2, 5), atol=0.0501)
    assert frames[0].caption.startswith("4: 60.7")
    for frame, part in zip(frames[1:], owed, strict=True):
        assert np.sum(frame.panels[1].values) == pytest.approx(part.values.sum())
        assert frame.caption.endswith(f": {pad.output[4]:.2f}")
        assert f"biases {part.biases:.2f}".replace("-", "−") in frame.caption
    assert np.array_equal(frames[2].panels[1].values[14:28, 14:28], owed[1].values[5])


def test_repr_says_what_is_seen() -> None:
    says = "DigitPad(test digit 0, a 7; the network answers 7 with more than 99.99%)"
    assert repr(DigitPad()) == says
    two = DigitPad(digit="none", strokes=[*SEVEN, -1, 100, 140, 190, 140])
    assert repr(two).startswith("DigitPad(2 strokes; the network answers 7 with ")
    assert repr(DigitPad.preset("An empty pad")).startswith("DigitPad(an empty pad; ")
