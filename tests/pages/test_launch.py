"""A small book with an address and without: a chapter's menu opens this chapter, or is absent."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.each_browser import each_browser
from tests.places import ROOT

FAVICON = ROOT / "_assets" / "favicon.svg"  # a full Chromium asks for one, named or not
CONFIG = f"""\
title: A small book
only_build_toc_files: true
execute: {{execute_notebooks: "off"}}
repository: {{url: ""}}
html: {{baseurl: "", favicon: favicon.svg}}
sphinx:
  config: {{launch_package: "tiny[all]", launch_hub: "https://hub.example.org/"}}
  local_extensions: {{_ext.pages: {ROOT}, _ext.publishing.launch: {ROOT}}}
"""
TOC = "format: jb-book\nroot: intro\nchapters: [{file: chapters/first}]\n"
INTRO = """\
---
kernelspec: {name: python3, display_name: Python 3}
---
# A page that can be run, and is no chapter

Text.
"""
CHAPTER = nbformat.v4.new_notebook(
    cells=[nbformat.v4.new_markdown_cell("# First\n\nText."), nbformat.v4.new_code_cell("1 + 1")],
    metadata={
        "kernelspec": {"name": "python3", "display_name": "Python 3"},
        "language_info": {"name": "python"},
    },
)
LINKS = {
    "Colab": "https://colab.research.google.com/github/someone/book/blob/notebooks/"
    "chapters/first.ipynb",
    "Binder": "https://mybinder.org/v2/gh/someone/book/notebooks"
    "?urlpath=lab%2Ftree%2Fchapters%2Ffirst.ipynb",
    "JupyterHub": "https://hub.example.org/hub/user-redirect/git-pull"
    "?repo=https%3A%2F%2Fgithub.com%2Fsomeone%2Fbook&branch=notebooks"
    "&targetpath=book&urlpath=lab%2Ftree%2Fbook%2Fchapters%2Ffirst.ipynb",
}


def build(folder: Path, repository: str) -> Path:
    """Build the small book as a workflow of that repository would; empty: as anyone would."""
    (folder / "chapters").mkdir()
    (folder / "_config.yml").write_text(CONFIG)
    (folder / "_toc.yml").write_text(TOC)
    (folder / "intro.md").write_text(INTRO)
    (folder / "favicon.svg").write_bytes(FAVICON.read_bytes())
    nbformat.write(CHAPTER, folder / "chapters" / "first.ipynb")
    done = subprocess.run(
        [Path(sys.executable).with_name("jupyter-book"), "build", "-W", "-q", folder],
        env=os.environ | {"GITHUB_REPOSITORY": repository},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "_build" / "html"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("book"), "someone/book")


@each_browser
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_menu_opens_this_chapter_by_keyboard_on_a_phone_and_for_axe(
    site: Path, visit: Callable, serve: Callable, width: int, theme: str
) -> None:
    url = f"{serve(site)}chapters/first.html"
    seen = visit(url, viewport={"width": width, "height": 844}, color_scheme=theme)
    page = seen.page
    page.get_by_role("button", name="Run this chapter").focus()
    page.keyboard.press("Enter")
    menu = page.locator(".dropdown-launch-buttons .dropdown-menu")
    for name, link in LINKS.items():
        item = menu.get_by_role("link", name=name)
        expect(item).to_have_attribute("href", link)
        box = item.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= width and box["height"] >= 24
    for name in LINKS:
        page.keyboard.press("ArrowDown")
        assert name in page.evaluate("document.activeElement.textContent")
    # the theme's tooltip, which comes after a moment, repeats the button's name outside landmarks
    results = Axe().run(page, context={"exclude": [[".tooltip"]]})
    assert results.violations_count == 0, results.generate_report()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    assert not seen.outside and not seen.errors


def test_the_download_fetches_its_package_and_is_saved_under_its_name(
    site: Path, visit: Callable, serve: Callable
) -> None:
    page = visit(f"{serve(site)}chapters/first.html").page
    page.get_by_role("button", name="Download this page").click()
    with page.expect_download() as waiting:
        page.get_by_role("link", name=".ipynb").click()
    assert waiting.value.suggested_filename == "first.ipynb"
    cells = json.loads(Path(waiting.value.path()).read_text())["cells"]
    assert "tiny[all] @ git+https://github.com/someone/book" in "".join(cells[0]["source"])
    assert cells[2]["source"] in ("1 + 1", ["1 + 1"])


def test_a_page_that_is_no_chapter_has_no_menu(site: Path) -> None:
    assert "launch-buttons" not in (site / "intro.html").read_text()


def test_without_an_address_there_is_the_download_alone(tmp_path: Path) -> None:
    site = build(tmp_path, "")
    page = (site / "chapters" / "first.html").read_text()
    assert "launch-buttons" not in page and "_sources/chapters/first.ipynb" in page
    copy = (site / "_sources" / "chapters" / "first.ipynb").read_text()
    assert copy == (tmp_path / "chapters" / "first.ipynb").read_text()
