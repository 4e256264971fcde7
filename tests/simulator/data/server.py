# SPDX-License-Identifier: Apache-2.0
"""A file server on this machine that can break off, fail and lie, one request after the other."""

import hashlib
import io
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import NamedTuple

PART = 2**18  # bytes after which a connection breaks off
STALL = 1.0  # seconds of silence


class Seen(NamedTuple):
    """A request: the path and where it wanted to begin."""

    path: str
    begin: int


@dataclass
class Files:
    """`content` by path. `behaviour` says, path by path, how the next requests are met: "break" off half-way, "stall",
    ignore a "range", or answer with a status; once that is used up, as they should be."""

    content: dict[str, bytes] = field(default_factory=dict)
    behaviour: dict[str, list[str]] = field(default_factory=dict)
    seen: list[Seen] = field(default_factory=list)

    def add(self, path: str, content: bytes, digest: str | None = None) -> None:
        """A file and the checksum published beside it, by default the right one."""
        name = path.rpartition("/")[2]
        self.content[path] = content
        published = digest or hashlib.sha256(content).hexdigest()
        self.content[f"{path}.CHECKSUM"] = f"{published}  {name}\n".encode()

    def add_csv(self, path: str, *lines: str) -> None:
        """A zip that holds one CSV file, as the archive has them."""
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr(path.rpartition("/")[2].replace(".zip", ".csv"), "\n".join(lines) + "\n")
        self.add(path, packed.getvalue())

    def begins(self, path: str) -> list[int]:
        """Where the requests for a path wanted to begin."""
        return [one.begin for one in self.seen if one.path == path]


@contextmanager
def serving(files: Files) -> Iterator[str]:
    """Serves the files and yields the address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # head and body in one packet: the second would wait for the first's receipt

        def do_GET(self) -> None:
            path = self.path.lstrip("/")
            wanted = self.headers.get("Range", "bytes=0-")
            begin = int(wanted.removeprefix("bytes=").removesuffix("-"))
            files.seen.append(Seen(path, begin))
            behaviour = files.behaviour.get(path, [])
            how = behaviour.pop(0) if behaviour else ""
            content = files.content.get(path)
            if how.isdigit() or content is None:
                self._say(int(how or 404), b"")
            elif how == "stall":
                time.sleep(STALL)
                self.close_connection = True
            elif how == "range":
                self._say(200, content)
            elif begin >= len(content):
                self._say(416, b"")
            else:
                self._say(206 if begin else 200, content[begin:], breaks=how == "break")

        def _say(self, status: int, content: bytes, *, breaks: bool = False) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content[:PART] if breaks else content)
            self.close_connection = breaks

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
