"""Tables of the knowledge base, derived from the row types that sources declare.

Every row carries `release_id` and `src`, the place it was read from: file id times `ROWS_PER_FILE` plus the row number.
Identifiers come from source code only and are checked; no value ever enters a statement's text.
"""

from __future__ import annotations

import json
import re
import types
import typing
from dataclasses import dataclass
from functools import cache
from typing import Annotated, get_args, get_origin, get_type_hints

from superbill.errors import InternalError, WrongFormat
from superbill.model.rows import Table

FORMAT_VERSION = 2
APPLICATION_ID = 0x5342_4B42
ROWS_PER_FILE = 100_000_000

IDENTIFIER = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class ColumnType:
    """How one field of a row type is stored."""

    name: str
    sql: str
    nullable: bool
    interned: bool


@cache
def columns(table: Table) -> tuple[ColumnType, ...]:
    """The columns of a table, in the order of its row type."""
    hints = get_type_hints(table.row, include_extras=True)
    return tuple(_column(name, hint) for name, hint in hints.items())


def _column(name: str, hint: object) -> ColumnType:
    nullable = False
    if get_origin(hint) in (typing.Union, types.UnionType):
        members = [member for member in get_args(hint) if member is not type(None)]
        nullable, hint = True, members[0]
    interned = get_origin(hint) is Annotated and "interned" in get_args(hint)[1:]
    base = get_args(hint)[0] if get_origin(hint) is Annotated else hint
    sql = "INTEGER" if interned or base is int else "TEXT"
    if base not in (int, str) or not IDENTIFIER.fullmatch(name):
        raise InternalError(f"column {name}: {hint!r} cannot be stored")
    return ColumnType(name, sql, nullable, interned)


@dataclass(frozen=True, slots=True)
class StoredTable:
    """A table as a knowledge base describes it."""

    name: str
    key: tuple[str, ...]
    columns: tuple[str, ...]
    interned: frozenset[str]


def describe(declared: tuple[Table, ...]) -> str:
    """The declarations as JSON, for `StoredTable`."""
    return json.dumps(
        [
            {
                "name": table.name,
                "key": table.key,
                "columns": [column.name for column in columns(table)],
                "interned": [column.name for column in columns(table) if column.interned],
            }
            for table in declared
        ]
    )


@cache
def described(text: str) -> tuple[StoredTable, ...]:
    """The inverse of `describe`, read once. Names that are no identifiers are refused: they go into statements."""
    found = []
    for entry in json.loads(text):
        names = (entry["name"], *entry["key"], *entry["columns"])
        if not all(IDENTIFIER.fullmatch(name) for name in names):
            raise WrongFormat(f"the knowledge base describes a table {entry['name']!r}")
        table = StoredTable(entry["name"], tuple(entry["key"]), tuple(entry["columns"]), frozenset(entry["interned"]))
        found.append(table)
    return tuple(found)


def create_table(table: Table) -> str:
    """The CREATE TABLE statement."""
    lines = ["release_id INTEGER NOT NULL"]
    lines += [f"{c.name} {c.sql}{'' if c.nullable else ' NOT NULL'}" for c in columns(table)]
    lines.append("src INTEGER NOT NULL")
    names = {c.name for c in columns(table)}
    if not set(table.key) <= names or not IDENTIFIER.fullmatch(table.name):
        raise InternalError(f"table {table.name}: its key is not among its columns")
    nullable_key = any(c.nullable for c in columns(table) if c.name in table.key)
    if nullable_key:
        return f"CREATE TABLE {table.name} ({', '.join(lines)}) STRICT"
    lines.append(f"PRIMARY KEY (release_id, {', '.join(table.key)})")
    return f"CREATE TABLE {table.name} ({', '.join(lines)}) STRICT, WITHOUT ROWID"


def create_indexes(table: Table) -> list[str]:
    """The CREATE INDEX statements, run after the rows are in."""
    nullable_key = any(c.nullable for c in columns(table) if c.name in table.key)
    wanted = [*table.indexes, table.key] if nullable_key else list(table.indexes)
    return [
        f"CREATE INDEX IF NOT EXISTS {table.name}_by_{'_'.join(index)} ON {table.name} (release_id, {', '.join(index)})"
        for index in wanted
    ]


def insert(table: Table, release_id: int, file_id: int) -> str:
    """INSERT of a row tuple followed by its row number; the two integers are Superbill's own."""
    marks = ", ".join("?" for _ in columns(table))
    base = file_id * ROWS_PER_FILE
    return f"INSERT INTO {table.name} VALUES ({release_id:d}, {marks}, {base:d} + ?)"  # noqa: S608
