"""What processes use, as Linux tells it in /proc."""

import contextlib
import os
from pathlib import Path


def threads_of_this_user() -> int:
    """RLIMIT_NPROC counts every thread of a user, so the limit starts above what is there."""
    count = 0
    for path in Path("/proc").glob("[0-9]*"):
        try:
            if path.stat().st_uid == os.getuid():
                count += sum(1 for _ in (path / "task").iterdir())
        except OSError:
            continue  # it has ended meanwhile
    return count


def usage(pid: int, most: int) -> tuple[int, int]:
    """Processes below pid, and the bytes of memory that they hold together."""
    children: dict[int, list[int]] = {}
    for name in filter(str.isdecimal, os.listdir("/proc")):  # often, so that paths are plain text
        with contextlib.suppress(OSError), open(f"/proc/{name}/stat", "rb") as file:
            parent = int(file.read().rpartition(b")")[2].split()[1])  # it may have ended meanwhile
            children.setdefault(parent, []).append(int(name))
    found, todo = [], [pid]
    while todo:
        below = children.get(todo.pop(), [])
        found += below
        todo += below
    return len(found), sum(map(memory_of, found)) if len(found) <= most else 0


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
