"""Brings the tables of a site up to date. Migrations run one process at a time, each in one transaction."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import OperationalError, ProgrammingError

from superbill.errors import UsageError, WrongFormat
from superbill.office.database import Database

HEAD = "head"
FIRST = "0001"
_LOCK = 7_318_224
"""The advisory lock that one migrating process holds on PostgreSQL."""


def upgrade(database: Database, to: str = HEAD) -> tuple[str | None, str]:
    """Bring the tables to a revision; (revision before, revision after).

    Raises `UsageError` when the database cannot be reached, `WrongFormat` when a newer Superbill has made its tables.
    """
    try:
        with database.engine.execution_options(superbill_writes=True).begin() as connection:
            return _upgrade(connection, to)
    except OperationalError as error:
        raise UsageError(f"The application database cannot be opened: {error.orig}.") from error
    finally:
        with suppress(ProgrammingError, OperationalError):
            if to == HEAD:
                database.check_format()


def require_newest(database: Database) -> None:
    """`WrongFormat` unless the tables are those of this version."""
    with database.engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    if found != newest():
        raise WrongFormat(
            f"The application database is at step {found or 'none'}, this Superbill needs {newest()}.",
            hint="Bring it up to date: superbill site migrate",
        )


def newest() -> str:
    """The newest revision."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def revisions() -> list[str]:
    """All revisions, the oldest first."""
    return [step.revision for step in ScriptDirectory.from_config(_config()).walk_revisions()][::-1]


def _upgrade(connection: Connection, to: str) -> tuple[str | None, str]:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    config = _config(connection)
    before = MigrationContext.configure(connection).get_current_revision()
    if before is not None and before not in revisions():
        raise WrongFormat(
            f"The application database is at step {before}, which this Superbill does not know.",
            hint="Use the Superbill that made it, or a newer one.",
        )
    if before is None and inspect(connection).has_table("office_format"):
        command.stamp(config, FIRST)
    command.upgrade(config, to)
    return before, str(MigrationContext.configure(connection).get_current_revision())


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
