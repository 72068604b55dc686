"""Early stopping: the best weights come back, and the reader is told."""

import pytest
import torch
from torch.nn.functional import cross_entropy
from torch.optim import SGD, lr_scheduler

from cnnlib.training import fit
from tests.training.training_run import TRAIN, VALIDATION

pytestmark = pytest.mark.usefixtures("one_thread")


def test_the_best_weights_come_back_also_without_a_stop(pair):
    """Batch norm's running means are among them; without patience the last weights stay."""
    first, second = pair

    def train(model, **options):
        """Two good epochs, and then a rate at which nothing is learned."""
        too_fast = lr_scheduler.MultiStepLR(SGD(model.parameters(), lr=0.1), [2], gamma=50)
        options |= {"validation": VALIDATION, "seed": 1, "device": "cpu"}
        return fit(model, *TRAIN, epochs=4, schedule=too_fast, **options)

    last = train(first).validation_loss[-1]
    history = train(second, patience=9)
    lowest = min(history.validation_loss)
    assert history.best_epoch == 2 and history.validation_loss[-1] == last > 2 * lowest
    for model, expected in ((first, last), (second, lowest)):
        model.eval()
        with torch.no_grad():
            loss = cross_entropy(model(VALIDATION[0]), VALIDATION[1]).item()
        assert loss == pytest.approx(expected, rel=1e-5)


def test_the_reader_is_told_of_the_stop(pair, capsys):
    model = pair[0]
    frozen = SGD(model[-1].parameters(), lr=0.0)
    model[1].momentum = 0.0  # nothing changes, so that nothing gets better
    options = {"optimizer": frozen, "validation": VALIDATION, "patience": 2, "device": "cpu"}
    history = fit(model, *TRAIN, epochs=9, progress=True, **options)
    assert len(history.loss) == 3 * 2 and history.best_epoch == 1
    assert "stopped: no lower validation loss since epoch 1" in capsys.readouterr().out
    fit(model, *TRAIN, epochs=9, progress=False, **options)
    assert capsys.readouterr().out == ""
