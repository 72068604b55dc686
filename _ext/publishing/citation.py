"""How to cite the book, in words and as BibTeX, out of CITATION.cff and nothing else.

The directive ``{citation} CITATION.cff`` stands for both.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from .address import repository_url, site_url

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def author(person: dict[str, str]) -> str:
    """The name of a person, family name last, or of a group."""
    names = (person.get(part) for part in ("given-names", "family-names"))
    return person.get("name") or " ".join(filter(None, names))


def in_words(citation: dict[str, Any], url: str) -> list[nodes.Node]:
    """Authors, title, version, year and address, the title in italics."""
    names = ", ".join(map(author, citation["authors"]))
    end = f". Version {citation['version']}, {citation['date-released'].year}."
    parts: list[nodes.Node] = [nodes.Text(f"{names[:1].upper()}{names[1:]}. ")]
    parts += [nodes.emphasis("", citation["title"]), nodes.Text(end)]
    if url:
        parts += [nodes.Text(" "), nodes.reference("", url, refuri=url)]
    return parts


def in_bibtex(citation: dict[str, Any], url: str) -> str:
    """An entry whose names and title BibTeX leaves as they are."""
    released = citation["date-released"]
    fields = {
        "author": " and ".join(f"{{{author(person)}}}" for person in citation["authors"]),
        "title": f"{{{citation['title']}}}",
        "version": citation["version"],
        "year": released.year,
        "url": url,
    }
    key = citation["title"].split(":")[0].lower().replace(" ", "-")
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@{citation['type']}{{{key}-{released.year},\n{lines}\n}}"


class Citation(SphinxDirective):
    """Both forms, one under the other."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        file = Path(self.env.srcdir, self.arguments[0])
        self.env.note_dependency(str(file))
        citation = yaml.safe_load(file.read_text(encoding="utf-8"))
        url = site_url(self.config) or repository_url(self.config)
        entry = in_bibtex(citation, url)
        return [
            nodes.paragraph("", "", *in_words(citation, url)),
            nodes.literal_block(entry, entry, language="bibtex"),
        ]


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_directive("citation", Citation)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
