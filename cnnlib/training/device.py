"""Where a model is trained, and the random numbers that are drawn there."""

import random
from typing import Any

import numpy as np
import torch


def choose_device(name: str | torch.device | None = None) -> torch.device:
    """Return the device called `name`, or the fastest there is: CUDA, then MPS, then the CPU.

    >>> choose_device("cpu")
    device(type='cpu')
    """
    there = [f"cuda:{i}" for i in range(torch.cuda.device_count())]
    there += ["mps"] * torch.backends.mps.is_available() + ["cpu"]
    wanted = str(name or there[0])
    if not {wanted, f"{wanted}:0", wanted.removesuffix(":0")} & set(there):
        raise ValueError(f"device {wanted} is not there: choose one of {', '.join(there)}")
    return torch.device(wanted)


class RandomNumbers:
    """The global random states of torch, NumPy and Python, kept and restored like a model's."""

    def __init__(self, device: torch.device):
        self.device = device

    def state_dict(self) -> dict[str, Any]:
        """Return the states as tensors and plain values: Python's can be read back safely."""
        numbers: Any = np.random.get_state()  # a tuple, though its type allows for a dict too
        name, keys, *rest = numbers
        state = {"torch": torch.get_rng_state(), "numpy": (name, keys.tolist(), *rest)}
        state |= {"python": random.getstate()}
        if self.device.type == "cuda":
            state["cuda"] = torch.cuda.get_rng_state(self.device)
        if self.device.type == "mps":
            state["mps"] = torch.mps.get_rng_state()
        return state

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Restore the states; that of another kind of device is left alone."""
        torch.set_rng_state(state["torch"])
        np.random.set_state(state["numpy"])
        random.setstate(state["python"])
        if self.device.type == "cuda" and "cuda" in state:
            torch.cuda.set_rng_state(state["cuda"], self.device)
        if self.device.type == "mps" and "mps" in state:
            torch.mps.set_rng_state(state["mps"])
