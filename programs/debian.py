"""Install a program that the tests need, where it can be done without asking anyone."""

import os
import shutil
import subprocess
import sys
from pathlib import Path


def install(package: str, sentence: str) -> None:
    """Install a package of Debian's; elsewhere, or if it fails, end with the sentence."""
    release = Path("/etc/os-release")
    debian = release.exists() and "\nID=debian\n" in f"\n{release.read_text()}"
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if not debian or (sudo and shutil.which("sudo") is None):
        sys.exit(sentence)
    print(f"no {package} yet: installing Debian's")
    for words in (["update", "-q"], ["install", "-qy", "--no-install-recommends", package]):
        if subprocess.run([*sudo, "apt-get", *words]).returncode:
            sys.exit(sentence)
