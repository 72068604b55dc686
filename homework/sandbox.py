"""One bubblewrap command, and the limits of what runs in it."""

import contextlib
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from .course import ROOT, Refusal

INSIDE = Path(__file__).parent / "inside"
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


def command() -> list[str]:
    """bubblewrap with no network, own processes and users, and the Python environment to read.

    Nothing of the course, the book or the home folder is in there: the submission comes through
    the pipe, cell by cell. Files can be written in /tmp alone, which is memory.
    """
    import cnnlib

    package = Path(cnnlib.__file__).parent
    environment = {Path(sys.prefix), Path(sys.base_prefix), package, INSIDE}
    words = ["bwrap", "--unshare-all", "--unshare-user", "--uid", "65534", "--gid", "65534"]
    words += ["--cap-drop", "ALL", "--die-with-parent", "--new-session", "--hostname", "sandbox"]
    words += ["--clearenv", "--proc", "/proc", "--dev", "/dev"]
    words += ["--size", str(2**26), "--tmpfs", "/tmp"]
    for path in [*map(Path, SYSTEM), *sorted(environment)]:
        if path.is_symlink():
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
        "PYTHONDONTWRITEBYTECODE": "1",
        "TQDM_DISABLE": "1",
    }


def check_sandbox() -> None:
    """Refuse where bubblewrap is missing, or where the system does not let it work."""
    if shutil.which("bwrap") is None:
        raise Refusal(NO_BUBBLEWRAP)
    tried = subprocess.run([*command(), "/bin/true"], capture_output=True, text=True)
    if tried.returncode:
        raise Refusal(f"{NO_BUBBLEWRAP} It says: {tried.stderr.strip()[:200]}")


def start(limits: Limits, sandboxed: bool) -> subprocess.Popen:
    """Start a student's process, which serves requests on its stdin and stdout."""
    own = _threads_of_this_user() if not sandboxed else 0
    numbers = [limits.memory, max(60, int(limits.seconds * 20)), own + PROCESSES]
    python = [sys.executable, "-s", "-P", str(INSIDE), *map(str, numbers)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    if sandboxed:
        return subprocess.Popen([*command(), *python], bufsize=0, **pipes)
    environment = variables() | {"HOME": os.environ.get("HOME", "/tmp")}
    return subprocess.Popen(python, bufsize=0, env=environment, cwd=ROOT, **pipes)


def _threads_of_this_user() -> int:
    """RLIMIT_NPROC counts every thread of a user, so the limit starts above what is there."""
    count = 0
    for path in Path("/proc").glob("[0-9]*"):
        try:
            if path.stat().st_uid == os.getuid():
                count += sum(1 for _ in (path / "task").iterdir())
        except OSError:
            continue  # it has ended meanwhile
    return count


def usage(pid: int) -> tuple[int, int]:
    """Processes below pid, and the bytes of memory that they hold together; Linux alone knows."""
    children: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # it may have ended meanwhile
            parent = int(path.read_text().rpartition(")")[2].split()[1])
            children.setdefault(parent, []).append(int(path.parent.name))
    found, todo = [], [pid]
    while todo:
        below = children.get(todo.pop(), [])
        found += below
        todo += below
    return len(found), sum(map(memory_of, found)) if len(found) <= PROCESSES else 0


def memory_of(pid: int) -> int:
    """Bytes that a process holds; what it shares with others counts in part."""
    with contextlib.suppress(OSError):
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
        sizes = [int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:")]
        return sum(sizes) * 1024
    with contextlib.suppress(OSError):
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")
    return 0
