"""Backup and restore of the application database, from SQLite or PostgreSQL to either.

A backup is one gzip file of JSON lines: a head (format, revision, moment), one line a row, and an end with the number of rows
and their SHA-256, so that a file cut short is known as such. It is read in one transaction: what it holds belongs together,
also while the site is used. It holds password hashes and addresses: keep it as you keep the database.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any, TextIO

from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, DateTime, LargeBinary, MetaData, Table, func, select, text

from superbill.errors import BadInput, UsageError
from superbill.office.database import Database
from superbill.office.migrating import HEAD, revisions, upgrade

FORMAT = 1
AT_ONCE = 500
SKIPPED = frozenset({"alembic_version"})
Line = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Backup:
    """What was written or read: rows by table, and the revision of the tables."""

    revision: str
    rows: dict[str, int]

    @property
    def total(self) -> int:
        """All rows."""
        return sum(self.rows.values())


def back_up(database: Database, out: Path, at: datetime) -> Backup:
    """Write a backup; the file appears when it is whole, readable by its owner only. `UsageError` for a database that no
    migration has made, or a file that cannot be written."""
    part = out.with_name(f"{out.name}.part")
    isolation = {"isolation_level": "REPEATABLE READ"} if database.engine.dialect.name == "postgresql" else {}
    try:
        with database.engine.connect().execution_options(**isolation) as connection, connection.begin():
            revision = MigrationContext.configure(connection).get_current_revision()
            if revision is None:
                raise UsageError("The database has no migrated tables.", hint="First: superbill site migrate")
            part.touch(mode=0o600)
            with gzip.open(part, "wt", encoding="utf-8", newline="\n") as stream:
                found = Backup(revision, _write(connection, stream, revision, at))
        part.replace(out)
    except OSError as error:
        raise UsageError(f"{out} cannot be written: {error.strerror}.") from error
    finally:
        part.unlink(missing_ok=True)
    return found


def restore(database: Database, backup: Path) -> Backup:
    """Read a backup into an empty database, all of it or nothing, and bring its tables up to date.

    Raises `BadInput` for a file that is no whole backup, `UsageError` for a database that has accounts or lists already.
    """
    head = _checked(backup)
    upgrade(database, str(head["revision"]))
    with database.engine.execution_options(superbill_writes=True).begin() as connection:
        tables = {table.name: table for table in _tables(connection)}
        taken = [name for name, table in tables.items() if connection.scalar(select(func.count()).select_from(table))]
        if set(taken) - {"office_format", "site_secret"}:
            raise UsageError(f"The database is not empty: {', '.join(sorted(taken))}.", hint="Restore into a new one.")
        for name in taken:
            connection.execute(tables[name].delete())
        rows = _read(connection, tables, backup)
        _continue_counting(connection, tables.values())
    upgrade(database, HEAD)
    return Backup(str(head["revision"]), rows)


def _tables(connection: Connection) -> list[Table]:
    """Parents before children."""
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name not in SKIPPED]


def _write(connection: Connection, stream: TextIO, revision: str, at: datetime) -> dict[str, int]:
    digest, counts = hashlib.sha256(), {}
    stream.write(json.dumps({"superbill_backup": FORMAT, "revision": revision, "at": at.isoformat()}) + "\n")
    for table in _tables(connection):
        counts[table.name] = 0
        for row in connection.execute(select(table)).yield_per(AT_ONCE):
            values = {name: _plain(value) for name, value in row._mapping.items()}
            line = json.dumps([table.name, values], ensure_ascii=False) + "\n"
            digest.update(line.encode())
            stream.write(line)
            counts[table.name] += 1
    stream.write(json.dumps({"end": sum(counts.values()), "sha256": digest.hexdigest()}) + "\n")
    return counts


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return (value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)).isoformat()
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def _checked(backup: Path) -> Line:
    """The head of a whole backup."""
    digest, count, head, end = hashlib.sha256(), 0, None, None
    try:
        with gzip.open(backup, "rt", encoding="utf-8", newline="\n") as stream:
            head = json.loads(stream.readline())
            for line in stream:
                if line.startswith("{"):
                    end = json.loads(line)
                else:
                    digest.update(line.encode())
                    count += 1
    except (OSError, EOFError, ValueError) as error:
        raise BadInput("this is no whole backup", file=str(backup)) from error
    if not isinstance(head, dict) or head.get("superbill_backup") != FORMAT or head.get("revision") not in revisions():
        raise BadInput("this is no backup that this Superbill reads", file=str(backup))
    if end != {"end": count, "sha256": digest.hexdigest()}:
        raise BadInput("the backup is cut short or was changed", file=str(backup), line=count + 2)
    return head


def _lines(backup: Path) -> Iterator[tuple[str, Line]]:
    with gzip.open(backup, "rt", encoding="utf-8", newline="\n") as stream:
        for line in stream:
            if line.startswith("["):
                name, values = json.loads(line)
                yield name, values


def _read(connection: Connection, tables: dict[str, Table], backup: Path) -> dict[str, int]:
    counts: dict[str, int] = {}
    for name, group in groupby(_lines(backup), key=lambda line: line[0]):
        if name not in tables:
            raise BadInput(f"the backup has a table {name} that its revision does not know", file=str(backup))
        waiting: list[Line] = []
        for _, values in group:
            waiting.append(_typed(tables[name], values))
            counts[name] = counts.get(name, 0) + 1
            if len(waiting) == AT_ONCE:
                connection.execute(tables[name].insert(), waiting)
                waiting = []
        if waiting:
            connection.execute(tables[name].insert(), waiting)
    return counts


def _typed(table: Table, values: Line) -> Line:
    for name, value in values.items():
        kind = table.c[name].type
        if value is not None and isinstance(kind, DateTime):
            values[name] = datetime.fromisoformat(value)
        elif value is not None and isinstance(kind, LargeBinary):
            values[name] = base64.b64decode(value)
    return values


def _continue_counting(connection: Connection, tables: Iterable[Table]) -> None:
    """PostgreSQL's sequences go on after the highest number."""
    if connection.dialect.name != "postgresql":
        return
    for table in tables:
        column = table.autoincrement_column
        if column is None or column.name != "id":
            continue
        highest = connection.scalar(select(func.max(column)))
        if highest is not None:
            named = {"table": table.name, "column": column.name, "value": highest}
            connection.execute(text("SELECT setval(pg_get_serial_sequence(:table, :column), :value)"), named)
