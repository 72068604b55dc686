"""Checkpoints of another run, damaged files and full disks are refused, and nothing is lost."""

import os
import sys

import numpy as np
import pytest
import torch
from torch import nn
from torch.optim.lr_scheduler import OneCycleLR, ReduceLROnPlateau, StepLR

from cnnlib.training import fit
from cnnlib.training.augment import jitter
from tests.training.training_run import differences, examples, network, shift

pytestmark = pytest.mark.usefixtures("one_thread")


def recipe(**changes):
    """What `fit` is called with; every test changes one thing."""
    kind, rate = changes.pop("optimizer", torch.optim.Adam), changes.pop("lr", 0.001)
    model = changes.pop("model", network)()
    optimizer = kind(model.parameters(), lr=rate)
    schedule = changes.pop("schedule", lambda optimizer: StepLR(optimizer, 2))(optimizer)
    x, y = changes.pop("examples", examples(40, 5))
    options = {"epochs": 2, "batch_size": 16, "seed": 1, "augment": shift, "device": "cpu"}
    options |= {"validation": examples(20, 6), "optimizer": optimizer, "schedule": schedule}
    return {"model": model, "x": x, "y": y, **options, **changes}


def wider():
    model = network()
    model[6] = nn.Linear(36, 5)
    return model


def less_dropout():
    model = network()
    model[5].p = 0.1
    return model


OTHERS = {
    r"model was .*out_features=4.* and is .*out_features=5": {"model": wider},
    r"model was \(5\): Dropout\(p=0.5.* and is \(5\): Dropout\(p=0.1": {"model": less_dropout},
    r"optimizer was Adam and is AdamW now": {"optimizer": torch.optim.AdamW},
    r"optimizer was lr 0.001 and is lr 0.01 now": {"lr": 0.01},
    r"schedule was StepLR and is ReduceLROnPlateau now": {"schedule": ReduceLROnPlateau},
    r"schedule was step_size 2 and is step_size 3": {"schedule": lambda o: StepLR(o, 3)},
    r"augment was shift and is None now": {"augment": None},
    r"batch size was 16 and is 8 now": {"batch_size": 8},
    r"seed was 1 and is None now": {"seed": None},
    r"gradient norm was False and is True now": {"gradient_norm": True},
    r"examples was \(40, 1, 8, 8\) and is \(41, 1, 8, 8\) now": {"examples": examples(41, 5)},
    r"validation was \(20, 1, 8, 8\) and is \(21, 1, 8, 8\)": {"validation": examples(21, 6)},
    r"examples was checksum \w{8} and is checksum \w{8} now": {"examples": examples(40, 7)},
    r"examples was checksum of labels": {"examples": (examples(40, 5)[0], examples(40, 7)[1])},
    r"validation was checksum \w{8} and": {"validation": examples(20, 7)},
    r"augment was shift and is jitter\(2, 0, 0.1\)": {"augment": jitter(2, scale=0.1)},
    r"has 2 epochs already: ask for so many or more": {"epochs": 1},
}


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory):
    path = tmp_path_factory.mktemp("checkpoint") / "run.pt"
    fit(**recipe(), checkpoint=path)
    return path


@pytest.mark.parametrize("message", OTHERS)
def test_checkpoints_of_another_run_are_refused(message, checkpoint):
    before, options = checkpoint.read_bytes(), recipe(**OTHERS[message])
    weights = options["model"][0].weight.clone()
    with pytest.raises(ValueError, match=message) as caught:
        fit(**options, checkpoint=checkpoint)
    assert str(checkpoint) in str(caught.value)
    assert checkpoint.read_bytes() == before
    assert torch.equal(options["model"][0].weight, weights)


