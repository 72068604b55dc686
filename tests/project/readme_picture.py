"""The moving picture of README.md: `make picture` draws it anew."""

from pathlib import Path

from cnnlib.widgets import SlidingKernel
from tests.places import ROOT

PICTURE = ROOT / "_assets" / "twelve-steps.gif"


def draw(path: Path) -> Path:
    """Write the steps of the widget that the landing page begins with."""
    return SlidingKernel.preset("A vertical edge").save(path, fps=1.5)


if __name__ == "__main__":
    draw(PICTURE)
