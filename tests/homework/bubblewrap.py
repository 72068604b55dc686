"""See that bubblewrap is there; `python -m tests.homework.bubblewrap` installs Debian's."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NO_BUBBLEWRAP = (
    "No bubblewrap was found, and the homework tests can't do without: install it (Debian, Ubuntu: "
    "apt-get install bubblewrap; Fedora: dnf install bubblewrap; it exists for Linux alone)."
)


def install() -> None:
    """Install Debian's bubblewrap where it can be done without asking anyone."""
    release = Path("/etc/os-release")
    debian = release.exists() and "\nID=debian\n" in f"\n{release.read_text()}"
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if not debian or (sudo and shutil.which("sudo") is None):
        sys.exit(NO_BUBBLEWRAP)
    print("no bubblewrap yet: installing Debian's")
    for words in (["update", "-q"], ["install", "-qy", "--no-install-recommends", "bubblewrap"]):
        if subprocess.run([*sudo, "apt-get", *words]).returncode:
            sys.exit(NO_BUBBLEWRAP)


if __name__ == "__main__" and shutil.which("bwrap") is None:
    install()
