"""How pages reach the application database: opened at first use, asked on a thread of its own."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import TypeVar

from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request

from superbill.errors import SuperbillError
from superbill.model.codes import CodeRef
from superbill.office.database import Database
from superbill.office.lists.actions import record_visits
from superbill.office.site.actions import shared_key
from superbill.office.tables import LOCAL_OWNER
from superbill.surfaces.http.context import settings

T = TypeVar("T")
FLUSH_SECONDS = 0.4
FORM_KEY = "forms"

log = logging.getLogger("superbill.server")


class Office:
    """The application database of a running server, its form key, and the visits not yet written."""

    def __init__(self, url: str | None) -> None:
        self._url = url
        self._lock = threading.Lock()
        self._database: Database | None = None
        self._form_key: bytes | None = None
        self._seen: dict[CodeRef, tuple[int, datetime]] = {}
        self._timer: threading.Timer | None = None

    @property
    def database(self) -> Database:
        """Open it, once. Raises `UsageError` when it cannot be."""
        with self._lock:
            if self._database is None:
                self._database = Database.open(self._url)
            return self._database

    @property
    def form_key(self) -> bytes:
        """The key that form tokens are made with; all processes share it."""
        if self._form_key is None:
            self._form_key = shared_key(self.database, FORM_KEY)
        return self._form_key

    def visited(self, ref: CodeRef) -> None:
        """Remember that a code was looked up. Written a moment later, so that no page waits for it."""
        with self._lock:
            times, _ = self._seen.get(ref, (0, None))
            self._seen[ref] = (times + 1, now())
            if self._timer is None:
                self._timer = threading.Timer(FLUSH_SECONDS, self.flush)
                self._timer.start()

    def flush(self) -> None:
        """Write the visits that wait."""
        with self._lock:
            seen, self._seen, self._timer = self._seen, {}, None
        if not seen:
            return
        try:
            with self.database.writing() as session:
                record_visits(session, LOCAL_OWNER, seen)
        except (SuperbillError, SQLAlchemyError) as error:
            log.warning("visits not written: %s", type(error).__name__)

    def read(self, query: Callable[..., T], *args: object) -> T:
        """Ask a query for the local person."""
        with self.database.reading() as session:
            return query(session, LOCAL_OWNER, *args)

    def write(self, action: Callable[..., None], *args: object) -> None:
        """Carry an action out for the local person."""
        with self.database.writing() as session:
            action(session, LOCAL_OWNER, *args)


def office_of(request: Request) -> Office:
    """The office of this server."""
    state = request.app.state
    if not hasattr(state, "office"):
        state.office = Office(settings(request).database)
    found: Office = state.office
    return found


async def ask(request: Request, query: Callable[..., T], *args: object) -> T:
    """A query for the person who asks, off the event loop."""
    return await asyncio.to_thread(partial(office_of(request).read, query, *args))


async def do(request: Request, action: Callable[..., None], *args: object) -> None:
    """An action for the person who asks, off the event loop."""
    await asyncio.to_thread(partial(office_of(request).write, action, *args))


def now() -> datetime:
    """This moment."""
    return datetime.now(UTC)
