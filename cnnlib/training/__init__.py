"""Train a torch classifier: one loop, the whole data set on the device, results as plain lists."""

from .answers import predict, scores
from .device import choose_device
from .evaluation import evaluate
from .history import History
from .loop import fit

__all__ = ["History", "choose_device", "evaluate", "fit", "predict", "scores"]
