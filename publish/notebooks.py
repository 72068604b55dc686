"""`python -m publish.notebooks FOLDER`: what the branch `notebooks` holds.

chapters/ and homework/ have notebooks that fetch the book's package where it is missing, and
binder/ has what Binder installs for them. Colab, Binder and nbgitpuller open them there.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from _ext.publishing.outside import ROOT, config, repository_url, site_url
from _ext.publishing.self_contained import self_contained
from homework.release import release

CHAPTERS = sorted((ROOT / "chapters").glob("*.ipynb"))
README = """\
# {title}: the notebooks

Made from <{repository}>; every publication of the book makes them anew. Changes belong there.

- `chapters/`: the chapters, as the book shows them{site}.
- `homework/`: the same without the solutions.
- `binder/`: what Binder installs.

Each fetches the book's package in its first code cell, unless it is there.
"""


def commit() -> str:
    """The commit that is being published, or HEAD where there is none to name."""
    command = ["git", "-C", str(ROOT), "rev-parse", "HEAD"]
    done = subprocess.run(command, capture_output=True, text=True)
    return done.stdout.strip() if done.returncode == 0 else "HEAD"


def write(folder: Path, chapters: list[Path] = CHAPTERS) -> None:
    """Make the folder; one that stands there is replaced when the new one is whole."""
    repository = repository_url()
    if not repository:
        sys.exit(
            "Nobody has said where the book's repository is, and notebooks away from it need that: "
            "set repository: url: in _config.yml, or GITHUB_REPOSITORY=OWNER/NAME."
        )
    said = config()
    package = said["sphinx"]["config"]["launch_package"]
    with tempfile.TemporaryDirectory(dir=folder.resolve().parent) as scratch:
        new = Path(scratch, "new")
        for name in ("chapters", "homework"):
            (new / name).mkdir(parents=True)
        for chapter in chapters:
            text = self_contained(chapter.read_text(encoding="utf-8"), package, repository)
            (new / "chapters" / chapter.name).write_text(text, encoding="utf-8")
        with tempfile.TemporaryDirectory() as course:  # it holds solutions: never in the repository
            release([chapter.stem for chapter in chapters], None, Path(course))
            for chapter in chapters:
                student = Path(course, "release", chapter.stem, chapter.name)
                shutil.copy(student, new / "homework")
        shutil.copytree(ROOT / "binder", new / "binder")
        script = new / "binder" / "postBuild"  # the package is not in this branch
        there = f"{package} @ git+{repository}@{commit()}"
        script.write_text(script.read_text().replace(".[torch]", there))
        shutil.copy(ROOT / "LICENSE", new)
        site = f" at <{site_url()}>" if site_url() else ""
        readme = README.format(title=said["title"], repository=repository, site=site)
        (new / "README.md").write_text(readme, encoding="utf-8")
        if folder.exists():
            shutil.rmtree(folder)
        new.rename(folder)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Say where to: python -m publish.notebooks FOLDER")
    write(Path(sys.argv[1]))
