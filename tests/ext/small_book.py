"""A small book, and how Jupyter Book really builds one."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

FILES = {
    "_config.yml": f"""
        title: A small book
        only_build_toc_files: true
        execute: {{execute_notebooks: "off"}}
        repository: {{url: https://github.com/someone/book}}
        launch_buttons: {{colab_url: https://colab.research.google.com}}
        html: {{use_repository_button: true}}
        sphinx:
          recursive_update: true
          local_extensions:
            _ext.mathematics: {ROOT}
            _ext.pages: {ROOT}
            _ext.publishing.licenses: {ROOT}
        """,
    "_toc.yml": """
        format: jb-book
        root: intro
        chapters: [{file: parts/code}, {file: parts/sums}]
        """,
    "intro.md": """
        # A small book

        The first *paragraph* of a page with <signs> & words, so many words that it is longer than
        a description may be: one hundred and sixty characters, counted to the last whole word.
        """,
    "parts/code.md": """
        ---
        myst: {html_meta: {description: Set by the page itself.}}
        ---
        # Code

        ```{admonition} A folded note
        :class: dropdown
        Hidden.
        ```

        ```python
        x = 1
        ```

        ````{tab-set}
        ```{tab-item} One
        1
        ```
        ````
        """,
    "parts/sums.md": """
        # Sums

        $$
        \\sum_i x_i
        $$ (sum)

        {eq}`sum` is a sum.
        """,
}


def unindent(text: str) -> str:
    return re.sub("^ {8}", "", text.strip("\n"), flags=re.MULTILINE)


def jupyter_book(book: Path) -> None:
    program = Path(sys.executable).with_name("jupyter-book")
    command = [program, "build", "-W", "-q", "--keep-going", book]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
