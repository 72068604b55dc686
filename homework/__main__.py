"""`python -m homework VERB …`: hand out chapters, grade what comes back."""

import argparse
import io
import os
import sys
from pathlib import Path

from .course import Course, Refusal

os.environ.setdefault("OMP_NUM_THREADS", "1")  # one core for each submission; forks want it too
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("MPLBACKEND", "Agg")
COURSE = Path("..", "course")
FIRST = """
From clone to grades:
  python -m homework release stride --private ../private
  python -m homework grade downloads/submissions.zip
  python -m homework feedback
  python -m homework export
The page for-instructors.md says more."""


def parser() -> argparse.ArgumentParser:
    """The verbs and their options."""
    top = argparse.ArgumentParser(
        prog="python -m homework",
        description="Chapters of this book as homework.",
        epilog=FIRST,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verbs = top.add_subparsers(dest="verb", metavar="release | grade | feedback | export")
    release = verbs.add_parser("release", help="write student versions of chapters")
    release.add_argument("chapter", nargs="+", help="a file's name in chapters/, such as stride")
    release.add_argument("--private", type=Path, help="folder with hidden tests, CHAPTER.py each")
    release.add_argument(
        "--out", dest="course", type=Path, default=COURSE, help="default %(default)s"
    )
    grade = verbs.add_parser("grade", help="grade a folder or zip from Canvas, Moodle or nbgrader")
    grade.add_argument("folder", type=Path, help="what was downloaded, zip or folder")
    grade.add_argument("--time-limit", type=float, default=10, help="seconds an item (default 10)")
    grade.add_argument("--memory", type=int, default=4096, help="MiB a student (default 4096)")
    grade.add_argument("--jobs", type=int, default=os.cpu_count(), help="at a time (all cores)")
    grade.add_argument("--no-sandbox", action="store_true", help="only for code that you trust")
    feedback = verbs.add_parser("feedback", help="write an HTML page for each student")
    export = verbs.add_parser("export", help="write a CSV for each chapter")
    for verb in (grade, feedback, export):
        verb.add_argument("--course", type=Path, default=COURSE, help="default %(default)s")
    return top


def main(arguments: list[str] | None = None) -> None:
    """Run one verb; what it refuses is one sentence."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a name that a terminal can't show stops nothing
    top = parser()
    asked = top.parse_args(arguments)
    try:
        perform(asked) if asked.verb else top.print_help()
    except Refusal as refusal:
        sys.exit(str(refusal))


def perform(asked: argparse.Namespace) -> None:
    """Do what was asked; each verb is imported when it is needed."""
    course = Course(asked.course)
    if asked.verb == "release":
        from .handout import minutes
        from .release import release

        for chapter in release(asked.chapter, asked.private, asked.course):
            points = sum(item.points for item in chapter.items)
            time = minutes(chapter.release, len(chapter.items))
            path = course.notebook("release", chapter.name)
            print(f"{path}: {len(chapter.items)} items, {points:g} points, about {time} minutes")
    elif asked.verb == "grade":
        from .grade import grade
        from .sandbox import Limits

        limits = Limits(seconds=asked.time_limit, memory=asked.memory * 2**20)
        grade(asked.folder, course, limits, max(1, asked.jobs), not asked.no_sandbox)
    elif asked.verb == "feedback":
        from .feedback import feedback

        print(f"{feedback(course)} pages in {course.folder / 'feedback'}")
    else:
        from .export import export

        for path in export(course):
            print(path)


if __name__ == "__main__":
    main()
