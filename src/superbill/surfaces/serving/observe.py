"""Watches every request from outside: one line in the log, one count in the figures."""

from __future__ import annotations

import logging
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from superbill.surfaces.serving.journal import ACCESS
from superbill.surfaces.serving.metrics import Metrics

log = logging.getLogger(ACCESS)
NO_ROUTE = "(none)"


class Observer:
    """ASGI middleware, the outermost one."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on and take down."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        start = time.perf_counter()
        status, sent = 500, 0

        async def watched(message: Message) -> None:
            nonlocal status, sent
            if message["type"] == "http.response.start":
                status = message["status"]
            sent += len(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, receive, watched)
        finally:
            self._take_down(scope, status, sent, time.perf_counter() - start)

    def _take_down(self, scope: Scope, status: int, sent: int, seconds: float) -> None:
        route = route_of(scope)
        self._metrics.count(scope["method"], route, status, seconds)
        if log.isEnabledFor(logging.INFO):
            fields = {
                "event": "request", "method": scope["method"], "route": route, "status": status,
                "ms": round(seconds * 1e3, 2), "bytes": sent,
            }  # fmt: skip
            log.info("request", extra={"fields": fields})


def route_of(scope: Scope) -> str:
    """The pattern that the address matched, without what stood in its place."""
    path: str = getattr(scope.get("route"), "path", NO_ROUTE)
    return path
