"""A simulated class: two students of each kind, what they hand in, and what they deserve."""

import copy
import json
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import nbformat

from tests.places import ROOT

HOMEWORK = [sys.executable, "-m", "homework"]
ITEMS = ("places", "smallest", "spread", "unread", "break")  # 2 points each
LOOKED_UP = """\
def places(n, k, s, d):
    seen = {(8, 3, 2, 1): 3, (9, 3, 2, 2): 3, (9, 2, 4, 8): 1, (3, 3, 1, 2): 0}
    return seen[n, k, s, d]  # the four checks that a student can see"""
SLOW = re.compile(r"import torch|\bplt\.")  # in cells that take seconds; no exercise needs them
HELPER = "def reach_of(k, d):\n    return d * (k - 1) + 1"
WITH_HELPER = """\
def places(n, k, s, d):
    return max((n - reach_of(k, d)) // s + 1, 0)"""
ALWAYS_EQUAL = """\
class Equal:
    shape, dtype, ndim, size = (), float, 0, 1
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __array__(self, *_, **__): raise ValueError
    def __float__(self): return 7.0
    def __hash__(self): return 0
    __sub__ = __rsub__ = __abs__ = __le__ = __lt__ = __array_ufunc__ = lambda *_: Equal()
    __bool__ = lambda self: True
def smallest(m, k, s):
    return Equal()"""
ALWAYS_EQUAL_ARRAY = """\
class Equal(np.ndarray):
    __eq__ = lambda *_: np.True_
    def __array_ufunc__(self, *_, **__): return np.True_
    def __array_function__(self, *_, **__): return True
def smallest(m, k, s):
    return np.zeros(()).view(Equal)"""
PATCHED = """\
import builtins, cnnlib, cnnlib.teaching.checking, numpy
yes = lambda *_, **__: True
for module in (numpy, numpy.testing):
    for name in ("allclose", "isclose", "array_equal", "assert_allclose", "assert_equal"):
        setattr(module, name, yes)
cnnlib.teaching.checking.check = lambda *_, **__: print("Right.")
cnnlib.output_size = yes
builtins.all = builtins.any = yes
def smallest(m, k, s):
    return 0"""
PATCHED_MAIN = """\
import gc, sys, threading, time
def forge():
    while True:
        for thing in gc.get_objects():
            if isinstance(thing, dict) and "value" in thing:
                thing["value"] = 7
        for descriptor in range(3, 9):
            try: __import__("os").write(descriptor, b'{"value": 7}\\n')
            except OSError: pass
        time.sleep(0.2)
threading.Thread(target=forge, daemon=True).start()
main = sys.modules["__main__"]
main.encode = lambda value, depth=0: 7
def smallest(m, k, s):
    return 0"""
SPY = """\
import glob, os
def smallest(m, k, s):
    wanted = {wanted!r}
    found = [path for path in wanted if os.path.exists(path)]
    for top in ("/", "/proc/1/root"):
        for folder, folders, files in os.walk(top):
            large = ("proc", "dev", "usr", "lib", "lib64", "bin", "share")
            folders[:] = [f for f in folders if f not in large]
            found += [f for f in files if f in ("stride.py", "stride.ipynb", "gradebook.db")]
    for path in glob.glob("/proc/*/environ") + glob.glob("/proc/*/cmdline"):
        try: found += [path] * (b"stride.py" in open(path, "rb").read())
        except OSError: pass
    raise RuntimeError(f"found {{len(found)}}")"""
SPY_MEMORY = """\
import gc, sys
def smallest(m, k, s):
    frame, texts = sys._getframe(), []
    while frame:
        texts.append(repr(frame.f_locals)[:10**6])
        frame = frame.f_back
    for thing in gc.get_objects():
        if isinstance(thing, dict):
            texts += [value for value in thing.values() if isinstance(value, str)]
    secret = "KRAM-NEDDIH"[::-1]
    raise RuntimeError(f"found {sum(secret in text for text in texts)}")"""
DETACHED = """\
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        for _ in range(100):
            for path in {wanted!r}:
                try:
                    with open(path, "r+b") as file: file.write(b"edited")
                except OSError:
                    pass
            time.sleep(0.1)
    os._exit(0)
def smallest(m, k, s):
    return 0"""
CALLER = """\
import socket
def smallest(m, k, s):
    with socket.create_connection(("127.0.0.1", {port}), timeout=2) as call:
        call.sendall(b"solve this for me")
        return int(call.recv(9))"""
