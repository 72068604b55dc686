"""See that bubblewrap is there; `python -m programs.bubblewrap` installs Debian's."""

import shutil

from programs.debian import install

NO_BUBBLEWRAP = (
    "No bubblewrap was found, and the homework tests can't do without: install it (Debian, Ubuntu: "
    "apt-get install bubblewrap; Fedora: dnf install bubblewrap; it exists for Linux alone)."
)


if __name__ == "__main__" and shutil.which("bwrap") is None:
    install("bubblewrap", NO_BUBBLEWRAP)
