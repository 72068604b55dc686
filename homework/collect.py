"""`grade`, first step: find out which student handed in which chapter, from any LMS's download."""

import itertools
import json
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path, PurePosixPath

from .course import Chapter, Refusal, grade_id
from .download import FILE_LIMIT, Read, files
from .names import ATTEMPT, student_of, visible

CELLS, TEXT = 5000, 2 * 2**20  # no chapter has 200 cells, or a tenth of that many characters


@dataclass
class Submission:
    """One student's work on one chapter, or the reason why it can't be graded."""

    student: str
    chapter: str
    cells: list = field(default_factory=list)
    read: Read = bytes
    digest: str = ""  # of the file's bytes
    problem: str = ""
    notes: list[str] = field(default_factory=list)


def read_cells(content: bytes | None) -> tuple[list, str]:
    """The cells of a notebook, or one sentence on why there are none."""
    if content is None:
        return [], f"the file is larger than {FILE_LIMIT >> 20} MiB: clear its outputs"
    try:
        cells = json.loads(content)["cells"]
        if len(cells) > CELLS:
            return [], f"the notebook has {len(cells)} cells, and {CELLS} are the limit"
        good = [
            {
                "cell_type": str(cell["cell_type"]),
                "id": str(cell.get("id", "")),
                "metadata": {"nbgrader": (cell.get("metadata") or {}).get("nbgrader", {})},
                "source": "".join(cell["source"]),
            }
            for cell in cells
        ]
        size = sum(len(cell["source"]) for cell in good)
        if size > TEXT:
            return [], f"its cells hold {size} characters, and {TEXT} are the limit"
    except (ValueError, RecursionError) as error:
        return [], f"the file is no notebook: its JSON is broken ({str(error)[:80]})"
    except (KeyError, TypeError, AttributeError):
        return [], "the file is no notebook of format 4: save it again in Jupyter"
    return good, ""


def chapter_of(path: PurePosixPath, cells: list, chapters: dict[str, Chapter]) -> str:
    """Which chapter it is: by its cells, else by the file's; empty if none or unclear."""
    here = {grade_id(cell) for cell in cells} | {cell["source"] for cell in cells}
    counts: dict[str, int] = {}
    for name, chapter in chapters.items():
        release = chapter.release.cells
        known = {grade_id(cell) for cell in release} | {cell.source for cell in release}
        counts[name] = len(here & (known - {""}))
    best = max(counts, key=counts.__getitem__)
    if counts[best] >= 2 and list(counts.values()).count(counts[best]) == 1:
        return best
    named = [name for name in chapters if name in path.stem or name in path.parts]
    return max(named, key=len) if named else ""


def collect(place: Path, chapters: dict[str, Chapter]) -> list[Submission]:
    """All submissions, one for each student and chapter, the newest attempt of several."""
    found: dict[tuple[str, str], tuple[tuple, Submission]] = {}
    lost: dict[str, str] = {}
    everyone = set()
    handed_in = [(path, read) for path, read in files(place) if visible(path)]
    levels = zip(*(path.parts[:-1] for path, _ in handed_in), strict=False)
    above = sum(1 for _ in itertools.takewhile(lambda level: len(set(level)) == 1, levels))
    for path, read in handed_in:
        student = student_of(path, above, set(chapters))
        everyone.add(student)
        if path.suffix.lower() not in (".ipynb", ".json", ""):
            lost.setdefault(student, f"{path.name[:80]} is no notebook: hand in the .ipynb file")
            continue
        content = read()
        cells, problem = read_cells(content)
        chapter = chapter_of(path, cells, chapters)
        if not chapter:
            known = ", ".join(chapters)
            lost[student] = problem or f"{path.name[:80]} holds no exercise of {known}"
            continue
        digest = sha256(content or b"").hexdigest()
        submission = Submission(student, chapter, cells, read, digest, problem)
        if path.stem != chapter and not path.stem.endswith(f"_{chapter}"):
            submission.notes.append(f"found in {path.name[:80]}")
        attempt = ATTEMPT.search(path.stem)
        number = int(attempt[1][:9]) if attempt else 0
        age = (not problem, number)  # what can be read comes first
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
    return [submission for _, (_, submission) in sorted(found.items(), key=lambda pair: pair[0])]
