"""Serves the application with uvicorn: one process, or several that share a socket."""

from __future__ import annotations

import asyncio
import os
import socket
import webbrowser
from dataclasses import dataclass
from functools import partial
from tempfile import TemporaryDirectory
from typing import cast

from uvicorn.config import Config
from uvicorn.server import Server
from uvicorn.supervisors import Multiprocess

from superbill.errors import UsageError
from superbill.surfaces.http.settings import Settings
from superbill.surfaces.serving.app import Application, create_app
from superbill.surfaces.serving.journal import start_logging
from superbill.surfaces.serving.metrics import SHARED
from superbill.surfaces.serving.protocol import PatientProtocol

MOST_CONNECTIONS = 800
"""Of one process; beyond them a request is answered with 503. Below the usual limit of open files."""

BACKLOG = 2048
ANY_ADDRESS = frozenset({"0.0.0.0", "::", ""})


@dataclass(frozen=True, slots=True)
class Listening:
    """A bound socket and the address to show for it."""

    socket: socket.socket
    url: str


def listen(host: str, port: int) -> Listening:
    """Bind; port 0 takes a free one. `UsageError` when the address cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        bound = socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageError(f"cannot listen on {host}, port {port}: {reason}", hint="Choose another --port.") from error
    bound.set_inheritable(True)
    shown = "localhost" if host in ANY_ADDRESS else f"[{host}]" if ":" in host else host
    return Listening(bound, f"http://{shown}:{bound.getsockname()[1]}/")


def make_app(settings: Settings, access: bool) -> Application:
    """The application of one process, with its logs."""
    start_logging(access=access)
    return create_app(settings)


def server_config(settings: Settings, *, workers: int = 1, access: bool = True) -> Config:
    """How uvicorn is to serve."""
    return Config(
        partial(make_app, settings, access),
        factory=True,
        interface="asgi3",
        lifespan="on",
        http=cast(type[asyncio.Protocol], partial(PatientProtocol, settings=settings)),
        ws="none",
        loop="uvloop",
        workers=workers,
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        limit_concurrency=MOST_CONNECTIONS,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=10,
    )


def serve(
    settings: Settings, listening: Listening, *, workers: int = 1, access: bool = True, show: bool = False
) -> None:
    """Serve until a signal ends it; `show` opens the address in a browser, which waits until there is an answer."""
    start_logging(access=access)
    config = server_config(settings, workers=workers, access=access)
    if show:
        webbrowser.open(listening.url)
    with listening.socket:
        if workers == 1:
            Server(config).run(sockets=[listening.socket])
            return
        with TemporaryDirectory(prefix="superbill-metrics-") as shared:
            os.environ[SHARED] = shared
            Multiprocess(config, sockets=[listening.socket]).run()
