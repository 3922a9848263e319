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
from superbill.surfaces.http.context import settings
from superbill.surfaces.http.person import DATABASE, person

T = TypeVar("T")
FLUSH_SECONDS = 0.4
FORM_KEY = "forms"

log = logging.getLogger("superbill.server")


class Office:
    """The application database of a running server, its form key, and the visits not yet written."""

    def __init__(self, url: str | None, database: Database | None = None) -> None:
        self._url = url
        self._lock = threading.Lock()
        self._database = database
        self._form_key: bytes | None = None
        self._seen: dict[str, dict[CodeRef, tuple[int, datetime]]] = {}
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

    def visited(self, owner: str, ref: CodeRef) -> None:
        """Remember that a person looked a code up. Written a moment later, so that no page waits for it."""
        with self._lock:
            own = self._seen.setdefault(owner, {})
            times, _ = own.get(ref, (0, None))
            own[ref] = (times + 1, now())
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
                for owner in sorted(seen):
                    record_visits(session, owner, seen[owner])
        except (SuperbillError, SQLAlchemyError) as error:
            log.warning("visits not written: %s", type(error).__name__)

    def read(self, query: Callable[..., T], owner: str, *args: object) -> T:
        """Ask a query for a person."""
        with self.database.reading() as session:
            return query(session, owner, *args)

    def write(self, action: Callable[..., T], owner: str, *args: object) -> T:
        """Carry an action out for a person."""
        with self.database.writing() as session:
            return action(session, owner, *args)


def office_of(request: Request) -> Office:
    """The office of this server."""
    state = request.app.state
    if not hasattr(state, "office"):
        found_by_site = request.scope.get(DATABASE)
        state.office = Office(settings(request).database, found_by_site)
    found: Office = state.office
    return found


async def ask(request: Request, query: Callable[..., T], *args: object) -> T:
    """A query for the person who asks, off the event loop."""
    return await asyncio.to_thread(partial(office_of(request).read, query, person(request).id, *args))


async def do(request: Request, action: Callable[..., T], *args: object) -> T:
    """An action for the person who asks, off the event loop."""
    return await asyncio.to_thread(partial(office_of(request).write, action, person(request).id, *args))


def now() -> datetime:
    """This moment."""
    return datetime.now(UTC)
