"""`grade`, first step: find out which student handed in which chapter, from any LMS's download."""

import itertools
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from .course import Chapter, Refusal, grade_id

FILE_LIMIT, ALL_LIMIT, FILES = 100 * 2**20, 4 * 2**30, 20_000
MOODLE = re.compile(r"(?P<who>.+?_\d+)_assignsubmission_", re.DOTALL)
CANVAS = re.compile(r"(?P<who>[^_]+)_(?:LATE_)?(?P<id>\d+)_\d+_(?P<file>.+)", re.DOTALL)
ATTEMPT = re.compile(r"(?:-| \()(\d+)\)?$")  # stride-1.ipynb from Canvas, stride (1).ipynb


@dataclass
class Submission:
    """One student's work on one chapter, or the reason why it can't be graded."""

    student: str
    chapter: str
    cells: list = field(default_factory=list)
    raw: bytes = b""
    problem: str = ""
    notes: list[str] = field(default_factory=list)


def files(place: Path) -> Iterator[tuple[PurePosixPath, bytes | None]]:
    """Every file of a folder or zip, never unpacked on disk; None for one that is too large."""
    if place.is_dir():
        for path in sorted(place.rglob("*")):
            inside = place.resolve() in path.resolve().parents  # no link out of the folder
            if path.is_file() and inside:
                small = path.stat().st_size <= FILE_LIMIT
                name = PurePosixPath(path.relative_to(place).as_posix())
                yield name, path.read_bytes() if small else None
        return
    if not zipfile.is_zipfile(place):
        raise Refusal(f"{place} is neither a folder nor a zip: give what the LMS let you download.")
    with zipfile.ZipFile(place) as archive:
        entries = archive.infolist()
        if len(entries) > FILES or sum(entry.file_size for entry in entries) > ALL_LIMIT:
            raise Refusal(
                f"{place} unpacks to {len(entries)} files of {ALL_LIMIT >> 30} GiB or more: "
                "that is no class; unpack it by hand and look."
            )
        for entry in entries:
            if not entry.is_dir():
                try:
                    with archive.open(entry) as file:
                        content = file.read(FILE_LIMIT + 1)
                except (RuntimeError, zipfile.BadZipFile, NotImplementedError, EOFError, OSError):
                    content = b""  # encrypted or damaged: it will be no notebook
                name = PurePosixPath(entry.filename.replace("\\", "/"))
                yield name, content if len(content) <= FILE_LIMIT else None


def student_of(path: PurePosixPath, above: int, chapters: set[str]) -> str:
    """The student whom a path names, in the manner of Moodle, Canvas, nbgrader or a plain folder.

    `above` counts the folders that all the files have in common.

    Examples
    --------
    >>> def student(path, above=0): return student_of(PurePosixPath(path), above, {"stride"})
    >>> student("Ada Lovelace_4711_assignsubmission_file_/stride.ipynb")
    'Ada Lovelace_4711'
    >>> student("lovelaceada_LATE_4711_981_stride-1.ipynb")
    'lovelaceada_4711'
    >>> student("submitted/ada/stride/stride.ipynb", 1), student("ada/stride/stride.ipynb", 2)
    ('ada', 'ada')
    >>> student("class/ada/my work.ipynb", 1), student("class/ada.ipynb", 1), student("ada.ipynb")
    ('ada', 'ada', 'ada')
    """
    for part in path.parts:
        if found := MOODLE.match(part):
            return safe(found["who"])
        if found := CANVAS.match(part):
            return safe(f"{found['who']}_{found['id']}")
    folders = [part for part in path.parts[above:-1] if part not in chapters]
    stem = ATTEMPT.sub("", path.stem)
    common = [part for part in path.parts[:above] if part not in chapters | {"submitted"}]
    if folders or (common and stem in chapters):
        return safe(folders[0] if folders else common[-1])
    return safe(stem)


def visible(path: PurePosixPath) -> bool:
    """Whether a person made the file, and not the system."""
    return not any(part.startswith(".") or part == "__MACOSX" for part in path.parts)


