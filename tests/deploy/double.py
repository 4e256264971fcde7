# SPDX-License-Identifier: Apache-2.0
"""A node double: it stands before a real node, sees every request, and may drop, change or forge the answer."""

import json
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.request import Request, urlopen

SENDS = ("eth_sendTransaction", "eth_sendRawTransaction")


class Drop(Exception):
    """The client gets no answer."""


class NodeDouble:
    """`meddle(request, ask)` returns the answer; `ask` puts the request to the node behind."""

    def __init__(
        self, url: str, meddle: Callable[[dict[str, Any], Callable[[], dict[str, Any]]], dict[str, Any]]
    ) -> None:
        self.seen: list[str] = []
        double = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                request = json.loads(body)
                double.seen.append(request["method"])

                def ask() -> dict[str, Any]:
                    with urlopen(Request(url, body, {"Content-Type": "application/json"})) as answer:
                        return json.loads(answer.read())

                try:
                    content = json.dumps(meddle(request, ask)).encode()
                except Drop:
                    self.close_connection = True
                    return
                self.send_response(200)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    def __enter__(self) -> "NodeDouble":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def error(request: dict[str, Any], message: str) -> dict[str, Any]:
    """Returns the answer of a node that refuses."""
    return {"jsonrpc": "2.0", "id": request["id"], "error": {"code": -32_000, "message": message}}


def result(request: dict[str, Any], value: Any) -> dict[str, Any]:
    """Returns the answer of a node that says `value`."""
    return {"jsonrpc": "2.0", "id": request["id"], "result": value}
