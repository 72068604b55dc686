"""What the project's files say of the book: its name, its authors, its pages in their order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[1]
SITE = ROOT / "_build" / "html"


@dataclass(frozen=True)
class Page:
    """A page of the site; `level` is 1 for a chapter and 2 for a page below one."""

    name: str  # such as chapters/stride
    part: str  # the part that it opens, else nothing
    level: int = 1

    @property
    def key(self) -> str:
        """What it is called inside the one document: letters and hyphens."""
        return self.name.replace("/", "-")


@dataclass(frozen=True)
class Book:
    """The book as _config.yml, _toc.yml and CITATION.cff describe it."""

    title: str
    subtitle: str
    author: str
    version: str
    released: str
    language: str
    pages: tuple[Page, ...]

    @property
    def stem(self) -> str:
        """The name of its files: "Slide the Kernel" → slide-the-kernel."""
        return re.sub("[^a-z0-9]+", "-", self.title.lower()).strip("-")


def capital(text: str) -> str:
    """Begin a text with a capital letter."""
    return text[:1].upper() + text[1:]


def the_book(root: Path = ROOT) -> Book:
    """Read the files of the project."""
    config, toc, citation = (
        yaml.safe_load((root / name).read_text("utf-8"))
        for name in ("_config.yml", "_toc.yml", "CITATION.cff")
    )
    pages = [Page(toc["root"], "")]
    for part in toc["parts"]:
        caption = part["caption"]
        for chapter in part["chapters"]:
            pages.append(Page(chapter["file"], caption))
            pages += [Page(below["file"], "", 2) for below in chapter.get("sections", [])]
            caption = ""
    return Book(
        title=config["title"],
        subtitle=citation["title"].partition(": ")[2],
        author=config["author"],
        version=str(citation["version"]),
        released=str(citation["date-released"]),
        language="en",
        pages=tuple(pages),
    )
