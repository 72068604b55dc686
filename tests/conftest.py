"""What tests of several rooms share."""

from collections.abc import Iterator

import pytest

from tests.browser.fixtures import browser, playwright, serve, visit  # noqa: F401
from tests.browser.widget_page import open_widget  # noqa: F401

# What looks at the built book, and the homework, which measures time: after the loudest part.
LATER = ("tests/homework/", "tests/jupyterlab/", "tests/pages/", "tests/editions/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as `later` what runs once the book stands, and with it all that drives a browser."""
    for item in items:
        if item.nodeid.startswith(LATER) or "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("later")


@pytest.fixture
def one_thread() -> Iterator[None]:
    """Let torch use one thread: two that wait for each other are slow on a busy machine."""
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)