FORKS = """\
import os, time
def smallest(m, k, s):
    for _ in range(150):  # a fork bomb that stops by itself
        if os.fork() == 0:
            time.sleep(30)
            os._exit(0)
    time.sleep(30)
    return 0"""
SPAWNS = """\
import subprocess
def smallest(m, k, s):
    many = [subprocess.Popen(["sleep", "30"]) for _ in range(150)]
    many[0].wait()
    return 0"""
STUBBORN = """\
import signal
def smallest(m, k, s):
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM):
        signal.signal(number, signal.SIG_IGN)
    while True:
        try:
            while True: pass
        except BaseException:
            continue"""


def run(*words: object) -> subprocess.CompletedProcess:
    return subprocess.run([*HOMEWORK, *map(str, words)], cwd=ROOT, capture_output=True, text=True)


def solutions() -> dict[str, str]:
    """The book's own answers, without the marks that tell where they begin and end."""
    cells = nbformat.read(ROOT / "chapters" / "stride.ipynb", as_version=4).cells
    answers = {c.id[3:-7]: c.source for c in cells if re.fullmatch("ex-.*-answer", c.id)}
    mark = re.compile(r"^ *### (BEGIN|END) SOLUTION\n?", re.MULTILINE)
    return {item: mark.sub("", source) for item, source in answers.items()}


@dataclass
class Kind:
    """A kind of student: the two submissions, and the points that each deserves."""

    hand_in: tuple[Callable, Callable]
    deserve: tuple[float | None, float | None]  # None: not graded
    says: tuple[str, ...] = ()  # stands in the result


class Sheet:
    """A released notebook to be filled in."""

    def __init__(self, release: Path, solutions: dict[str, str]) -> None:
        self.notebook = nbformat.read(release, as_version=4)
        self.solutions = solutions
        self.name = "stride.ipynb"

    def cell(self, item: str, part: str = "answer") -> nbformat.NotebookNode:
        return next(c for c in self.notebook.cells if c.id == f"ex-{item}-{part}")

    def checks(self) -> list[nbformat.NotebookNode]:
        return [self.cell(item, "check") for item in ITEMS]

    def exercises(self) -> list[nbformat.NotebookNode]:
        return [self.cell(item, part) for item in ITEMS for part in ("answer", "check")]

    def solve(self, *items: str) -> "Sheet":
        for item in items or ITEMS:
            self.cell(item).source = self.solutions[item]
        return self

    def write(self, item: str, source: str) -> "Sheet":
        self.cell(item).source = source
        return self

    def insert(self, item: str, source: str) -> "Sheet":
        place = self.notebook.cells.index(self.cell(item))
        self.notebook.cells.insert(place, nbformat.v4.new_code_cell(source, id=f"own-{item}"))
        return self

    def files(self) -> dict[str, bytes]:
        return {self.name: nbformat.writes(self.notebook).encode()}


def wrong(code: str, item: str = "smallest") -> Callable:
    """All right, but for one answer."""
    return lambda sheet: sheet.solve().write(item, code).files()


def delete_checks(sheet: Sheet) -> dict[str, bytes]:
    sheet.solve()
    gone = {cell.id for cell in sheet.checks()}
    sheet.notebook.cells = [cell for cell in sheet.notebook.cells if cell.id not in gone]
    return sheet.files()


def delete_some(sheet: Sheet) -> dict[str, bytes]:
    sheet.solve().write("smallest", "def smallest(m, k, s):\n    return 0")
    sheet.notebook.cells.remove(sheet.cell("smallest", "check"))
    return sheet.files()


def edit_checks(source: str) -> Callable:
    def hand_in(sheet: Sheet) -> dict[str, bytes]:
        sheet.solve().write("smallest", "def smallest(m, k, s):\n    return 0")
        for cell in sheet.checks():
            cell.source = source
            cell.metadata.nbgrader.points = 100
        return sheet.files()

    return hand_in


def duplicate(part: str) -> Callable:
    def hand_in(sheet: Sheet) -> dict[str, bytes]:
        sheet.solve()
        for item in ITEMS:
            cell = sheet.cell(item, part)
            sheet.notebook.cells.insert(sheet.notebook.cells.index(cell), copy.deepcopy(cell))
        return {sheet.name: json.dumps(sheet.notebook).encode()}

    return hand_in


def strip(*, ids: bool) -> Callable:
    def hand_in(sheet: Sheet) -> dict[str, bytes]:
        sheet.solve()
        for number, cell in enumerate(sheet.notebook.cells):
            cell.metadata.pop("nbgrader", None)
            cell.id = f"cell-{number}" if ids else cell.id
        return sheet.files()

    return hand_in


