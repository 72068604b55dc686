"""A training run in a file: written whole or not at all, and read back only by the same run."""

import io
import os
import pickle
import zipfile
import zlib
from contextlib import suppress
from itertools import zip_longest
from pathlib import Path
from typing import Any

import torch

from ._run import Run
from .device import RandomNumbers
from .history import History

FORMAT = "cnnlib checkpoint 1"
# What torch's schedules move as they go, as do names that begin with an underscore.
MOVING = ("last_epoch", "best", "num_bad_epochs", "cooldown_counter", "T_cur", "T_i")


class Checkpoint:
    """The file that keeps a run: the states of all that has a `state_dict`, and its history."""

    def __init__(self, path: str | os.PathLike, run: Run):
        self.path, self.run, self.recipe = Path(path).expanduser(), run, recipe(run)
        self.parts: dict[str, Any] = {"model": run.model, "optimizer": run.optimizer}
        self.parts |= {"random": RandomNumbers(run.x.device)}
        self.parts |= {"schedule": run.schedule} if run.schedule else {}
        if os.path.isdir(self.path):  # unlike Path's, it takes names that are too long
            raise ValueError(f"checkpoint {self.path} is a folder: name a file in it")
        if not os.path.isdir(self.path.parent):
            raise ValueError(f"checkpoint {path} is in a folder that is not there: make it first")

    def save(self) -> None:
        """Write the run as it is now in place of the last checkpoint."""
        parts = {name: part.state_dict() for name, part in self.parts.items()}
        state: dict[str, Any] = {"format": FORMAT, "recipe": self.recipe, "parts": parts}
        state |= {"history": vars(self.run.history), "best": self.run.best}
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

    def resume(self, epochs: int) -> bool:
        """Bring the run to where the file has it, if it is there, and tell whether it was."""
        saved = self.read()
        if not saved:
            return False
        history = History(**saved["history"])
        done = len(history.epoch_loss)
        if done > epochs:
            raise ValueError(f"{self.path} has {done} epochs already: ask for so many or more")
        self.run.history, self.run.best = history, saved["best"]
        for name, part in self.parts.items():
            part.load_state_dict(saved["parts"][name])
        return True


def recipe(run: Run) -> dict[str, str]:
    """Say in words what makes a run this run: all that a checkpoint does not restore."""
    weights = [*run.model.named_parameters(), *run.model.named_buffers()]
    shapes = [f"{name} of shape {tuple(w.shape)}, {w.dtype}" for name, w in weights]
    groups = [f"{len(group['params'])} weight tensors" for group in run.optimizer.param_groups]
    steps = [type(run.optimizer).__name__, *_options(run.optimizer.defaults), *groups]
    schedule, augment = run.schedule, run.augment
    rates = [type(schedule).__name__, *_options(schedule.state_dict())] if schedule else ["None"]
    return {
        "model": "\n".join([str(run.model), *shapes]),
        "optimizer": "\n".join(steps),
        "schedule": "\n".join(rates),
        "augment": getattr(augment, "__name__", type(augment).__name__) if augment else "None",
        "batch size": str(run.batch_size),
        "seed": str(run.seed),
        "gradient norm": str(run.gradient_norm),
        "examples": data(run.x, run.y),
        "validation": data(*run.validation) if run.validation else "None",
    }


def data(x: torch.Tensor, y: torch.Tensor) -> str:
    """Return the shape of the examples, and checksums by which they and the labels are known."""
    parts = {"checksum": x, "checksum of labels": y}
    content = {k: part.detach().cpu().contiguous().view(torch.uint8) for k, part in parts.items()}
    sums = [f"{name} {zlib.crc32(part.numpy().data):08x}" for name, part in content.items()]
    return "\n".join([str(tuple(x.shape)), *sums])


def _options(options: dict[str, Any]) -> list[str]:
    """Return the options as lines, without those that change during a run."""
    fixed = {k: v for k, v in options.items() if not k.startswith("_") and k not in MOVING}
    return [f"{name} {value}" for name, value in fixed.items()]
