"""The rooms lean on one another in one direction, and a room's private files are its own."""

import re

import pytest

from tests.places import ROOT
from tests.project.imports import circle, files, graph

FOLDERS = ("cnnlib", "_ext", "homework", "editions", "publish", "programs")
LEANS = {  # room: the rooms whose files it may import, beside its own
    "cnnlib.arguments": [],
    "cnnlib.teaching": [],
    "cnnlib.data": ["cnnlib.arguments"],
    "cnnlib.shapes": ["cnnlib.arguments"],
    "cnnlib.ops": ["cnnlib.arguments", "cnnlib.shapes"],
    "cnnlib.network": ["cnnlib.arguments", "cnnlib.ops"],
    "cnnlib.training": ["cnnlib.arguments"],
    "cnnlib": ["cnnlib.data", "cnnlib.ops", "cnnlib.shapes", "cnnlib.teaching"],
    "cnnlib.widgets": [
        *("cnnlib", "cnnlib.data", "cnnlib.ops", "cnnlib.shapes", "cnnlib.teaching"),
        "cnnlib.training",  # DigitPad's weights were learned
    ],
    "_ext": [],
    "_ext.execution": ["_ext"],
    "_ext.live_widgets": ["_ext"],
    "_ext.mathematics": ["_ext"],
    "_ext.pages": ["_ext", "_ext.mathematics"],
    "_ext.publishing": ["_ext", "_ext.mathematics"],
    "homework": ["cnnlib", "cnnlib.teaching", "_ext.publishing"],
    "editions": ["cnnlib.teaching", "cnnlib.widgets", "_ext.publishing", "programs"],
    "publish": ["homework", "_ext.publishing"],
    "programs": [],
}
WIDGETS = {  # the same inside cnnlib/widgets; a widget's folder is "widget"
    "engine": [],
    "kit": ["engine"],
    "board": ["engine", "kit"],
    "common": ["board", "kit"],
    "widget": ["board", "engine", "kit"],
    "__init__": ["widget"],
}
LINES, FILES = 225, 22  # "about 200 lines, about twenty files"
TORCH = ("torch", "tqdm", "pooch")  # for cnnlib.training, and for fetching


def room(name: str) -> str:
    """Return the room of a file: "cnnlib.ops.conv" is in "cnnlib.ops"; "" for other packages."""
    dotted = name.replace("/", ".") + "."
    return next((r for r in sorted(LEANS, reverse=True) if dotted.startswith(f"{r}.")), "")


def part(name: str) -> str:
    """Return the part of cnnlib/widgets that a file, by its name in either language, is in."""
    first = re.split(r"[./]", name)[2:3] or ["__init__"]
    return first[0] if first[0] in WIDGETS else "widget"


@pytest.mark.parametrize("name", LEANS)
def test_a_room_leans_on_those_below_it(name: str) -> None:
    for file, leans in graph(*FOLDERS).items():
        if room(file) == name:
            assert not any(other.startswith(("tests", "benchmarks")) for other in leans), file
            others = {room(other) for other in leans} - {"", name}
            assert others <= {*LEANS[name]}, f"{file} imports from {others}"


@pytest.mark.parametrize("name", WIDGETS)
def test_a_widget_leans_on_what_all_share(name: str) -> None:
    for file, leans in graph("cnnlib/widgets").items():
        own = re.split(r"[./]", file)[:3]
        inside = (
            other for other in leans if other.startswith(("cnnlib.widgets", "cnnlib/widgets"))
        )
        others = {part(other) for other in inside if re.split(r"[./]", other)[:3] != own}
        if part(file) == name:
            assert others <= {*WIDGETS[name]}, f"{file} imports from {others}"


def test_no_files_import_one_another() -> None:
    leans = graph(*FOLDERS)
    assert len(leans) > 200 and sum(map(len, leans.values())) > 600  # they were read
    assert not circle(leans)


def test_private_files_stay_in_their_room() -> None:
    for file, leans in graph(*FOLDERS, "tests", "benchmarks").items():
        for other in leans:
            if re.search(r"\._[a-z]\w*$", other) and other in files("cnnlib"):
                tested = file.replace("tests.", "cnnlib.", 1)  # a room's tests belong to it
                assert room(other) in (room(file), room(tested)), f"{file} imports {other}"


def test_torch_is_imported_by_what_trains_alone() -> None:
    for file, path in files("cnnlib").items():
        top = [
            line for line in path.read_text("utf-8").split("\n") if re.match("import|from", line)
        ]
        heavy = [line for line in top if line.split()[1].split(".")[0] in TORCH]
        assert not heavy or room(file) == "cnnlib.training", f"{file}: {heavy}"


def test_no_file_is_long_and_no_folder_full() -> None:
    listed = [
        path for folder in (*FOLDERS, "tests", "benchmarks") for path in (ROOT / folder).rglob("*")
    ]
    sources = [path for path in listed if path.suffix in (".py", ".mjs", ".js", ".css")]
    lines = {path.name: len(path.read_text("utf-8").split("\n")) for path in sources}
    assert not {name: count for name, count in lines.items() if count > LINES}
    for folder in {path.parent for path in sources}:
        assert sum(path.parent == folder for path in sources) <= FILES, folder
