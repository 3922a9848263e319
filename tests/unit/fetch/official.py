"""An official server on loopback that breaks off, stalls, redirects and refuses, as told."""

from __future__ import annotations

import io
import re
import threading
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Reply:
    """One answer. `cut` closes the connection after so many bytes; `declared` is a Content-Length that is not true."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cut: int | None = None
    stall_seconds: float = 0.0
    declared: int | None = None
    ranges: bool = True


@dataclass
class Official:
    """Routes by path. A list is answered one by one; the last one stays."""

    routes: dict[str, Reply | list[Reply]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    url: str = ""

    def reply(self, path: str) -> Reply:
        found = self.routes.get(path, Reply(b"nothing here", 404))
        if isinstance(found, list):
            return found.pop(0) if len(found) > 1 else found[0]
        return found

    def paths(self) -> list[str]:
        return [target.partition("?")[0] for target, _ in self.asked]

    def page(self, path: str, *hrefs: str) -> str:
        anchors = "".join(f'<li><a href="{href}">a file</a></li>' for href in hrefs)
        self.routes[path] = Reply(f"<html><body><ul>{anchors}</ul></body></html>".encode(), headers=HTML)
        return self.url + path


HTML = {"Content-Type": "text/html; charset=utf-8"}


def file(body: bytes, etag: str = '"v1"', **more: object) -> Reply:
    """A zip with a strong validator."""
    return Reply(body, headers={"Content-Type": "application/zip", "ETag": etag}, **more)  # type: ignore[arg-type]


def zipped(size: int = 40_000) -> bytes:
    """A zip of about that size."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("PPRRVU.csv", bytes(number * 37 % 251 for number in range(size)))
    return content.getvalue()


@contextmanager
def running() -> Iterator[Official]:
    """A server for the length of a `with` block."""
    official = Official()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            official.asked.append((self.path, dict(self.headers)))
            self._answer(official.reply(self.path.partition("?")[0]))

        def _answer(self, reply: Reply) -> None:
            body, status, headers = reply.body, reply.status, dict(reply.headers)
            etag = headers.get("ETag")
            wanted = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
            if etag and self.headers.get("If-None-Match") == etag:
                body, status = b"", 304
            elif wanted and reply.ranges and status == 200 and self.headers.get("If-Range") == etag:
                start = int(wanted[1])
                headers["Content-Range"] = f"bytes {start}-{len(body) - 1}/{len(body)}"
                body, status = body[start:], 206
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if status != 304:
                self.send_header("Content-Length", str(len(body) if reply.declared is None else reply.declared))
            with suppress(ConnectionError):
                self.end_headers()
            with suppress(ConnectionError):
                self.wfile.write(body if reply.cut is None else body[: reply.cut])
                self.wfile.flush()
            time.sleep(reply.stall_seconds)
            if reply.cut is not None or reply.declared is not None:
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    official.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield official
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
