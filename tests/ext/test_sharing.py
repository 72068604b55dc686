"""What search engines and shared links see of a small book, with an address and without."""

import re
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest
from PIL import Image

from _ext.publishing.address import site_url
from tests.ext.small_book import jupyter_book, unindent
from tests.places import ROOT

FILES = {
    "_config.yml": f"""
        title: A small book
        only_build_toc_files: true
        execute: {{execute_notebooks: "off"}}
        html: {{favicon: look/favicon.svg}}
        sphinx:
          config: {{html_static_path: [look]}}
          local_extensions:
            _ext.mathematics: {ROOT}
            _ext.pages: {ROOT}
            _ext.publishing: {ROOT}
        """,
    "_toc.yml": "format: jb-book\nroot: intro\nchapters: [{file: parts/own}, {file: parts/sums}]",
    "intro.md": """
        # A small & light book

        The first *paragraph* of a page with <signs> & words. It has a second sentence that fits.
        The third sentence is longer than what is left of the hundred and sixty characters.
        """,
    "parts/own.md": """
        ---
        myst: {html_meta: {description: Set by the page itself.}}
        ---
        # Own

        ```{only} published
        On Binder.
        ```

        ```{from-a-clone}
        make book
        ```
        """,
    "parts/sums.md": """
        # Sums

        $\\lfloor x \\rfloor$ is $x$ rounded down, and so on.

        ![A dot](dot.png)
        """,
}


def build(folder: Path) -> Path:
    for name, text in FILES.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(unindent(text), "utf-8")
    (folder / "look").mkdir()
    (folder / "look" / "favicon.svg").write_bytes((ROOT / "_assets/favicon.svg").read_bytes())
    Image.new("RGB", (300, 200), "red").save(folder / "parts" / "dot.png")
    jupyter_book(folder)
    return folder / "_build" / "html"


@pytest.fixture(scope="module")
def at_home(tmp_path_factory) -> Path:
    """The small book, which nobody has given an address."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("GITHUB_REPOSITORY", raising=False)
        return build(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def published(tmp_path_factory) -> Path:
    """The small book, as a GitHub workflow builds it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GITHUB_REPOSITORY", "Someone/small-book")
        return build(tmp_path_factory.mktemp("published"))


def tags(page: Path) -> dict[str, str]:
    """Return the tags of a page's head that tell about it: name → content or address."""
    head = page.read_text("utf-8").split("</head>")[0]
    found = re.findall(r'<meta (?:property|name)="([^"]*)" content="([^"]*)"', head)
    found += [
        (name, text) for text, name in re.findall(r'<meta content="([^"]*)" name="([^"]*)"', head)
    ]
    found += re.findall(r'<link rel="(canonical|apple-touch-icon|icon)" href="([^"]*)"', head)
    assert len(found) == len(dict(found)), found  # each is there once
    return dict(found)


HOME = "https://someone.github.io/small-book/"


def test_every_page_describes_itself(at_home, published):
    for site in (at_home, published):
        intro, own, sums = (tags(site / f"{p}.html") for p in ("intro", "parts/own", "parts/sums"))
        assert intro["description"] == intro["og:description"]
        assert intro["description"] == (
            "The first paragraph of a page with &lt;signs&gt; &amp; words. "
            "It has a second sentence that fits."
        )
        assert own["description"] == own["og:description"] == "Set by the page itself."
        assert sums["description"] == "⌊x⌋ is x rounded down, and so on."
        assert intro["og:title"] == "A small &amp; light book"
        assert (intro["og:type"], own["og:type"]) == ("website", "article")
        assert "A small book" in tags(site / "search.html")["description"]


def test_with_no_address_nothing_asks_for_one(at_home):
    for page in ("intro", "parts/sums"):
        found = tags(at_home / f"{page}.html")
        assert not {"canonical", "og:url", "og:image"} & found.keys()
    assert not (at_home / "sitemap.xml").exists()
    assert not list(at_home.glob("_images/card-*"))
    assert "Sitemap" not in (at_home / "robots.txt").read_text()


def test_an_address_gives_canonical_links_and_a_sitemap(published):
    assert tags(published / "parts/sums.html")["canonical"] == f"{HOME}parts/sums.html"
    assert tags(published / "intro.html")["canonical"] == HOME
    assert tags(published / "index.html")["canonical"] == HOME
    root = ElementTree.parse(published / "sitemap.xml").getroot()
    assert [each.text for each in root.findall("{*}url/{*}loc")] == [
        HOME,
        f"{HOME}parts/own.html",
        f"{HOME}parts/sums.html",
    ]
    assert f"Sitemap: {HOME}sitemap.xml" in (published / "robots.txt").read_text()


def test_a_page_says_where_the_book_comes_from_if_anyone_knows(at_home, published):
    here, there = ((site / "parts/own.html").read_text("utf-8") for site in (at_home, published))
    here, there = (re.sub("<[^>]*>", "", page) for page in (here, there))
    lines = "git clone https://github.com/Someone/small-book\ncd small-book\n"
    assert f"{lines}make book" in there and "On Binder." in there
    assert "make book" in here and "git clone" not in here and "On Binder." not in here


@pytest.mark.parametrize(
    ("repository", "baseurl", "site"),
    [
        ("Ada-L/Book.One", "", "https://ada-l.github.io/Book.One/"),
        ("Ada/Ada.github.io", "", "https://ada.github.io/"),  # a user's own site has no folder
        ("Ada/book", "https://book.example.org", "https://book.example.org/"),
        ("", "", ""),
    ],
)
def test_where_pages_put_a_repository(repository, baseurl, site, monkeypatch):
    monkeypatch.setenv("GITHUB_REPOSITORY", repository)
    assert site_url(SimpleNamespace(html_baseurl=baseurl, html_theme_options={})) == site


def test_cards_are_pictures_of_the_pages(published):
    for page in ("intro", "parts/own", "parts/sums"):
        found = tags(published / f"{page}.html")
        assert found["twitter:card"] == "summary_large_image"
        assert found["og:image"].startswith(HOME)
        with Image.open(published / found["og:image"].removeprefix(HOME)) as card:
            assert card.size == (int(found["og:image:width"]), int(found["og:image:height"]))
            reds = sum(pixel == (255, 0, 0) for pixel in card.convert("RGB").get_flattened_data())
            assert (reds > 10_000) == (page == "parts/sums")  # its own picture is on it


def test_icons(at_home):
    for page in ("intro", "parts/sums"):
        found = tags(at_home / f"{page}.html")
        icon = (at_home / page).parent / found["apple-touch-icon"]
        with Image.open(icon) as picture:
            assert picture.size == (180, 180) and len(picture.getcolors(100_000)) > 3
        assert ((at_home / page).parent / found["icon"].split("?")[0]).is_file()