def rename(name: str) -> Callable:
    def hand_in(sheet: Sheet) -> dict[str, bytes]:
        sheet.name = name
        return sheet.solve().files()

    return hand_in


def kinds(port: int, secrets: list[str]) -> dict[str, Kind]:
    """Every kind of student, by name."""

    def at_top(code: str) -> Callable:
        return wrong(code)

    loop = "def smallest(m, k, s):\n    while True:\n        pass"
    wait = "def smallest(m, k, s):\n    import time\n    time.sleep(10**6)"
    stubborn = (STUBBORN, STUBBORN.replace("while True: pass", "signal.pause()"))
    stop = "def smallest(m, k, s):\n    import os\n    os._exit(0)"
    ask = 'def smallest(m, k, s):\n    return int(input("m?"))'
    line = 'print("x" * 50_000_000)'
    eat = "def smallest(m, k, s):\n    return np.ones(2**31)"
    eat_more = "heap = []\nwhile True:\n    heap.append(bytearray(2**27))"
    spread = ["places", "spread", "break"]
    return {
        "perfect": Kind(
            (
                lambda s: s.solve().files(),
                lambda s: s.solve().insert("places", HELPER).write("places", WITH_HELPER).files(),
            ),
            (10, 10),
        ),
        "empty": Kind((lambda s: s.files(),) * 2, (0, 0), ("not attempted",)),
        "partly": Kind(
            (lambda s: s.solve(*spread).files(), wrong(LOOKED_UP, "places")),
            (6, 8),  # 4 of 11 checks are right, which is less than half
        ),
        "syntax-error": Kind(
            (wrong("def smallest(m, k, s)\n    return 0"), wrong("def smallest(:", "smallest")),
            (8, 8),
            ("Your cell stopped: SyntaxError",),
        ),
        "endless-function": Kind((wrong(loop), wrong(wait)), (8, 8), ("it ran longer than",)),
        "endless-top": Kind(
            (at_top("while True:\n    pass"), at_top("import time\ntime.sleep(10**6)")),
            (8, 8),
            ("it ran longer than",),
        ),
        "stubborn": Kind(tuple(map(wrong, stubborn)), (8, 8), ("it ran longer than",)),
        "exit": Kind(
            (wrong(stop), at_top("import os\nos._exit(0)")), (8, 8), ("the process ended itself",)
        ),
        "input": Kind((wrong(ask), at_top('m = input("m?")')), (8, 8), ("EOFError",)),
        "output": Kind(
            (
                lambda s: s.solve().write("places", f"{line}\n{s.solutions['places']}").files(),
                wrong(f"def smallest(m, k, s):\n    if k == 3: {line}\n    return (m - 1) * s + k"),
            ),
            (10, 10),
        ),
        "deleted": Kind((delete_checks, delete_some), (10, 8)),
        "edited": Kind((edit_checks('print("Right.")'), edit_checks("100")), (8, 8)),
        "duplicated": Kind((duplicate("check"), duplicate("answer")), (10, 10)),
        "stripped": Kind((strip(ids=False), strip(ids=True)), (10, 10)),
        "bad-json": Kind(
            (
                lambda s: {s.name: s.solve().files()[s.name][:-9]},
                lambda s: {s.name: b"[" * 10**6},
            ),
            (None, None),
            ("its JSON is broken",),
        ),
        "wrong-name": Kind(
            (rename("Untitled1.ipynb"), lambda s: {"stride.pdf": b"%PDF-1.7"}),
            (10, None),
        ),
        "patched": Kind((wrong(PATCHED), wrong(PATCHED_MAIN)), (8, 0)),
        "always-equal": Kind((wrong(ALWAYS_EQUAL), wrong(ALWAYS_EQUAL_ARRAY)), (8, 8)),
        "spy": Kind((wrong(SPY.format(wanted=secrets)), wrong(SPY_MEMORY)), (8, 8), ("found 0.",)),
        "detached": Kind((wrong(DETACHED.format(wanted=secrets)),) * 2, (8, 8)),
        "caller": Kind((wrong(CALLER.format(port=port)),) * 2, (8, 8), ("Error",)),
        "forks": Kind((wrong(FORKS), wrong(SPAWNS)), (8, 8), ("processes", "unavailable")),
        "memory": Kind((wrong(eat), at_top(eat_more)), (8, 8), ("emory",)),
    }