def safe(name: str) -> str:
    """A name that is one folder and nothing else, on every system."""
    return re.sub(r"[^\w.@ +-]", "_", name).strip(". ")[:100] or "_"


def read_cells(content: bytes | None) -> tuple[list, str]:
    """The cells of a notebook, or one sentence on why there are none."""
    if content is None:
        return [], f"the file is larger than {FILE_LIMIT >> 20} MiB: clear its outputs"
    try:
        cells = json.loads(content)["cells"]
        good = [
            {
                "cell_type": str(cell["cell_type"]),
                "id": str(cell.get("id", "")),
                "metadata": cell.get("metadata") if isinstance(cell.get("metadata"), dict) else {},
                "source": "".join(cell["source"]),
            }
            for cell in cells
        ]
    except (ValueError, RecursionError) as error:
        return [], f"the file is no notebook: its JSON is broken ({str(error)[:80]})"
    except (KeyError, TypeError, AttributeError):
        return [], "the file is no notebook of format 4: save it again in Jupyter"
    return good, ""


def chapter_of(path: PurePosixPath, cells: list, chapters: dict[str, Chapter]) -> str:
    """Which chapter it is: by its cells, else by the file's; empty if none or unclear."""
    here = {grade_id(cell) for cell in cells} | {cell["source"] for cell in cells}
    counts = {}
    for name, chapter in chapters.items():
        release = chapter.release.cells
        known = {grade_id(cell) for cell in release} | {cell.source for cell in release}
        counts[name] = len(here & (known - {""}))
    best = max(counts, key=counts.get)
    if counts[best] >= 2 and list(counts.values()).count(counts[best]) == 1:
        return best
    named = [name for name in chapters if name in path.stem or name in path.parts]
    return max(named, key=len) if named else ""


def collect(place: Path, chapters: dict[str, Chapter]) -> list[Submission]:
    """All submissions, one for each student and chapter, the newest attempt of several."""
    if not place.exists():
        raise Refusal(f"There is no {place}: give the folder or zip that the LMS let you download.")
    found: dict[tuple[str, str], tuple[tuple, Submission]] = {}
    lost: dict[str, str] = {}
    everyone = set()
    handed_in = [(path, content) for path, content in files(place) if visible(path)]
    levels = zip(*(path.parts[:-1] for path, _ in handed_in), strict=False)
    above = sum(1 for _ in itertools.takewhile(lambda level: len(set(level)) == 1, levels))
    for path, content in handed_in:
        student = student_of(path, above, set(chapters))
        everyone.add(student)
        if path.suffix.lower() not in (".ipynb", ".json", ""):
            lost.setdefault(student, f"{path.name[:80]} is no notebook: hand in the .ipynb file")
            continue
        cells, problem = read_cells(content)
        chapter = chapter_of(path, cells, chapters)
        if not chapter:
            known = ", ".join(chapters)
            lost[student] = problem or f"{path.name[:80]} holds no exercise of {known}"
            continue
        submission = Submission(student, chapter, cells, content or b"", problem)
        if path.stem != chapter and not path.stem.endswith(f"_{chapter}"):
            submission.notes.append(f"found in {path.name[:80]}")
        attempt = ATTEMPT.search(path.stem)
        age = (not problem, int(attempt[1]) if attempt else 0)  # what can be read comes first
        old = found.get((student, chapter))
        if old:
            submission.notes.append("handed in more than once: the last that can be read counts")
        if old is None or age >= old[0]:
            found[student, chapter] = age, submission
    if not everyone:
        raise Refusal(f"{place} holds no submission: give what the LMS let you download.")
    for student in everyone:
        if not any(key[0] == student for key in found):
            for chapter in chapters:
                problem = lost.get(student, "no notebook was handed in")
                found[student, chapter] = (), Submission(student, chapter, problem=problem)
    return [submission for _, (_, submission) in sorted(found.items())]
