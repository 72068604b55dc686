"""Grade one submission: its answers run there, the checks, hidden ones included, run here."""

import contextlib
import hashlib
import io
from dataclasses import asdict, dataclass, field

import cnnlib
import cnnlib.checking

from .course import Chapter, Item, Refusal, split_hidden
from .restore import Restored, reference
from .sandbox import Limits
from .slicing import needed
from .student import STARTING, Stopped, Student

RIGHT, NOT_YET, OPEN, MANUAL = "right", "not yet", "not attempted", "for a person to grade"


@dataclass
class Grade:
    """What became of one item."""

    item: str
    of: float
    points: float | None
    verdict: str
    said: list[str]
    answer: str


@dataclass
class Result:
    """One student's chapter: exactly one status, and a reason where it is not ok."""

    student: str
    chapter: str
    status: str = "ok"  # ok, needs_manual or not_graded
    reason: str = ""
    items: list[Grade] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    digest: str = ""

    @property
    def total(self) -> float | None:
        """The points together; None as long as some are not known."""
        points = [item.points for item in self.items]
        return None if None in points or self.status == "not_graded" else sum(points)


@dataclass
class Recorder:
    """Stands in for `cnnlib.checking.check`: the same verdict, kept instead of printed."""

    said: list[str] = field(default_factory=list)

    def check(self, function, arguments, expected, hint) -> None:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            _check(function, arguments, expected, hint)
        self.said.append(" ".join(printed.getvalue().split()))


_check = cnnlib.checking.check


class Examiner:
    """A chapter made ready once; `examine` is called in a fork of this process for each student."""

    def __init__(self, chapter: Chapter) -> None:
        self.chapter, self.recorder = chapter, Recorder()
        cnnlib.checking.check = self.recorder.check
        self.whole = "\n".join(chapter.plain)
        self.names = {name for item in chapter.items for name in item.defines}
        self.namespace: dict = {"__name__": "__main__"}
        with contextlib.redirect_stdout(io.StringIO()):
            try:
                for statement in needed(chapter.plain, [item.check for item in chapter.items]):
                    self.run(statement)
            except Exception:  # it leans on more than its names tell: run all of the chapter
                self.namespace = {"__name__": "__main__"}
                for source in chapter.plain:
                    self.run(source)
        for name in self.names:
            self.namespace.pop(name, None)

    def run(self, source: str) -> None:
        exec(compile(source, f"<{self.chapter.name}>", "exec"), self.namespace)

    def examine(self, result: Result, work: Restored, limits: Limits, sandboxed: bool) -> Result:
        """Fill in the result of one submission."""
        cnnlib.seed(result.student)
        self.student, self.work = Student(limits, sandboxed), work
        self.skipped: set[int] = set()  # steps that ended the process
        self.errors: dict[str, str] = {}
        try:
            result.items = [self.grade(item) for item in self.chapter.items]
        finally:
            self.student.end()
        result.notes += work.notes
        if any(item.points is None for item in result.items):
            result.status, result.reason = "needs_manual", "some answers are for a person to grade"
        elif work.doubts:
            result.status = "needs_manual"
            result.reason = "; ".join(work.doubts) + ": the last answer was graded"
        return result

    def prepare(self) -> None:
        """Start the student's process and run the answers; what kills it is left out next time."""
        while self.student.process is None:
            self.student.begin()
            self.student.allow(STARTING)
            with contextlib.suppress(Stopped):
                seed = f"import cnnlib\ncnnlib.seed({cnnlib.seeding._student!r})"
                self.student.ask(do="run", source=seed)
            if self.student.process is None:
                raise OSError(f"a student's process could not be started: {self.student.why}")
            for i, step in enumerate(self.work.steps):
                if i in self.skipped:
                    continue
                try:
                    if i:  # the first are the chapter's own statements
                        self.student.allow()
                    self.student.ask(do="run", source=step.source)
                except Stopped as stopped:
                    if not i:
                        raise OSError(f"the chapter's own statements failed: {stopped}") from None
                    self.skipped.add(i)
                    self.errors[step.item] = str(stopped)
                    if not step.item:  # one of the student's own cells: do without all of them
                        own = [n for n, other in enumerate(self.work.steps) if n and not other.item]
                        self.skipped |= set(own)
                    break
                except Exception as error:
                    self.errors[step.item] = f"{type(error).__name__}: {error}"
                    if not i and step.source != self.whole:
                        step.source = self.whole  # as above: once more, with all of the chapter
                        self.student.end()
                        break

    def grade(self, item: Item) -> Grade:
        """Run an item's checks against the student's process; all have to say right."""
        answer = self.work.answers[item.name]
        if not item.check:
            return Grade(item.name, item.points, None, MANUAL, [], answer)
        if not answer:
            self.run_quietly(item)  # later checks may use what it defines
            return Grade(item.name, item.points, 0.0, OPEN, [], "")
        self.prepare()
        seen, hidden = split_hidden(item.check)
        self.student.allow()
        said = self.verdicts(item, seen)
        if hidden:
            known = [line.partition("Hint: ") for line in self.verdicts(item, hidden)]
            said += [
                line
                if line == "Right."
                else f"Not yet, in a check that you have not seen. {h}{hint}"
                for line, h, hint in known
            ]
        if item.name in self.errors and set(said) != {"Right."}:
            said.insert(0, f"Your cell stopped: {self.errors[item.name]}")
        right = bool(said) and set(said) == {"Right."}
        untouched = bool(said) and set(said) == {"Not attempted yet."}
        verdict = RIGHT if right else OPEN if untouched else NOT_YET
        return Grade(item.name, item.points, item.points * right, verdict, said, answer)

    def verdicts(self, item: Item, source: str) -> list[str]:
        """What the checks in some code say, with the student's names put in."""
        self.recorder.said = []
        try:
            for name, is_function in item.defines.items():
                if is_function:
                    self.namespace[name] = self.student.remote(name)
                    continue
                self.namespace[name] = ...
                with contextlib.suppress(NotImplementedError):
                    self.namespace[name] = self.student.ask(do="get", name=name)
            with contextlib.redirect_stdout(io.StringIO()):
                self.run(source)
        except Exception as error:  # a check meets an answer that its author did not think of
            self.recorder.said.append(f"Not yet: {type(error).__name__}: {error}.")
        return self.recorder.said

    def run_quietly(self, item: Item) -> None:
        for name in item.defines:
            self.namespace[name] = ...
        with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(Exception):
            self.run(split_hidden(item.check)[0])

    def prove(self, limits: Limits, sandboxed: bool) -> None:
        """The book's own solutions have to get all points, else it is the checks that are wrong."""
        result = self.examine(
            Result("", self.chapter.name), reference(self.chapter), limits, sandboxed
        )
        for item in result.items:
            if item.points != item.of and item.verdict != MANUAL:
                raise Refusal(
                    f"{item.item}: the book's own solution does not pass ({' '.join(item.said)}): "
                    "mend the check or the hidden tests before you grade."
                )


def digest(raw: bytes, chapter: Chapter, limits: Limits, sandboxed: bool) -> str:
    """Changes when anything changes that the grade depends on."""
    words = repr((asdict(limits), sandboxed)).encode()
    return hashlib.sha256(raw + chapter.bytes + words).hexdigest()
