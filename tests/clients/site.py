"""An app of one page in the browser: a bundle and its settings, at an address of its own."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.clients.node import HERE, bundle

_TYPES = {".html": "text/html", ".js": "text/javascript", ".json": "application/json"}


class Site:
    """Where the app is served; each path but those of its files has its page.

    Attributes:
        url: its origin, on ``localhost``.

    """

    def __init__(self, url: str, folder: Path) -> None:
        self.url = url
        self._folder = folder

    def configure(self, **settings: Any) -> None:
        """Write what the app reads when its page is loaded."""
        (self._folder / "settings.json").write_text(json.dumps(settings), encoding="utf-8")


class _Files(BaseHTTPRequestHandler):
    """Answers with the files of a folder."""

    def __init__(self, folder: Path, *given: Any) -> None:
        self._folder = folder
        super().__init__(*given)

    def do_GET(self) -> None:
        asked = self._folder / Path(self.path.partition("?")[0]).name
        found = asked if asked.is_file() else self._folder / "index.html"
        body = found.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", f"{_TYPES[found.suffix]}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def site(script: str, folder: Path) -> Iterator[Site]:
    """Serve an app, made of a script beside this module and the libraries that it imports."""
    bundle(script, folder / "app.js")
    (folder / "index.html").write_bytes((HERE / "page.html").read_bytes())
    with ThreadingHTTPServer(("localhost", 0), partial(_Files, folder)) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield Site(f"http://localhost:{server.server_port}", folder)
        server.shutdown()
        thread.join()
