"""Where things are, for tests of every room."""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
BOOK = ROOT / "_build" / "html"
BIN = Path(sys.executable).parent  # the programs of the environment
