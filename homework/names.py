"""Who handed a file in: what the names in an LMS's download tell."""

import re
import unicodedata
from hashlib import sha256
from pathlib import PurePosixPath

MOODLE = re.compile(r"(?P<who>.+?_\d+)_assignsubmission_", re.DOTALL)
CANVAS = re.compile(r"(?P<who>[^_]+)_(?:LATE_)?(?P<id>\d+)_\d+_(?P<file>.+)", re.DOTALL)
ATTEMPT = re.compile(r"(?:-| \()(\d+)\)?$")  # stride-1.ipynb from Canvas, stride (1).ipynb
LONGEST = 60  # characters of a name


def student_of(path: PurePosixPath, above: int, chapters: set[str]) -> str:
    """The student whom a path names, in the manner of Moodle, Canvas, nbgrader or a plain folder.

    `above` counts the folders that all the files have in common. What lies deeper than one step
    below them was named by the student, who could write another's name there.

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
    >>> student("class/ada/lovelacealan_4712_982_stride.ipynb", 1)
    'ada'
    """
    for part in path.parts[: above + 1]:
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


def safe(name: str) -> str:
    """A name that is one folder and nothing else, on every system, and nobody else's.

    Examples
    --------
    >>> safe("Ada Lovelace_4711"), safe("Zoë")
    ('Ada Lovelace_4711', 'Zoë')
    >>> safe("a/b"), safe("a:b")
    ('a_b c14cdd', 'a_b 6783a3')
    """
    name = unicodedata.normalize("NFC", name)
    short = re.sub(r"[^\w.@ +-]", "_", name).strip(". ")[:LONGEST] or "_"
    if short == name:
        return name
    return f"{short} {sha256(name.encode('utf-8', 'surrogateescape')).hexdigest()[:6]}"


def visible(path: PurePosixPath) -> bool:
    """Whether a person made the file, and not the system."""
    return not any(part.startswith(".") or part == "__MACOSX" for part in path.parts)
