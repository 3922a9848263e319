"""Compresses text on its way out: Brotli where the client takes it, else gzip."""

from __future__ import annotations

import zlib
from typing import Protocol

import brotli
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from superbill.surfaces.http.coding import chosen

SMALLEST = 600
"""Bytes: below this the headers outweigh what is saved."""

BROTLI_QUALITY = 3
GZIP_LEVEL = 5
"""Both take about as long as writing the answer does; higher levels save little more."""

STREAM = "text/event-stream"
"""Goes out as it comes: a compressor would hold its events back."""

TYPES = ("text/", "application/json", "application/problem+json", "application/x-ndjson", "application/javascript",
         "image/svg+xml")  # fmt: skip


class Coder(Protocol):
    """Compresses a stream piece by piece."""

    def add(self, data: bytes) -> bytes:
        """What comes out for this piece; may be empty."""

    def end(self) -> bytes:
        """The rest."""


class Brotli:
    """`br`."""

    def __init__(self) -> None:
        self._compressor = brotli.Compressor(mode=brotli.MODE_TEXT, quality=BROTLI_QUALITY)

    def add(self, data: bytes) -> bytes:
        """See `Coder`."""
        return bytes(self._compressor.process(data))

    def end(self) -> bytes:
        """See `Coder`."""
        return bytes(self._compressor.finish())


class Gzip:
    """`gzip`."""

    def __init__(self) -> None:
        self._compressor = zlib.compressobj(GZIP_LEVEL, zlib.DEFLATED, zlib.MAX_WBITS | 16)

    def add(self, data: bytes) -> bytes:
        """See `Coder`."""
        return self._compressor.compress(data)

    def end(self) -> bytes:
        """See `Coder`."""
        return self._compressor.flush()


CODERS: dict[str, type[Brotli] | type[Gzip]] = {"br": Brotli, "gzip": Gzip}


class Compression:
    """ASGI middleware. A HEAD goes out as it is."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, compressing what comes back."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        coding = chosen(Headers(scope=scope).get("accept-encoding", "")) if scope["method"] != "HEAD" else None
        await self._app(scope, receive, _Reply(send, coding).send)


class _Reply:
    """One response: holds its head back until the first piece of its body shows whether compressing pays."""

    def __init__(self, send: Send, coding: str | None) -> None:
        self._send = send
        self._coding = coding
        self._head: Message | None = None
        self._coder: Coder | None = None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            kind = headers.get("content-type", "")
            if not kind.startswith(TYPES) or kind.startswith(STREAM) or "content-encoding" in headers:
                self._coding = None
            else:
                headers.add_vary_header("accept-encoding")
            self._head = message if self._coding else None
            if not self._coding:
                await self._send(message)
        elif self._head is not None and self._coding is not None:
            await self._begin(self._head, message, self._coding)
        elif self._coder is not None:
            await self._send(_coded(self._coder, message))
        else:
            await self._send(message)

    async def _begin(self, head: Message, message: Message, coding: str) -> None:
        self._head = None
        if len(message.get("body", b"")) >= SMALLEST or message.get("more_body"):
            self._coder = CODERS[coding]()
            message = _coded(self._coder, message)
            headers = MutableHeaders(scope=head)
            headers["content-encoding"] = coding
            if message["more_body"]:
                del headers["content-length"]
            else:
                headers["content-length"] = str(len(message["body"]))
        await self._send(head)
        await self._send(message)


def _coded(coder: Coder, message: Message) -> Message:
    more = message.get("more_body", False)
    body = coder.add(message.get("body", b""))
    return {"type": "http.response.body", "body": body if more else body + coder.end(), "more_body": more}
