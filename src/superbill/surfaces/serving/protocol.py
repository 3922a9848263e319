"""HTTP for clients that may be slow on purpose: limits that uvicorn leaves to a proxy.

A connection must deliver the head of a request within a time and a size, then its body within a time, and must take what is
sent to it; else it is cut. Between requests, uvicorn's own keep-alive time counts.
"""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn._types import ASGI3Application
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from superbill.surfaces.http.settings import Settings

TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"


class PatientProtocol(HttpToolsProtocol):
    """One connection; `settings` say how long it may take."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
        *,
        settings: Settings,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.access_log = False  # uvicorn's own names the whole address
        self._settings = settings
        self._deadline: asyncio.TimerHandle | None = None
        self._drain_deadline: asyncio.TimerHandle | None = None
        self._in_head = True
        self._head_bytes = 0
        self._requests = 0
        self._answering: RequestResponseCycle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """The first request must come soon."""
        super().connection_made(transport)
        self._expect(self._settings.head_timeout)

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is waited for any more."""
        self._expect(None)
        self._expect_drained(None)
        if self._answering is not None:
            self._answering.disconnected = True
        self.pipeline.clear()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Count what a head has sent so far. Blank lines before a request start its time, too."""
        if self._in_head:
            self._head_bytes += len(data)
        complete = self._requests
        super().data_received(data)
        if not self._in_head or self.transport.is_closing():
            return
        if self._head_bytes > self._settings.max_head:
            self.transport.write(TOO_LARGE)
            self.transport.close()
        elif self._deadline is None and complete == self._requests:
            self._expect(self._settings.head_timeout)

    def on_message_begin(self) -> None:
        """A head begins."""
        self._expect(self._settings.head_timeout)
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Its body must follow."""
        self._in_head = False
        self._expect(self._settings.body_timeout)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The request is here; the next one is another matter."""
        self._in_head = True
        self._head_bytes = 0
        self._requests += 1
        self._expect(None)
        super().on_message_complete()

    def pause_writing(self) -> None:
        """The client does not take what is sent."""
        super().pause_writing()
        self._expect_drained(self._settings.send_timeout)

    def resume_writing(self) -> None:
        """It does again."""
        super().resume_writing()
        self._expect_drained(None)

    def timeout_keep_alive_handler(self) -> None:
        """Close an idle connection, and do not wait long for a client that leaves the last answer lying."""
        super().timeout_keep_alive_handler()
        self._expect_drained(self._settings.send_timeout)

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        """Of several requests sent at once, uvicorn tells only the last one that the client has gone."""
        self._answering = cycle
        super()._start_asgi_task(cycle, app)

    def _expect(self, seconds: float | None) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
        self._deadline = self.loop.call_later(seconds, self.transport.abort) if seconds is not None else None

    def _expect_drained(self, seconds: float | None) -> None:
        if self._drain_deadline is not None:
            self._drain_deadline.cancel()
        self._drain_deadline = self.loop.call_later(seconds, self.transport.abort) if seconds is not None else None
