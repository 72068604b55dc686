"""Every submission in a process of its own, as many at a time as there are cores."""

import contextlib
import ctypes
import hashlib
import os
import resource
import signal
import sys
import time
from pathlib import Path

from .collect import Submission
from .course import Chapter, Course, Refusal
from .examine import Examiner
from .restore import restore
from .results import Result, half, load, save
from .sandbox import Limits

FULL = 3  # how a process ends that could not write its result


def limit_memory(more: int) -> None:
    """Let the grader grow by so much: a check may be handed a number that asks for the world."""
    pages = Path("/proc/self/statm")
    size = int(pages.read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE") if pages.exists() else 0
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    if hard == resource.RLIM_INFINITY or size + more < hard:
        resource.setrlimit(resource.RLIMIT_AS, (size + more, hard))


def end_with_parent() -> None:
    """Ask Linux to kill this process when the grader is killed: nobody would watch its time."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


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
        result.digest = self.digest(submission)
        if submission.problem:
            result.status, result.reason = "not_graded", submission.problem
        return result

    def digest(self, submission: Submission) -> str:
        """Changes when anything changes that the grade depends on."""
        words = f"{self.limits} {self.sandboxed} {submission.digest}"
        return hashlib.sha256(self.chapter.bytes + words.encode()).hexdigest()

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
            for pid in list(self.running):  # only when something went wrong, such as Ctrl-C
                self.kill(pid)

    def start(self, examiner: Examiner, submission: Submission) -> None:
        sys.stdout.flush()
        pid = os.fork()
        if pid:
            with contextlib.suppress(OSError):  # a group of its own, whoever is first to say so
                os.setpgid(pid, pid)
            self.running[pid] = submission, time.monotonic() + self.longest
            return
        code = FULL
        try:
            os.setpgid(0, 0)
            end_with_parent()
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends us
            limit_memory(self.limits.memory)
            result = self.result(submission)
            work = restore(submission.cells, self.chapter)
            save(examiner.examine(result, work, self.limits, self.sandboxed), self.path(submission))
            code = 0
        except Refusal:
            pass  # nothing can be written
        except BaseException as error:  # the fork must never return into the loop
            self.fail(submission, f"the grader failed: {type(error).__name__}: {error}")
            code = 0
        finally:
            os._exit(code)

    def kill(self, pid: int) -> None:
        os.killpg(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        self.forget(pid)

    def forget(self, pid: int) -> None:
        """Strike off a process that has ended, perhaps in the midst of writing its result."""
        submission, _ = self.running.pop(pid)
        half(self.path(submission), pid).unlink(missing_ok=True)

    def fail(self, submission: Submission, reason: str) -> None:
        result = self.result(submission)
        result.status, result.reason = "not_graded", reason
        save(result, self.path(submission))

    def reap(self) -> None:
        """Take note of processes that have ended, and end those that take too long."""
        for pid, (submission, deadline) in list(self.running.items()):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                self.forget(pid)
            elif time.monotonic() > deadline:
                self.kill(pid)
                self.fail(submission, f"the grader took longer than {self.longest:g} s")
            else:
                continue
            if os.waitstatus_to_exitcode(status) == FULL:
                raise Refusal(
                    f"A result could not be written into {self.path(submission).parent}: make "
                    "room, then give the same command again. What is graded stays."
                )
            if status:
                self.fail(submission, f"the grader's process ended with status {status}")
            if result := load(self.path(submission)):
                print(
                    f"{result.chapter}  {result.student}: {result.status} {result.reason}".rstrip()
                )
