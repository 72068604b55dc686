"""The book to take along as a zip: it is whole, and lives with the network off."""

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import expect

from editions.archive import readme, write_zip
from editions.book import SITE, the_book
from tests.browser.each_browser import each_browser

BOOK = the_book()


@pytest.fixture(scope="module")
def zipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_zip(SITE, BOOK, tmp_path_factory.mktemp("zip") / f"{BOOK.stem}.zip")


@pytest.fixture(scope="module")
def folder(zipped: Path) -> Path:
    """The zip, unpacked."""
    with zipfile.ZipFile(zipped) as archive:
        archive.extractall(zipped.parent)
    return zipped.parent / BOOK.stem


def test_the_pages_are_those_of_the_table_of_contents() -> None:
    toc = (SITE.parents[1] / "_toc.yml").read_text("utf-8")
    listed = re.findall(r"(?:root|file): (\S+)", toc)
    assert [page.name for page in BOOK.pages] == listed and len(listed) > 20


def test_one_folder_of_what_a_reader_needs(zipped: Path) -> None:
    names = zipfile.ZipFile(zipped).namelist()
    assert {name.split("/")[0] for name in names} == {"slide-the-kernel"}
    assert {f"{BOOK.stem}/{name}" for name in ("index.html", "README.txt", "LICENSE.txt")} <= set(
        names
    )
    assert not [n for n in names if re.search(r"/\.|objects\.inv|\.map$|\.(zip|pdf)$", n)]
    readme = zipfile.ZipFile(zipped).read(f"{BOOK.stem}/README.txt").decode()
    assert readme.startswith(BOOK.title) and "index.html" in readme and "phone" in readme


def test_the_readme_says_where_the_package_comes_from(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GITHUB_REPOSITORY", raising=False)
    assert "It is in the book's source." in readme(BOOK)
    monkeypatch.setenv("GITHUB_REPOSITORY", "ada/book")
    assert "The first cell fetches it from\nhttps://github.com/ada/book\n" in readme(BOOK)


def test_the_same_build_gives_the_same_bytes(zipped: Path, tmp_path: Path) -> None:
    again = write_zip(SITE, BOOK, tmp_path / "again.zip")
    assert again.read_bytes() == zipped.read_bytes()
    assert {entry.date_time[0] for entry in zipfile.ZipFile(again).infolist()} == {1980}


def test_what_makes_sense_online_only_stays_there(tmp_path: Path) -> None:
    site = tmp_path / "html"
    site.mkdir()
    text = '<p>é &lt; 1 <a class="online-only" href="slide-the-kernel.pdf">PDF</a></p>'
    (site / "index.html").write_text(text, "utf-8")
    (site / "slide-the-kernel.pdf").write_bytes(b"an edition beside the pages")
    with zipfile.ZipFile(write_zip(site, BOOK, tmp_path / "a.zip")) as archive:
        assert archive.read(f"{BOOK.stem}/index.html").decode() == "<p>é &lt; 1 </p>"
        assert f"{BOOK.stem}/{BOOK.stem}.pdf" not in archive.namelist()


def test_every_address_in_the_zip_is_in_the_zip(folder: Path) -> None:
    dead = []
    for file in folder.rglob("*.html"):
        soup = BeautifulSoup(file.read_text("utf-8"), "html.parser")
        for element in soup.select("[href], [src]"):
            parts = urlsplit(element.get("href") or element.get("src") or "")
            if not parts.scheme and parts.path:
                target = file.parent / unquote(parts.path)
                dead += [f"{file.name}: {parts.path}"] if not target.is_file() else []
    assert not dead


@each_browser
def test_the_zip_lives_with_the_network_off(folder: Path, visit: Callable) -> None:
    seen = visit((folder / "index.html").as_uri(), offline=True)
    page = seen.page
    failed: list[str] = []
    page.on("requestfailed", lambda request: failed.append(request.url))
    expect(page).to_have_title(re.compile(BOOK.title))
    widget = page.locator("[data-cnn-widget]").first
    step = widget.get_by_label("Step", exact=True)
    before = int(step.input_value())
    widget.get_by_role("button", name="Step forward").click()
    expect(step).to_have_value(str(before + 1))

    page.locator(".bd-article").get_by_role("link", name="images as numbers").click()
    expect(page.locator(".bd-article h1")).to_contain_text("Images as numbers")
    page.locator("[data-cnn-widget]").first.wait_for()
    page.locator(".prev-next-footer .right-next").click()
    expect(page.locator(".bd-article h1")).to_contain_text("Cross-correlation")
    page.locator("[data-cnn-widget]").first.wait_for()

    page.goto(f"{(folder / 'search.html').as_uri()}?q=dilation")
    found = page.locator("#search-results li a", has_text="Stride and dilation")
    found.first.click()
    expect(page.locator(".bd-article h1")).to_contain_text("Stride and dilation")
    assert (failed, seen.errors, seen.outside) == ([], [], [])
