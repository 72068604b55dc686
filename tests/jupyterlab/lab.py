"""A JupyterLab of the tests' own, with its settings in a folder of its own and no news."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, expect

HOMES = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
SETTINGS = {
    "notebook-extension/tracker": {"windowingMode": "none"},  # cells out of sight are drawn too
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
}


@contextmanager
def running_lab(folder: Path) -> Iterator[str]:
    """Start JupyterLab on a folder and yield its address; `jupyterapp` in its pages is the Lab."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    homes = {name: str(folder / "home" / name.lower()) for name in HOMES}
    for name, values in SETTINGS.items():
        path = f"lab/user-settings/@jupyterlab/{name}.jupyterlab-settings"
        file = Path(homes["JUPYTER_CONFIG_DIR"], path)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(values))
    options = ["--no-browser", "--allow-root", f"--port={port}", "--IdentityProvider.token="]
    options += [f"--ServerApp.root_dir={folder}", "--LabApp.expose_app_in_browser=True"]
    with open(folder / "log", "w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *options],
            env=os.environ | homes,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        url = f"http://127.0.0.1:{port}/"
        try:
            for _ in range(240):
                assert server.poll() is None, (folder / "log").read_text()[-2000:]
                try:
                    urllib.request.urlopen(f"{url}api", timeout=1)
                    break
                except OSError:
                    time.sleep(0.25)
            yield url
        finally:
            server.terminate()
            server.wait(20)


def wait_for_kernel(page: Page) -> None:
    """Wait until an opened notebook's kernel is ready."""
    status = page.locator("#jp-main-statusbar")
    expect(status).to_contain_text("Python 3 (ipykernel) | Idle", timeout=90_000)