def test_damaged_and_foreign_files_are_refused(checkpoint, tmp_path):
    """And stay as they are: they may be somebody's only copy of something else."""
    whole, path = checkpoint.read_bytes(), tmp_path / "run.pt"
    bias = torch.load(checkpoint, weights_only=True)["parts"]["model"]["6.bias"]
    flipped = bytearray(whole)
    flipped[whole.index(bias.numpy().tobytes())] ^= 1  # a weight, not padding
    weights = tmp_path / "weights.pt"
    torch.save(network().state_dict(), weights)
    contents = [b"", b"notes", whole[: len(whole) // 2], whole[:-1], bytes(flipped)]
    for content in [*contents, weights.read_bytes()]:
        path.write_bytes(content)
        with pytest.raises(ValueError, match=r"run.pt is damaged .*: delete it .* another file"):
            fit(**recipe(), checkpoint=path)
        assert path.read_bytes() == content


def test_a_flipped_bit_is_refused_or_does_no_harm(checkpoint, tmp_path):
    """Padding may be anything; but no wrong weight and no wrong loss is ever read."""

    def resumed(path):
        options = recipe()
        history = fit(**options, checkpoint=path)
        parts = (options["model"], options["optimizer"], options["schedule"])
        return {"history": vars(history)} | {str(i): p.state_dict() for i, p in enumerate(parts)}

    whole, path, refused = checkpoint.read_bytes(), tmp_path / "run.pt", 0
    expected, rng = resumed(checkpoint), np.random.default_rng(0)
    for place in rng.integers(0, len(whole), 40):
        flipped = bytearray(whole)
        flipped[place] ^= 1 << int(rng.integers(8))
        path.write_bytes(flipped)
        try:
            assert differences(resumed(path), expected) == []
        except ValueError:
            refused += 1
    assert refused > 10


def test_nothing_in_the_file_is_run(tmp_path):
    """A checkpoint from the internet could otherwise do anything on the reader's machine."""

    class Evil:
        def __reduce__(self):
            return os.mkdir, (str(tmp_path / "harm"),)

    torch.save({"format": "cnnlib checkpoint 1", "parts": Evil()}, tmp_path / "run.pt")
    with pytest.raises(ValueError, match="damaged"):
        fit(**recipe(), checkpoint=tmp_path / "run.pt")
    assert not (tmp_path / "harm").exists()


def test_refused_before_the_first_step(tmp_path):
    with pytest.raises(ValueError, match="is a folder: name a file in it"):
        fit(**recipe(), checkpoint=tmp_path)
    with pytest.raises(ValueError, match="in a folder that is not there: make it first"):
        fit(**recipe(), checkpoint=tmp_path / "missing" / "run.pt")
    options = recipe(lr=np.float64(0.001))
    with pytest.raises(TypeError, match=r"could not be read back: .*float\(rate\)"):
        fit(**options, checkpoint=tmp_path / "run.pt")
    too_short = recipe(schedule=lambda o: OneCycleLR(o, 0.1, total_steps=5))
    with pytest.raises(ValueError, match="step 0 of 5 and 6 batches"):
        fit(**too_short, checkpoint=tmp_path / "run.pt")
    assert list(tmp_path.iterdir()) == []
    assert not options["optimizer"].state


def test_a_checkpoint_that_cannot_be_written_or_read(checkpoint, tmp_path):
    """One sentence with the remedy; and a disk that is full leaves the last checkpoint whole."""
    with pytest.raises(OSError, match=r"cannot be read \(File name too long\): name another file"):
        fit(**recipe(), checkpoint=tmp_path / ("n" * 300))
    path = tmp_path / "run.pt"
    path.write_bytes(checkpoint.read_bytes())
    path.with_name("run.pt.part").mkdir()
    with pytest.raises(OSError, match=r"run.pt could not be written \(Is a directory\): make room"):
        fit(**recipe(epochs=3), checkpoint=path)
    assert path.read_bytes() == checkpoint.read_bytes()


@pytest.mark.skipif(sys.platform == "win32", reason="no limit of file sizes")
def test_a_full_disk_leaves_nothing_half_written(tmp_path):
    """A limit of file sizes stands for it: the first half is written, then the write fails."""
    import resource  # where there is one

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, before[1]))
    try:
        with pytest.raises(OSError, match=r"run.pt could not be written \(File too large\): make"):
            fit(**recipe(epochs=1), checkpoint=tmp_path / "run.pt")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert list(tmp_path.iterdir()) == []
