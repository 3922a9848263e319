"""A real server on loopback, in a thread of the test."""

from __future__ import annotations

import shutil
import socket
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from uvicorn.server import Server

from superbill.surfaces.http.settings import Settings
from superbill.surfaces.serving.app import create_app
from superbill.surfaces.serving.server import listen, server_config


@dataclass(frozen=True)
class Running:
    """A server that runs."""

    port: int
    server: Server

    @property
    def connections(self) -> int:
        """How many are open."""
        return len(self.server.server_state.connections)


@contextmanager
def serving(settings: Settings) -> Iterator[Running]:
    """A server that runs until the block ends."""
    listening = listen("127.0.0.1", 0)
    config = server_config(settings)
    config.app, config.factory = create_app(settings), False
    server = Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening.socket]}, daemon=True)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        yield Running(listening.socket.getsockname()[1], server)
    finally:
        server.should_exit = True
        thread.join(10)
        listening.socket.close()


def impatient(settings: Settings) -> Settings:
    """The same with short times."""
    return replace(settings, head_timeout=0.6, body_timeout=0.6, send_timeout=0.6)


def talk(port: int, *pieces: bytes, wait: float = 0.0) -> bytes:
    """What comes back for bytes sent one after another, until the server closes or says nothing for two seconds."""
    with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
        for piece in pieces:
            time.sleep(wait)
            connection.sendall(piece)
        return received(connection)


def received(connection: socket.socket) -> bytes:
    """All there is until the end, or until nothing comes."""
    found = b""
    try:
        while part := connection.recv(65_536):
            found += part
    except (TimeoutError, ConnectionResetError):
        return found
    return found


def published(kb: Path, stamp: str) -> None:
    """What a build does at its end: a new index, one rename, and the old index gone."""
    fresh = kb.with_name("fresh")
    shutil.copy2(kb, fresh)
    with sqlite3.connect(fresh) as connection:
        connection.execute("UPDATE meta SET value = ? WHERE key = 'stamp'", (stamp,))
    connection.close()
    old = list(kb.parent.glob(f"{kb.name}.*.search"))
    shutil.copytree(old[0], kb.with_name(f"{kb.name}.{stamp}.search"))
    fresh.replace(kb)
    for folder in old:
        shutil.rmtree(folder)


def copied(kb: Path, folder: Path) -> Path:
    """A knowledge base with its search index, in another folder."""
    for path in (kb, *kb.parent.glob(f"{kb.name}.*.search")):
        (shutil.copytree if path.is_dir() else shutil.copy2)(path, folder / path.name)
    return folder / kb.name


def until(condition: Callable[[], bool], seconds: float = 20.0) -> None:
    """Wait for something that comes soon."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.02)
