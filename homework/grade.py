"""`grade`: every submission in a process of its own, as many at a time as there are cores."""

import json
import os
import resource
import shutil
import signal
import sys
import time
from dataclasses import asdict
from pathlib import Path

from .collect import Submission, collect
from .course import Chapter, Course
from .examine import Examiner, Grade, Result, digest
from .restore import restore
from .sandbox import WARNING, Limits, check_sandbox


def load(path: Path) -> Result | None:
    """A result that was written before; None if there is none, or half of one."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return Result(**data | {"items": [Grade(**item) for item in data["items"]]})
    except (OSError, ValueError, TypeError, KeyError):
        return None


def save(result: Result, path: Path) -> None:
    """Write a result as a whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}.part")
    part.write_text(json.dumps(asdict(result), indent=1), encoding="utf-8")
    part.replace(path)


def limit_memory(more: int) -> None:
    """Let the grader grow by so much: a check may be handed a number that asks for the world."""
    pages = Path("/proc/self/statm")
    size = int(pages.read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE") if pages.exists() else 0
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    if hard == resource.RLIM_INFINITY or size + more < hard:
        resource.setrlimit(resource.RLIMIT_AS, (size + more, hard))


class Class:
    """The submissions to one chapter, and the processes that grade them."""

    def __init__(self, course: Course, chapter: Chapter, limits: Limits, sandboxed: bool) -> None:
        self.course, self.chapter = course, chapter
        self.limits, self.sandboxed = limits, sandboxed
        self.running: dict[int, tuple[Submission, float]] = {}
        # each item can run out of time once, and once again as a cell; then there is the start
        self.longest = 2 * limits.seconds * (len(chapter.items) + 2) + 120

    def path(self, submission: Submission) -> Path:
        return self.course.results(self.chapter.name) / f"{submission.student}.json"

    def result(self, submission: Submission) -> Result:
        """A result to fill in; the problems of reading the file are in it already."""
        result = Result(submission.student, self.chapter.name, notes=list(submission.notes))
        result.digest = digest(submission.raw, self.chapter, self.limits, self.sandboxed)
        if submission.problem:
            result.status, result.reason = "not_graded", submission.problem
        return result

    def grade(self, submissions: list[Submission], jobs: int) -> None:
        """Grade what is not yet graded. Whatever happens to one, the others go on."""
        todo = []
        for submission in submissions:
            old, new = load(self.path(submission)), self.result(submission)
            if new.status == "not_graded":
                save(new, self.path(submission))
            elif old is None or old.digest != new.digest or old.status == "not_graded":
                todo.append(submission)
        if not todo:
            return
        examiner = Examiner(self.chapter)
        examiner.prove(self.limits, self.sandboxed)
        # A KeyboardInterrupt would be lost in the midst of a fork, so that a note is taken instead.
        asked: list[int] = []
        before = signal.signal(signal.SIGINT, lambda number, frame: asked.append(number))
        try:
            while (todo or self.running) and not asked:
                while todo and len(self.running) < jobs:
                    self.start(examiner, todo.pop(0))
                time.sleep(0.02)
                self.reap()
            if asked:
                raise KeyboardInterrupt
        finally:
            signal.signal(signal.SIGINT, before)
            for pid in self.running:  # only when something went wrong, such as Ctrl-C
                os.killpg(pid, signal.SIGKILL)

    def start(self, examiner: Examiner, submission: Submission) -> None:
        sys.stdout.flush()
        pid = os.fork()
        if pid:
            self.running[pid] = submission, time.monotonic() + self.longest
            return
        code = 1
        try:
            os.setpgid(0, 0)
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends us
            limit_memory(self.limits.memory)
            result = self.result(submission)
            work = restore(submission.cells, self.chapter)
            save(examiner.examine(result, work, self.limits, self.sandboxed), self.path(submission))
            code = 0
        except BaseException as error:  # the fork must never return into the loop
            self.fail(submission, f"the grader failed: {type(error).__name__}: {error}")
            code = 0
        finally:
            os._exit(code)

    def fail(self, submission: Submission, reason: str) -> None:
        result = self.result(submission)
        result.status, result.reason = "not_graded", reason
        save(result, self.path(submission))

    def reap(self) -> None:
        """Take note of processes that have ended, and end those that take too long."""
        for pid, (submission, deadline) in list(self.running.items()):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if not ended and time.monotonic() > deadline:
                os.killpg(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
                self.fail(submission, f"the grader took longer than {self.longest:g} s")
            elif ended and status:
                self.fail(submission, f"the grader's process ended with status {status}")
            elif not ended:
                continue
            del self.running[pid]
            result = load(self.path(submission))
            print(f"{result.chapter}  {result.student}: {result.status} {result.reason}".rstrip())


def keep(course: Course, submission: Submission) -> None:
    """Store a submission where nbgrader looks for it."""
    if not submission.raw:
        return
    path = course.submitted(submission.student, submission.chapter)
    shutil.rmtree(path.parent, ignore_errors=True)
    path.parent.mkdir(parents=True)
    path.write_bytes(submission.raw)


def grade(place: Path, course: Course, limits: Limits, jobs: int, sandboxed: bool) -> None:
    """Grade what an LMS let the instructor download; call it again to go on after a stop."""
    chapters = course.chapters()
    check_sandbox() if sandboxed else print(WARNING, file=sys.stderr)
    submissions = collect(Path(place), chapters)
    if course.folder.resolve() not in place.resolve().parents:
        for submission in submissions:
            keep(course, submission)
    begun = time.monotonic()
    for name, chapter in chapters.items():
        mine = [submission for submission in submissions if submission.chapter == name]
        try:
            Class(course, chapter, limits, sandboxed).grade(mine, jobs)
        except KeyboardInterrupt:
            sys.exit("Stopped. What is graded stays: give the same command again to go on.")
        results = [load(course.results(name) / f"{s.student}.json") for s in mine]
        counts = {status: 0 for status in ("ok", "needs_manual", "not_graded")}
        for result in results:
            counts[result.status] += 1
        if mine:
            print(f"{name}: {len(mine)} submissions, {counts}, {time.monotonic() - begun:.0f} s")
