"""A simulated class: two students of each kind, what they hand in, and what they deserve."""

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass

from tests.homework.class_answers import (
    ALWAYS_EQUAL,
    ALWAYS_EQUAL_ARRAY,
    CALLER,
    DETACHED,
    FORKS,
    HELPER,
    LOOKED_UP,
    PATCHED,
    PATCHED_MAIN,
    SPAWNS,
    SPY,
    SPY_MEMORY,
    STUBBORN,
    WITH_HELPER,
)
from tests.homework.sheet import ITEMS, Sheet


@dataclass
class Kind:
    """A kind of student: the two submissions, and the points that each deserves."""

    hand_in: tuple[Callable, Callable]
    deserve: tuple[float | None, float | None]  # None: not graded
    says: tuple[str, ...] = ()  # stands in the result


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
