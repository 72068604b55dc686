"""The fastest device is chosen, and one that is not there is refused."""

import pytest
import torch

from cnnlib.training import choose_device

pytestmark = pytest.mark.usefixtures("one_thread")


def test_choose_device_takes_the_fastest(monkeypatch):
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 0)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    assert choose_device() == torch.device("cpu")
    with pytest.raises(ValueError, match=r"device cuda is not there: choose one of cpu$"):
        choose_device("cuda")
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    assert choose_device() == torch.device("mps")
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    assert choose_device() == torch.device("cuda:0")
    assert choose_device("cuda") == torch.device("cuda")
    assert choose_device("mps:0") == torch.device("mps:0")  # as a weight on it says
    assert choose_device(torch.device("cuda:1")) == torch.device("cuda:1")
    with pytest.raises(ValueError, match=r"cuda:2 .* choose one of cuda:0, cuda:1, mps, cpu$"):
        choose_device("cuda:2")
    with pytest.raises(ValueError, match=r"device gpu is not there: choose one of cuda:0"):
        choose_device("gpu")
