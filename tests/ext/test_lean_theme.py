"""A small book, really built by Jupyter Book: its pages carry what they use and nothing else."""

import gzip
import io
import re
from base64 import b64decode
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
import tinycss2
from fontTools.ttLib import TTFont

from .small_book import FILES, jupyter_book, unindent


@pytest.fixture(scope="module")
def book(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("book")
    (folder / "parts").mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(unindent(text), "utf-8")
    jupyter_book(folder)
    return folder


@pytest.fixture(scope="module")
def site(book) -> Path:
    return book / "_build" / "html"


class References(HTMLParser):
    """Of a page, what it loads and what it links to."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.loads, self.links = [], []
        self.feed(page.read_text("utf-8"))

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        kind = self.links if tag in ("a", "form") else self.loads
        wanted = [value for name, value in attributes if name in ("src", "href", "srcset", "data")]
        kind.extend(filter(None, wanted))


def pages(site: Path) -> list[Path]:
    found = [page for page in site.rglob("*.html") if "_static" not in page.parts]
    assert len(found) == 6  # index, intro, code, sums, search, genindex
    return found


def addresses_in(css: str) -> list[str]:
    return re.findall(r"url\([\"']?([^)\"']*)", css) + re.findall(r"@import\s*\"([^\"]*)", css)


def loaded(page: Path) -> str:
    return " ".join(References(page).loads)


def test_every_local_reference_leads_to_a_file(site):
    missing, count = set(), 0
    for page in pages(site):
        references = References(page)
        for address in references.loads + references.links:
            parts = urlsplit(address)
            if not parts.scheme and parts.path:
                count += 1
                if not (page.parent / unquote(parts.path)).is_file():
                    missing.add((page.name, address))
    for sheet in site.rglob("*.css"):
        for address in addresses_in(sheet.read_text("utf-8")):
            if not address.startswith(("data:", "#")):
                count += 1
                if not (sheet.parent / address.split("?")[0]).is_file():
                    missing.add((sheet.name, address))
    for script in site.rglob("*.js"):
        assert "sourceMappingURL" not in script.read_text("utf-8")
    assert count > 60 and not missing


def test_nothing_is_loaded_from_another_host(site):
    addresses = [address for page in pages(site) for address in References(page).loads]
    for sheet in site.rglob("*.css"):
        addresses += addresses_in(sheet.read_text("utf-8"))
    hosts = {urlsplit(address).netloc for address in addresses}
    assert len(addresses) > 50 and hosts == {""}
    inline = "".join(page.read_text("utf-8") for page in pages(site))
    assert not re.search("unpkg|jsdelivr|thebe", inline)


def test_a_page_carries_only_what_it_uses(site):
    always = ["lean-theme.css", "bootstrap.js", "pydata-sphinx-theme.js", "sphinx-book-theme.js"]
    always += ["scroll-stops.js"]
    of_code = ["clipboard.min.js", "copybutton.js", "togglebutton.js", "design-tabs.js"]
    of_math = ["book-math.css"]
    of_search = ["searchtools.js", "language_data.js", "searchindex.js"]
    uses = {
        "intro": always,
        "parts/code": always + of_code,
        "parts/sums": always + of_math,
        "search": always + of_search,
    }
    for name, used in uses.items():
        carried = loaded(site / f"{name}.html")
        assert ("Book Math" in (site / f"{name}.html").read_text("utf-8")) == (used[-1:] == of_math)
        for asset in always + of_code + of_math + of_search:
            assert (asset in carried) == (asset in used), (name, asset)
        for asset in ("thebe", "fontawesome", "mathjax", "preload", "sphinx-design", "mystnb"):
            assert asset not in carried.lower(), (name, asset)


def test_no_script_holds_up_the_text(site):
    for page in pages(site):
        tags = re.findall("<script[^>]* src=[^>]*>", page.read_text("utf-8"))
        assert tags and all(" defer" in tag or " async" in tag for tag in tags)


def test_what_nothing_refers_to_has_left_the_site(site):
    static = site / "_static"
    kept = {str(file.relative_to(static)) for file in static.rglob("*") if file.is_file()}
    assert (static / "licenses.txt").read_text("utf-8").count("Copyright") >= 6
    assert {"lean-theme.css", "book-math.css", "book-math-LICENSE.txt", "doctools.js"} <= kept
    for word in ("fontawesome", ".map", "locales", "thebe", "pydata-sphinx-theme.css", "basic.css"):
        assert not [name for name in kept if word in name]
    assert not [
        folder for folder in static.rglob("*") if folder.is_dir() and not any(folder.iterdir())
    ]
    assert sum(file.stat().st_size for file in static.rglob("*") if file.is_file()) < 500_000


def test_a_plain_page_weighs_little(site):
    page = site / "intro.html"
    files = [page, *(site / address.split("?")[0] for address in References(page).loads if address)]
    texts = [file for file in set(files) if file.suffix in (".html", ".css", ".js")]
    assert len(texts) >= 6
    assert sum(len(gzip.compress(file.read_bytes(), 6)) for file in texts) < 85_000


def test_all_icons_are_in_the_fonts_of_the_sheet(site):
    css = (site / "_static/lean-theme.css").read_text("utf-8")
    fonts = [b64decode(data) for data in re.findall(r"data:font/woff2;base64,([^)]*)\)", css)]
    drawn = set().union(*(TTFont(io.BytesIO(font)).getBestCmap() for font in fonts))
    icons = {ord(icon) for icon in re.findall("[\ue000-\uf8ff]", css)}
    assert {0xF0C9, 0xF002, 0xF185, 0xF186, 0xF09B} <= icons  # bars, glass, sun, moon, GitHub
    assert icons <= drawn and len(drawn) < 60
    assert sum(map(len, fonts)) < 10_000 and "Font Awesome Free" in css


def test_used_classes_of_every_page_keep_their_rules(site):
    css = (site / "_static/lean-theme.css").read_text("utf-8")
    assert "error" not in {rule.type for rule in tinycss2.parse_stylesheet(css)}
    for name in ("bd-sidebar-primary", "admonition", "dropdown-menu", "show", "sd-tab-set"):
        assert f".{name}" in css
    for name in ("carousel-caption", "sd-card-hover", "fa-cat"):
        assert f".{name}" not in css


def test_the_address_of_the_site_is_its_front_page(site):
    assert (site / "index.html").read_bytes() == (site / "intro.html").read_bytes()


def test_the_theme_is_accessible(site):
    for page in pages(site):
        text = page.read_text("utf-8")
        assert '<div id="pst-primary-sidebar" role="complementary"' in text
        field = re.search('<button class="btn search-button-field[^>]*>', text)[0]
        assert "aria-label" not in field and 'title="Search"' in field
        assert not re.search('<i class="theme-switch [^>]*title=', text)
        assert text.count('class="btn search-button-field') == 1  # there is no second one


def snapshot(site: Path) -> dict[str, bytes]:
    """All files but Sphinx's own records, which differ from build to build."""
    records = (".buildinfo", "searchindex.js")
    files = (file for file in site.rglob("*") if file.is_file() and file.name not in records)
    return {str(file.relative_to(site)): file.read_bytes() for file in files}


def test_partial_builds_give_the_same_site_as_clean_ones(book, site):
    first = snapshot(site)
    (site / "index.html").unlink()  # which Jupyter Book then writes again, as a redirection
    page = book / "parts" / "sums.md"
    before = page.read_text("utf-8")
    page.write_text(f"{before}\n```{{tip}}\nAlso $\\zeta$.\n```\n", "utf-8")
    jupyter_book(book)
    changed = snapshot(site)
    assert changed["index.html"] == first["index.html"]
    assert changed["parts/sums.html"] != first["parts/sums.html"]
    assert b".admonition.tip" in changed["_static/lean-theme.css"]
    page.write_text(before, "utf-8")
    jupyter_book(book)
    back = snapshot(site)
    assert back.keys() == first.keys()
    assert [name for name in back if back[name] != first[name]] == []
