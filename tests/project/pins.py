"""The pins that the project's files give, and the Pythons that it promises."""

import re
from pathlib import Path

from tests.places import ROOT

BINDER = ROOT / "binder"
PYTHONS = ("3.11", "3.12", "3.13")
PIN = re.compile(r"^([\w.-]+)([=<>][^ \n]+)", re.MULTILINE)


def pins(path: Path) -> dict[str, str]:
    return dict(PIN.findall(path.read_text(encoding="utf-8")))


def binder_pins(folder: Path = BINDER) -> dict[str, str]:
    return pins(folder / "requirements.txt") | pins(folder / "torch.txt")
