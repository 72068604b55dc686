"""A run that is killed at any moment goes on from its checkpoint and ends as if unbroken."""

import multiprocessing
import os
import signal
import sys
import time

import pytest
import torch
from torch.optim.lr_scheduler import StepLR

from cnnlib.training import fit
from tests.training.training_run import differences, examples, main, network, run

pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture(scope="module")
def unbroken():
    """Each schedule's run with no checkpoint; the second is stopped early."""
    threads = torch.get_num_threads()
    results = {name: run(None, name) for name in ("OneCycleLR", "ReduceLROnPlateau")}
    torch.set_num_threads(threads)
    stopped = results["ReduceLROnPlateau"]
    assert results["OneCycleLR"]["epochs timed"] == 30
    assert 4 < stopped["epochs timed"] == stopped["best epoch"] + 3 < 30
    assert stopped["optimizer"]["param_groups"][0]["lr"] < 0.05  # reduced at least once
    return results


MOMENTS = {
    "OneCycleLR": ["batch 9", "half 2", "any"],
    "ReduceLROnPlateau": ["written 1", "replaced 2", "any"],
}
# A process of its own that has torch already: importing it takes longer than the training.
FORK = sys.platform != "win32" and multiprocessing.get_context("fork")


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
@pytest.mark.parametrize("schedule", MOMENTS)
def test_killed_again_and_again(schedule, unbroken, tmp_path):
    """Three processes die one after the other, each further on; a fourth ends the run."""
    path, epochs = tmp_path / "run.pt", []
    for moment in MOMENTS[schedule]:
        before = path.stat().st_mtime_ns if path.exists() else 0
        process = FORK.Process(target=main, args=(str(path), schedule, moment))
        process.start()
        while moment == "any" and process.is_alive():
            if path.exists() and path.stat().st_mtime_ns != before:
                time.sleep(0.05)  # two or three batches into an epoch
                process.kill()
                break
            time.sleep(0.001)
        process.join(timeout=300)
        assert process.exitcode == -signal.SIGKILL
        assert moment.startswith(("half", "written")) == path.with_name("run.pt.part").exists()
        saved = torch.load(path, weights_only=True)["history"] if path.exists() else None
        epochs.append(saved and len(saved["epoch_loss"]))
    known = {"OneCycleLR": [1, 2], "ReduceLROnPlateau": [None, 1]}
    assert epochs[:2] == known[schedule] and epochs[2] > epochs[1]
    assert differences(run(path, schedule), unbroken[schedule]) == []
    assert [file.name for file in tmp_path.iterdir()] == ["run.pt"]


@pytest.mark.parametrize("schedule", MOMENTS)
def test_finished_runs_train_no_more(schedule, unbroken, tmp_path):
    def refuse(x):
        raise AssertionError("trained again")

    refuse.__name__ = "shift"
    path = tmp_path / "run.pt"
    assert differences(run(path, schedule), unbroken[schedule]) == []
    written = path.read_bytes()
    assert differences(run(path, schedule, refuse), unbroken[schedule]) == []
    assert path.read_bytes() == written


def test_interrupted_in_a_notebook(unbroken, tmp_path):
    """Stop, then run the cell again, with the same objects: all is taken from the checkpoint."""

    def new():
        torch.manual_seed(3)
        model = network()
        adam = torch.optim.Adam(model.parameters(), lr=0.01)
        return model, StepLR(adam, 2, gamma=0.5)

    def train(model, schedule, augment):
        augment.__name__ = "shift"
        options = {"batch_size": 16, "augment": augment, "checkpoint": tmp_path / "run.pt"}
        return fit(model, *examples(100, 5), epochs=6, seed=1, schedule=schedule, **options)

    def interrupted(x):
        batches.append(x)
        if len(batches) == 4 * 7 + 3:
            raise KeyboardInterrupt
        return shift_without_numpy(x)

    def shift_without_numpy(x):
        return x + torch.randn(())

    batches, (model, schedule) = [], new()
    with pytest.raises(KeyboardInterrupt):
        train(model, schedule, interrupted)
    history = train(model, schedule, shift_without_numpy)
    (tmp_path / "run.pt").unlink()
    other, other_schedule = new()
    expected = train(other, other_schedule, shift_without_numpy)
    assert history.loss == expected.loss and len(history.loss) == 6 * 7
    assert differences(model.state_dict(), other.state_dict()) == []
    assert differences(schedule.state_dict(), other_schedule.state_dict()) == []


def test_more_epochs_and_more_patience_go_on(tmp_path):
    """Three epochs and then five more are eight, with and without the best weights brought back."""

    def train(path, epochs, patience):
        torch.manual_seed(3)
        model, validation = network(), examples(100, 6)
        options = {"seed": 1, "validation": validation, "patience": patience, "checkpoint": path}
        return fit(model, *examples(100, 5), epochs=epochs, **options), model.state_dict()

    train(tmp_path / "two.pt", 3, 1)
    history, weights = train(tmp_path / "two.pt", 8, 8)
    expected, expected_weights = train(tmp_path / "one.pt", 8, 8)
    assert history.validation_loss == expected.validation_loss and len(history.loss) == 8 * 2
    assert differences(weights, expected_weights) == []


def test_the_file_is_small_and_keeps_nothing_else(tmp_path):
    """No temporary file stays, and nothing of the data set is in the file."""
    fit(network(), *examples(3000, 5), epochs=1, checkpoint=tmp_path / "run.pt")
    assert [file.name for file in tmp_path.iterdir()] == ["run.pt"]
    assert os.path.getsize(tmp_path / "run.pt") < 40_000 < examples(3000, 5)[0].nbytes
