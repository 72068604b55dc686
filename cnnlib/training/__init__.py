"""Train a torch classifier: one loop, the whole data set on the device, results as plain lists."""

from .device import choose_device
from .evaluation import evaluate, predict, scores
from .loop import History, fit

__all__ = ["History", "choose_device", "evaluate", "fit", "predict", "scores"]
