"""What is wrong in the theme's own markup is put right on the finished page."""

import re

# What axe finds wrong in the theme's own markup: names that differ from what is to be read, a side
# bar outside all landmarks, white on orange, an arrow without a name. And a viewport is set once,
# icons are of one size, the logos in a closed menu can wait, a notebook is saved, not shown, and
# light or dark is known at once, not after a first drawing of the whole page.
THEME = (
    '({ light: "light", dark: "dark" })[document.documentElement.dataset.mode] ?? '
    '(matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")'
)
REPAIRS = (
    (r'(<button class="btn search-button-field[^>]*?) aria-label="[^"]*"', r"\1"),
    (r'(<i class="theme-switch [^>]*?)\s+title="[^"]*"', r"\1"),
    ('<summary aria-label="Toggle hidden content">', "<summary>"),
    ('(<div id="pst-primary-sidebar")(?! role)', r'\1 role="complementary" aria-label="Book"'),
    (
        r'>([^<]+)(</a><details[^>]*>)<summary>(?=<span class="toctree-toggle")',
        r'>\1\2<summary aria-label="Pages below \1">',
    ),
    (r'(id="pst-back-to-top")(?! style)', r'\1 style="color: black"'),
    (r'\s*<meta name="viewport" content="width=device-width, initial-scale=1" ?/>', ""),
    (r'(<i class="[^"]*?)\s+fa-lg', r"\1"),
    (r"<title>(.+?) (?:—|&#8212;) \1</title>", r"<title>\1</title>"),
    (r"<img(?= [^>]*_static/images/logo_)(?! loading)", '<img loading="lazy"'),
    (r'localStorage\.getItem\("theme"\) \|\| "\w*"', THEME),
    (r'(<a href="[^"]*_sources/[^"]*\.ipynb") target="_blank"', r"\1 download"),
    # An option of a command, in a sentence and in a block: a line does not end with its hyphens.
    (r'<span class="pre">(?=--\w)', '<span class="pre option">'),
    (r'(<span class="w"> </span>)(--\w[\w-]*)', r'\1<span class="option">\2</span>'),
)


def repaired(page: str) -> str:
    """The page without the theme's mistakes; a page that has been here before stays as it is."""
    for wrong, right in REPAIRS:
        page = re.sub(wrong, right, page)
    return page
