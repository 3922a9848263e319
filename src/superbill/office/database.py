"""The application database: SQLite beside the knowledge base, or what a database URL names (PostgreSQL).

The database stamps its format; one written by another version is refused, not guessed at.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, make_url, select
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError
from sqlalchemy.orm import Mapped, Session, mapped_column, sessionmaker

from superbill.errors import UsageError, WrongFormat
from superbill.kb.home import home
from superbill.office.lists import models as lists_models
from superbill.office.site import models as site_models
from superbill.office.tables import Base

FORMAT_VERSION = 1
MODELS = (lists_models, site_models)
"""Modules that declare tables; importing them is what makes them known."""

_SQLITE = ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = NORMAL", "PRAGMA foreign_keys = ON")
_BUSY_SECONDS = 10.0


class FormatStamp(Base):
    """The one row that says which version wrote the database."""

    __tablename__ = "office_format"
    version: Mapped[int] = mapped_column(primary_key=True)


def default_url() -> str:
    """`SUPERBILL_DATABASE_URL`, else `office.sqlite` in the home folder."""
    return os.environ.get("SUPERBILL_DATABASE_URL") or f"sqlite:///{home() / 'office.sqlite'}"


class Database:
    """An open application database; safe to use from several threads and processes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._sessions = sessionmaker(engine, expire_on_commit=False)

    @classmethod
    def open(cls, url: str | None = None) -> Database:
        """Open, making tables that are not there yet.

        Raises `UsageError` for a URL that names no database that can be reached, `WrongFormat` for one of another version.
        """
        database = cls(_engine(url or default_url()))
        try:
            Base.metadata.create_all(database._engine)
            database._check_format()
        except OperationalError as error:
            raise UsageError(f"The application database cannot be opened: {error.orig}.") from error
        return database

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for queries."""
        with self._sessions() as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session for actions: committed at the end, rolled back by an error."""
        with self._sessions.begin() as session:
            yield session

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    def _check_format(self) -> None:
        with self.writing() as session:
            version = session.scalar(select(FormatStamp.version))
            if version is None:
                session.merge(FormatStamp(version=FORMAT_VERSION))
            elif version != FORMAT_VERSION:
                raise WrongFormat(
                    f"The application database is of format {version}, this Superbill reads {FORMAT_VERSION}.",
                    hint="Use the Superbill that wrote it, or name another one: SUPERBILL_DATABASE_URL.",
                )


def _engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() != "sqlite":
            return create_engine(parsed, pool_pre_ping=True)
        if parsed.database and parsed.database != ":memory:":
            _make_folder(parsed.database)
        engine = create_engine(parsed, connect_args={"timeout": _BUSY_SECONDS})
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise UsageError(f"The database URL cannot be used: {error}.") from error
    event.listen(engine, "connect", _set_up_sqlite)
    return engine


def _make_folder(database: str) -> None:
    folder = Path(database).parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"The folder of the application database cannot be made: {error.strerror}.") from error


def _set_up_sqlite(connection: Any, _: object) -> None:
    for statement in _SQLITE:
        connection.execute(statement)
