"""A submission's answers at work in a process of their own, which is started when it is needed."""

import contextlib

from cnnlib.teaching import seeding

from .course import Item
from .restore import Step
from .sandbox import Limits
from .student import STARTING, Stopped, Student


class Answers:
    """Run a submission's cells, step by step, and hand out what they define."""

    def __init__(self, steps: list[Step], limits: Limits, sandboxed: bool) -> None:
        self.student = Student(limits, sandboxed)
        self.steps = steps
        self.skipped: set[int] = set()  # steps that ended the process
        self.errors: dict[str, str] = {}  # item → what stopped its cell

    def twin(self) -> "Answers":
        """The same answers in another process; what ended this one is not run there."""
        twin = Answers(self.steps, self.student.limits, self.student.sandboxed)
        twin.skipped = self.skipped
        return twin

    def prepare(self) -> None:
        """Start the process if there is none, and run the steps that it survives."""
        while self.student.process is None:
            self.student.begin()
            self.student.allow(STARTING)
            seed = f"import cnnlib\ncnnlib.seed({seeding._student!r})"
            try:
                self.student.ask(do="run", source=seed)
            except Stopped as stopped:
                raise OSError(f"a student's process could not be started: {stopped}") from None
            for i in range(len(self.steps)):
                if i not in self.skipped and not self._run(i):
                    self.student.end()
                    break

    def _run(self, i: int) -> bool:
        """Run one step; False if the process has to be started again without it."""
        step = self.steps[i]
        try:
            if i:  # the first are the chapter's own statements
                self.student.allow()
            self.student.ask(do="run", source=step.source)
        except Stopped as stopped:
            if not i:
                raise OSError(f"the chapter's own statements failed: {stopped}") from None
            self.errors[step.item] = str(stopped)
            self.skipped.add(i)
            if not step.item:  # one of the student's own cells: do without all of them
                self.skipped |= {n for n, s in enumerate(self.steps) if n and not s.item}
            return False
        except Exception as error:
            self.errors[step.item] = f"{type(error).__name__}: {error}"
        return True

    def values(self, item: Item) -> dict[str, object]:
        """What the item's checks are to find under the names that the answer defines."""
        found: dict[str, object] = {}
        for name, is_function in item.defines.items():
            found[name] = self.student.remote(name) if is_function else ...
            if not is_function:
                with contextlib.suppress(NotImplementedError):
                    found[name] = self.student.ask(do="get", name=name)
        return found
