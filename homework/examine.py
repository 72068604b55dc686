"""Grade one submission: its answers run there, the checks, hidden ones included, run here."""

import contextlib
import io

import cnnlib
from cnnlib.teaching.checking import OPEN as SAYS_OPEN
from cnnlib.teaching.checking import RIGHT as SAYS_RIGHT
from cnnlib.teaching.checking import Checks

from .answers import Answers
from .course import Chapter, Item, Refusal, split_hidden
from .restore import Restored, reference
from .results import MANUAL, NOT_YET, OPEN, PARTLY, RIGHT, SHOWN, Grade, Result
from .sandbox import Limits

UNSEEN = "Not yet, in a check that you have not seen."


class Examiner:
    """A chapter made ready once; `examine` is called in a fork of this process for each student."""

    def __init__(self, chapter: Chapter) -> None:
        self.chapter = chapter
        self.ready()

    def ready(self) -> None:
        """Run what the checks lean on, but for the names that answers define."""
        self.namespace: dict = {"__name__": "__main__"}
        items = self.chapter.items
        answers = [f"{name} = ..." for item in items for name in item.defines]
        try:
            for source in self.chapter.below([*answers, *(item.check for item in items)]):
                self.run(source)
        except Exception:
            if not self.chapter.lean:
                raise
            self.chapter.lean = False
            self.ready()
        for item in items:
            for name in item.defines:
                self.namespace.pop(name, None)

    def run(self, source: str) -> None:
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(source, f"<{self.chapter.name}>", "exec"), self.namespace)

    def examine(self, result: Result, work: Restored, limits: Limits, sandboxed: bool) -> Result:
        """Fill in the result of one submission."""
        cnnlib.seed(result.student)
        # Hidden tests are asked of another process, and nothing that it says is passed on. So a
        # function that keeps its arguments has nobody to tell them to.
        seen = Answers(work.steps, limits, sandboxed)
        unseen = seen.twin()
        try:
            for item in self.chapter.items:
                result.items.append(self.grade(item, work.answers[item.name], seen, unseen))
        finally:
            seen.student.end()
            unseen.student.end()
        result.notes += work.notes
        if any(item.points is None for item in result.items):
            result.status, result.reason = "needs_manual", "some answers are for a person to grade"
        elif work.doubts:
            result.status = "needs_manual"
            result.reason = "; ".join(work.doubts) + ": the last answer was graded"
        return result

    def grade(self, item: Item, answer: str, seen: Answers, unseen: Answers) -> Grade:
        """Run an item's checks; each that says right earns its share of the points."""
        shown, hidden = split_hidden(item.check)
        grade = Grade(item.name, item.points, 0.0, OPEN, [], answer[:SHOWN])
        if not item.check:
            grade.points, grade.verdict = None, MANUAL
            return grade
        if not answer:
            with contextlib.suppress(Exception):  # later checks may use what it defines
                self.check(shown, dict.fromkeys(item.defines, ...))
            return grade
        seen.prepare()
        seen.student.allow()
        self.namespace["check"] = Checks(item.points)
        trouble = self.ask(item, shown, seen)
        checks = self.namespace["check"]
        number = len(checks.said)
        grade.said = [f"{v} Hint: {h}" if v.startswith("Not yet") else v for v, h in checks.said]
        grade.said += [f"Not yet: {trouble}."] if trouble else []
        if item.name in seen.errors and set(grade.said) != {SAYS_RIGHT}:
            grade.said.insert(0, f"Your cell stopped: {seen.errors[item.name]}")
        if hidden and not trouble:
            if seen.student.process is None:  # what ended the one would end the other
                unseen.student.end()
            else:
                unseen.prepare()
                unseen.student.allow()
            trouble = self.ask(item, hidden, unseen)
            for said, hint in checks.said[number:]:
                grade.said.append(f"{UNSEEN} Hint: {hint}" if said.startswith("Not yet") else said)
            grade.said += [UNSEEN] if trouble else []
        grade.points = 0.0 if trouble else checks.earned
        grade.verdict = PARTLY if grade.points else NOT_YET
        if len(set(grade.said)) == 1:
            grade.verdict = {SAYS_RIGHT: RIGHT, SAYS_OPEN: OPEN}.get(grade.said[0], NOT_YET)
        return grade

    def ask(self, item: Item, source: str, answers: Answers) -> str:
        """Run checks against a student's process; what stopped them all, if anything did."""
        try:
            self.check(source, answers.values(item))
        except Exception as error:  # a check meets an answer that its author did not think of
            return f"{type(error).__name__}: {error}"
        return ""

    def check(self, source: str, names: dict[str, object]) -> None:
        self.namespace |= names
        self.run(source)

    def prove(self, limits: Limits, sandboxed: bool) -> None:
        """The book's own solutions have to get all points, else it is the checks that are wrong."""
        work = reference(self.chapter)
        result = self.examine(Result("", self.chapter.name), work, limits, sandboxed)
        wrong = [i for i in result.items if i.points != i.of and i.verdict != MANUAL]
        if wrong and self.chapter.lean:  # perhaps names do not tell all that the answers lean on
            self.chapter.lean = False
            self.ready()
            return self.prove(limits, sandboxed)
        for item in wrong:
            raise Refusal(
                f"{item.item}: the book's own solution does not pass ({' '.join(item.said)}): "
                "mend the check or the hidden tests before you grade."
            )
