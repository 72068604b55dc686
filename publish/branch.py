"""`python -m publish.branch FOLDER BRANCH`: the folder becomes the branch's next commit, pushed.

The branch grows commit by commit and is never forced: nbgitpuller merges what is new into a
reader's copy, and cannot where a history was replaced by another. Run inside a clone; its own
branch and index stay as they are.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path


def git(*words: str, **environment: str) -> str:
    """Run git and return what it prints; its own words are the error message."""
    command = ["git", *words]
    done = subprocess.run(command, env=os.environ | environment, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"git {words[0]}: {done.stderr.strip()}")
    return done.stdout.strip()


def push(folder: Path, branch: str, remote: str = "origin") -> bool:
    """Commit a folder on top of a remote's branch, and push it; False if nothing is new."""
    if not folder.is_dir():
        sys.exit(f"There is no folder {folder} to publish.")
    parent = []
    if git("ls-remote", "--heads", remote, f"refs/heads/{branch}"):
        git("fetch", "--quiet", "--depth=1", remote, f"refs/heads/{branch}")
        parent = ["-p", "FETCH_HEAD"]
    with tempfile.TemporaryDirectory() as scratch:
        own = {"GIT_INDEX_FILE": str(Path(scratch, "index"))}
        where = str(folder.resolve())
        git(f"--work-tree={where}", "add", "--all", "--force", where, **own)
        tree = git("write-tree", **own)
    if parent and tree == git("rev-parse", "FETCH_HEAD^{tree}"):
        return False
    commit = git("commit-tree", tree, *parent, "-m", f"From {git('rev-parse', '--short', 'HEAD')}")
    git("push", "--quiet", remote, f"{commit}:refs/heads/{branch}")
    return True


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("Say what and where to: python -m publish.branch FOLDER BRANCH")
    print("pushed" if push(Path(sys.argv[1]), sys.argv[2]) else "nothing new")
