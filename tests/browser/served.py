"""The application, served over real HTTP on a free port of this machine."""

import threading
from dataclasses import dataclass
from typing import Any

from flask import Flask
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from tests.browser.clock import RunningClock


class _Quiet(WSGIRequestHandler):
    """Writes no line per request."""

    protocol_version = "HTTP/1.1"

    def log(self, type: str, message: str, *args: Any) -> None:
        """Nothing: the tests watch what the browser receives."""


class Door:
    """A listening socket, whose address is known before there is an application behind it."""

    def __init__(self) -> None:
        self._server: BaseWSGIServer = make_server(
            "127.0.0.1", 0, Flask(__name__), True, request_handler=_Quiet
        )
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})

    def open(self, app: Flask) -> None:
        """Let visitors in."""
        self._server.app = app
        self._thread.start()

    def close(self) -> None:
        """Turn visitors away and wait until nobody is being served."""
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join(10)
        self._server.server_close()


@dataclass(frozen=True)
class Served:
    """The application as a browser finds it."""

    app: Flask
    address: str
    clock: RunningClock

    def url(self, path: str) -> str:
        """The full address of a path."""
        return path if path.startswith("http") else self.address + path
