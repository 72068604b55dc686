"""The links to the offline editions stand on the landing page when the files do, and only then."""

import re
import shutil
from pathlib import Path

import pytest

from editions.offer import NAMES, SITE, offer


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site of the built landing page alone."""
    folder = tmp_path / "html"
    folder.mkdir()
    for name in ("index.html", "intro.html"):
        shutil.copy(SITE / name, folder)
    return folder


def links(site: Path) -> list[str]:
    text = (site / "index.html").read_text(encoding="utf-8")
    return [target for target in re.findall(r'href="([^"]+)"', text) if target in NAMES]


def test_a_plain_build_links_to_no_edition_and_says_how_to_make_one(site: Path) -> None:
    assert links(site) == []
    assert "make zip" in (site / "index.html").read_text(encoding="utf-8")
    for name in NAMES[:1]:
        (site.parent / name).write_bytes(b"one of two")
    with pytest.raises(FileNotFoundError, match=r"no slide-the-kernel\.pdf: run `make zip pdf`"):
        offer(site)
    assert links(site) == [] and len(list(site.iterdir())) == 2


def test_editions_are_copied_and_linked_with_their_size(site: Path) -> None:
    for name in NAMES:
        (site.parent / name).write_bytes(bytes(1_234_567))
    offer(site)
    offer(site)  # a second time changes nothing
    assert links(site) == list(NAMES)
    assert all((site / name).stat().st_size == 1_234_567 for name in NAMES)
    for page in ("index.html", "intro.html"):
        text = (site / page).read_text(encoding="utf-8")
        assert text.count("(1.2 MB)") == 2 and "make zip" not in text
