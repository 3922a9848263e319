"""The application database: SQLite beside the knowledge base, or what a database URL names (PostgreSQL).

One person's installation has few tables and makes them itself. A site has all of them, made by migrations
(`superbill.office.migrating`). The database stamps its format; one written by another version is refused, not guessed at.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection, Engine, Table, create_engine, event, make_url, select
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError
from sqlalchemy.orm import Mapped, Session, mapped_column, sessionmaker

from superbill.errors import UsageError, WrongFormat
from superbill.kb.home import home
from superbill.office.conversations import models as conversations_models
from superbill.office.lists import models as lists_models
from superbill.office.site import models as site_models
from superbill.office.tables import Base, Counted
from superbill.office.upserts import add_once

FORMAT_VERSION = 1
_SQLITE = ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = NORMAL", "PRAGMA foreign_keys = ON")
_BUSY_SECONDS = 30.0
_WRITES = "superbill_writes"
_POOL = 12
"""Connections of one process to PostgreSQL: its threads, and the tasks behind them."""


class FormatStamp(Base):
    """The one row that says which version wrote the database."""

    __tablename__ = "office_format"
    version: Mapped[int] = mapped_column(primary_key=True)


LOCAL_TABLES = tuple(
    cast(Table, model.__table__)
    for model in (
        FormatStamp, lists_models.Favourite, lists_models.Note, lists_models.Visit, site_models.SiteSecret,
        conversations_models.Conversation, conversations_models.Exchange,
    )
)  # fmt: skip
"""What an installation without accounts needs."""


def default_url() -> str:
    """`SUPERBILL_DATABASE_URL`, else `office.sqlite` in the home folder."""
    return os.environ.get("SUPERBILL_DATABASE_URL") or f"sqlite:///{home() / 'office.sqlite'}"


class Database:
    """An open application database; safe to use from several threads and processes."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        writing = engine.execution_options(**{_WRITES: True}) if engine.dialect.name == "sqlite" else engine
        reading = (
            engine.execution_options(isolation_level="AUTOCOMMIT") if engine.dialect.name == "postgresql" else engine
        )
        self._reading = reading
        self._readers = sessionmaker(reading, expire_on_commit=False)
        self._writers = sessionmaker(writing, expire_on_commit=False)

    @classmethod
    def open(cls, url: str | None = None) -> Database:
        """Open, making the tables of an installation without accounts that are not there yet.

        Raises `UsageError` for a URL that names no database that can be reached, `WrongFormat` for one of another version.
        """
        database = cls.connect(url)
        try:
            Base.metadata.create_all(database.engine, tables=LOCAL_TABLES)
            database.check_format()
        except OperationalError as error:
            raise UsageError(f"The application database cannot be opened: {error.orig}.") from error
        return database

    @classmethod
    def connect(cls, url: str | None = None) -> Database:
        """The database as it is: for a site, whose tables migrations make."""
        return cls(_engine(url or default_url()))

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for queries. On PostgreSQL each one sees what is committed when it is asked, without a transaction."""
        with self._readers() as session:
            yield session

    @contextmanager
    def asking(self) -> Iterator[Connection]:
        """A bare connection for the questions that every page asks; otherwise as `reading`."""
        with self._reading.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session for actions: committed at the end, rolled back by an error that is not `Counted`. On SQLite writers come one after another
        from the start, so none fails for having read before another wrote."""
        with self._writers() as session:
            try:
                yield session
            except Counted:
                session.commit()
                raise
            session.commit()

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    def check_format(self) -> None:
        """Stamp a new database. `WrongFormat` for one of another version."""
        with self.writing() as session:
            version = session.scalar(select(FormatStamp.version))
            if version is None:
                add_once(session, FormatStamp, version=FORMAT_VERSION)  # another process may be doing the same
            elif version != FORMAT_VERSION:
                raise WrongFormat(
                    f"The application database is of format {version}, this Superbill reads {FORMAT_VERSION}.",
                    hint="Use the Superbill that wrote it, or name another one: SUPERBILL_DATABASE_URL.",
                )


def _engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "postgresql" and parsed.drivername == "postgresql":
            parsed = parsed.set(drivername="postgresql+psycopg")
        if parsed.get_backend_name() != "sqlite":
            return create_engine(parsed, pool_pre_ping=False, pool_size=_POOL, max_overflow=4, pool_recycle=600)
        if parsed.database and parsed.database != ":memory:":
            _make_folder(parsed.database)
        engine = create_engine(parsed, connect_args={"timeout": _BUSY_SECONDS})
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise UsageError(f"The database URL cannot be used: {error}.") from error
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin)
    return engine


def _make_folder(database: str) -> None:
    folder = Path(database).parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"The folder of the application database cannot be made: {error.strerror}.") from error


def _set_up_sqlite(connection: Any, _: object) -> None:
    connection.isolation_level = None  # transactions are begun below, not by the driver's guess
    for statement in _SQLITE:
        connection.execute(statement)


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get(_WRITES) else "BEGIN")
