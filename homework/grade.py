"""`grade`: from what an LMS let the instructor download to a result for each student."""

import sys
import time
from collections import Counter
from pathlib import Path

from .collect import Submission, collect
from .course import Course
from .results import load, write
from .sandbox import WARNING, Limits, check_sandbox
from .workers import Class


def keep(course: Course, submission: Submission) -> None:
    """Store a submission where nbgrader looks for it."""
    if content := submission.read():
        write(course.submitted(submission.student, submission.chapter), content)


def grade(place: Path, course: Course, limits: Limits, jobs: int, sandboxed: bool) -> None:
    """Grade what an LMS let the instructor download; call it again to go on after a stop."""
    chapters = course.chapters()
    limits.secrets = (course.folder, place if place.is_dir() else place.parent)
    check_sandbox(limits) if sandboxed else print(WARNING, file=sys.stderr)
    submissions = collect(place, chapters)
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
        found = (load(course.results(name) / f"{submission.student}.json") for submission in mine)
        counts = Counter(result.status for result in found if result)
        if mine:
            said = ", ".join(f"{number} {status}" for status, number in sorted(counts.items()))
            print(f"{name}: {len(mine)} submissions, {said}, {time.monotonic() - begun:.0f} s")
