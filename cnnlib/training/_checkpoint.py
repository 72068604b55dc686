"""A training run in a file: written whole or not at all, and read back only by the same run."""

import io
import os
import pickle
import zipfile
import zlib
from collections.abc import Callable
from contextlib import suppress
from itertools import zip_longest
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler

FORMAT = "cnnlib checkpoint 1"
# What torch's schedules move as they go, as do names that begin with an underscore.
MOVING = ("last_epoch", "best", "num_bad_epochs", "cooldown_counter", "T_cur", "T_i")


class Checkpoint:
    """The file `path`, which holds the states of `parts`: whatever has a `state_dict`.

    Parameters
    ----------
    recipe : what must be the same when the run goes on, in words; see `recipe`
    """

    def __init__(self, path: str | os.PathLike, parts: dict[str, Any], recipe: dict[str, str]):
        self.path, self.parts, self.recipe = Path(path).expanduser(), parts, recipe
        if os.path.isdir(self.path):  # unlike Path's, it takes names that are too long
            raise ValueError(f"checkpoint {self.path} is a folder: name a file in it")
        if not os.path.isdir(self.path.parent):
            raise ValueError(f"checkpoint {path} is in a folder that is not there: make it first")

    def save(self, **plain: Any) -> None:
        """Write the states of the parts, and `plain` values, in place of the last checkpoint."""
        state = {name: part.state_dict() for name, part in self.parts.items()}
        state = {"format": FORMAT, "recipe": self.recipe, "parts": state, **plain}
        buffer = io.BytesIO()
        torch.save(state, buffer)
        try:
            torch.load(io.BytesIO(buffer.getvalue()), map_location="cpu", weights_only=True)
        except pickle.UnpicklingError as error:
            raise TypeError(
                "a checkpoint of this run could not be read back: give optimizer and schedule "
                "plain numbers, e.g. float(rate) where rate is NumPy's"
            ) from error
        temporary = self.path.with_name(self.path.name + ".part")  # one folder, thus one disk
        try:
            with temporary.open("wb") as file:
                file.write(buffer.getbuffer())
                file.flush()
                os.fsync(file.fileno())  # on the disk before it gets its name: power may fail
            os.replace(temporary, self.path)  # all or nothing: killed before, the last one stands
        except OSError as error:
            with suppress(OSError):
                temporary.unlink()
            raise OSError(
                f"checkpoint {self.path} could not be written ({error.strerror}): make room, or "
                "name a file where you may write; what stood there before stands there still"
            ) from error

    def read(self) -> dict[str, Any]:
        """Return what is in the file, if it is there, or refuse it."""
        try:
            content = self.path.read_bytes()
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise OSError(
                f"checkpoint {self.path} cannot be read ({error.strerror}): name another file"
            ) from error
        try:  # torch checks no sums and would take a damaged weight for a weight; zipfile does
            whole = zipfile.ZipFile(io.BytesIO(content)).testzip() is None
            state = torch.load(io.BytesIO(content), map_location="cpu", weights_only=True)
            ours = whole and state["format"] == FORMAT
        except Exception:  # damaged bytes fail in as many ways as there are bytes
            ours = False
        if not ours:
            raise ValueError(
                f"{self.path} is damaged or no checkpoint of this program: "
                "delete it to start anew, or name another file"
            )
        for name, here in self.recipe.items():
            if state["recipe"][name] != here:
                pairs = zip_longest(state["recipe"][name].splitlines(), here.splitlines())
                was, now = next(pair for pair in pairs if pair[0] != pair[1])
                raise ValueError(
                    f"{self.path} is from another run: {name} was {str(was).strip()} and is "
                    f"{str(now).strip()} now; go on with the same, name another file, or delete "
                    "this one to start anew"
                )
        return state

    def restore(self, state: dict[str, Any]) -> None:
        """Give the parts the states that were `read`."""
        for name, part in self.parts.items():
            part.load_state_dict(state["parts"][name])


def recipe(
    model: nn.Module,
    optimizer: Optimizer,
    schedule: LRScheduler | None,
    augment: Callable | None,
    **settings: Any,
) -> dict[str, str]:
    """Say what makes a run this run: all that a checkpoint does not restore."""
    weights = [*model.named_parameters(), *model.named_buffers()]
    shapes = [f"{name} of shape {tuple(w.shape)}, {w.dtype}" for name, w in weights]
    groups = [f"{len(group['params'])} weight tensors" for group in optimizer.param_groups]
    options = _options(schedule.state_dict()) if schedule else []
    return {
        "model": "\n".join([str(model), *shapes]),
        "optimizer": "\n".join([type(optimizer).__name__, *_options(optimizer.defaults), *groups]),
        "schedule": "\n".join([type(schedule).__name__, *options]) if schedule else "None",
        "augment": getattr(augment, "__name__", type(augment).__name__) if augment else "None",
    } | {name.replace("_", " "): str(value) for name, value in settings.items()}


def data(x: torch.Tensor, y: torch.Tensor) -> str:
    """Return the shape of the examples, and checksums by which they and the labels are known."""
    parts = {"checksum": x, "checksum of labels": y}
    content = {k: part.detach().cpu().contiguous().view(torch.uint8) for k, part in parts.items()}
    sums = [f"{name} {zlib.crc32(part.numpy()):08x}" for name, part in content.items()]
    return "\n".join([str(tuple(x.shape)), *sums])


def _options(options: dict[str, Any]) -> list[str]:
    """Return the options as lines, without those that change during a run."""
    fixed = {k: v for k, v in options.items() if not k.startswith("_") and k not in MOVING}
    return [f"{name} {value}" for name, value in fixed.items()]
