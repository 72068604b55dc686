"""What became of a submission, and the file that keeps it."""

import json
import os
import unicodedata
from dataclasses import asdict, dataclass, field
from pathlib import Path

from .course import Refusal

RIGHT, PARTLY, NOT_YET = "right", "partly right", "not yet"
OPEN, MANUAL = "not attempted", "for a person to grade"
SHOWN = 20_000  # characters of an answer that are kept


@dataclass
class Grade:
    """What became of one item."""

    item: str
    of: float
    points: float | None
    verdict: str
    said: list[str]
    answer: str


@dataclass
class Result:
    """One student's chapter: exactly one status, and a reason where it is not ok."""

    student: str
    chapter: str
    status: str = "ok"  # ok, needs_manual or not_graded
    reason: str = ""
    items: list[Grade] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    digest: str = ""

    @property
    def total(self) -> float | None:
        """The points together; None as long as some are not known."""
        points = [item.points for item in self.items if item.points is not None]
        known = self.status != "not_graded" and len(points) == len(self.items)
        return round(sum(points), 2) if known else None


def readable(data: object) -> object:
    """The same data with every character that is no text made visible.

    Students choose file names and errors. Control characters would reach the instructor's terminal,
    half characters (surrogates) can't be written, and marks of direction can turn a line round.

    Examples
    --------
    >>> readable({"said": ["\\x1b[2Jall right", "\\ud800"]})
    {'said': ['�[2Jall right', '�']}
    """
    if isinstance(data, str):
        kinds = ("Cc", "Cf", "Cs")
        return "".join(
            "\ufffd" if unicodedata.category(c) in kinds and c not in "\n\t" else c for c in data
        )
    if isinstance(data, dict):
        return {key: readable(value) for key, value in data.items()}
    return [readable(value) for value in data] if isinstance(data, list) else data


def half(path: Path, pid: int) -> Path:
    """What a process has of a file until the file is whole."""
    return path.with_name(f"{path.name}.{pid}.part")


def write(path: Path, content: str | bytes) -> None:
    """Write a file as a whole or not at all."""
    part = half(path, os.getpid())
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(content.encode() if isinstance(content, str) else content)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise Refusal(
            f"{path} could not be written ({error.strerror}): make room, then give the same "
            "command again. What was written before stays."
        ) from None


def save(result: Result, path: Path) -> None:
    """Keep a result."""
    write(path, json.dumps(readable(asdict(result)), indent=1))


def load(path: Path) -> Result | None:
    """A result that was kept; None if there is none, or half of one."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return Result(**data | {"items": [Grade(**item) for item in data["items"]]})
    except (OSError, ValueError, TypeError, KeyError):
        return None
