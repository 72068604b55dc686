"""One bubblewrap command, and the limits of what runs in it."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cnnlib

from . import syscalls
from .course import ROOT, Refusal
from .usage import threads_of_this_user

INSIDE, PACKAGE = Path(__file__).parent / "inside", Path(cnnlib.__file__).parent
SYSTEM = ("/usr", "/lib", "/lib32", "/lib64", "/bin", "/etc/ld.so.cache", "/etc/ld.so.conf")
PROCESSES = 32  # a student's, at a time
NO_BUBBLEWRAP = (
    "Students' code runs in a sandbox, and bubblewrap is not there or may not make one: install it "
    "(Debian, Ubuntu: apt-get install bubblewrap), or grade code that you trust with --no-sandbox."
)
WARNING = (
    "WARNING: no sandbox. Every submission can read and change whatever you can on this machine, "
    "hidden tests and grades included, and can reach the network."
)


@dataclass
class Limits:
    """What a submission may use: seconds for each item, bytes of memory for all of it."""

    seconds: float = 10
    memory: int = 4 * 2**30
    secrets: tuple[Path, ...] = field(default=(), repr=False)  # folders that are not to be seen


def command(*secrets: Path) -> list[str]:
    """bubblewrap with no network, own processes and users, and the Python environment to read.

    Nothing of the course, the book or the home folder is in there: the submission comes through
    the pipe, cell by cell. Files can be written in /tmp and /dev/shm alone, which are memory of a
    fixed size. `secrets` and the book are empty folders even where they lie inside a folder that
    Python needs, such as /usr.
    """
    shown = {*map(Path, SYSTEM), Path(sys.prefix), Path(sys.base_prefix), PACKAGE, INSIDE}
    hidden = {path.resolve() for path in (ROOT, *secrets)}
    hidden = {path for path in hidden if shown & set(path.parents)} - shown
    words = ["bwrap", "--unshare-all", "--unshare-user", "--uid", "65534", "--gid", "65534"]
    words += ["--disable-userns", "--cap-drop", "ALL", "--die-with-parent", "--new-session"]
    words += ["--hostname", "sandbox", "--clearenv", "--proc", "/proc"]
    words += ["--dev", "/dev", "--size", str(2**26), "--tmpfs", "/dev/shm", "--remount-ro", "/dev"]
    words += ["--size", str(2**26), "--tmpfs", "/tmp"]
    for path in sorted(shown | hidden):  # what lies inside another comes after it, and wins
        if path in hidden:
            words += ["--perms", "0555", "--size", "4096", "--tmpfs", str(path)]
        elif path.is_symlink():
            words += ["--symlink", os.readlink(path), str(path)]
        elif path.exists():
            words += ["--ro-bind", str(path), str(path)]
    for name, value in variables().items():
        words += ["--setenv", name, value]
    return [*words, "--chdir", "/tmp", "--remount-ro", "/", "--"]


def variables() -> dict[str, str]:
    """The student's environment variables, all of them."""
    return {
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
        "HOME": "/tmp",
        "LANG": "C.UTF-8",
        "MPLBACKEND": "Agg",
        "MPLCONFIGDIR": "/tmp",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "PYTHONPATH": str(PACKAGE.parent),  # of which only the package is there to be seen
        "PYTHONDONTWRITEBYTECODE": "1",
        "TQDM_DISABLE": "1",
    }


def check_sandbox(limits: Limits) -> None:
    """Refuse where bubblewrap is missing, or where the system does not let it work."""
    if shutil.which("bwrap") is None:
        raise Refusal(NO_BUBBLEWRAP)
    with bubblewrap(["/bin/true"], *limits.secrets, stderr=subprocess.PIPE) as tried:
        said = tried.communicate()[1].decode(errors="replace")
    if tried.returncode:
        raise Refusal(f"{NO_BUBBLEWRAP} It says: {' '.join(said.split())[:200]}")


def bubblewrap(program: list[str], *secrets: Path, **pipes: Any) -> subprocess.Popen[bytes]:
    """Start a program in the sandbox."""
    words = command(*secrets)
    rules, write = os.pipe()
    os.write(write, syscalls.program())
    os.close(write)
    if syscalls.program():
        words[1:1] = ["--seccomp", str(rules)]
    try:
        return subprocess.Popen([*words, *program], bufsize=0, pass_fds=[rules], **pipes)
    finally:
        os.close(rules)


def start(limits: Limits, sandboxed: bool) -> subprocess.Popen[bytes]:
    """Start a student's process, which serves requests on its stdin and stdout."""
    own = threads_of_this_user() if not sandboxed else 0
    numbers = [limits.memory, max(60, int(limits.seconds * 20)), own + PROCESSES]
    python = [sys.executable, "-s", "-P", str(INSIDE), *map(str, numbers)]
    pipes: dict[str, Any] = {
        "stdin": subprocess.PIPE,
        "stdout": subprocess.PIPE,
        "stderr": subprocess.DEVNULL,
    }
    if sandboxed:
        return bubblewrap(python, *limits.secrets, **pipes)
    environment = variables() | {"HOME": os.environ.get("HOME", "/tmp")}
    return subprocess.Popen(python, bufsize=0, env=environment, cwd=ROOT, **pipes)
