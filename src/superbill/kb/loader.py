"""Puts the parts that sources yield into the tables of a growing knowledge base."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from superbill.errors import BadInput, InternalError
from superbill.kb.discover import sources, tables
from superbill.kb.files import DiskFile
from superbill.kb.schema import ROWS_PER_FILE, columns, insert
from superbill.model.periods import day_number
from superbill.model.rows import Table
from superbill.sources.base import Edition, Part, Source

Row = tuple[Any, ...]

_FIRST, _LAST = date(1900, 1, 1), date(2200, 1, 1)
"""Between them lies the first day of every release."""


@dataclass(frozen=True, slots=True)
class Short:
    """A release with fewer rows of a table than its data set can have."""

    release_id: int
    title: str
    table: str
    rows: int
    floor: int
    file: str


class Loader:
    """Loads files one by one. With `trust` every edition counts as whole, whatever its source says."""

    def __init__(self, connection: sqlite3.Connection, *, trust: bool = False) -> None:
        self._connection = connection
        self._trust = trust
        self._interned: dict[str, int] = {}
        self._seen: dict[str, str] = {}
        self._whole: set[tuple[str, str, str]] = set()
        self._passed_over: dict[str, None] = {}
        self._input_id = 0
        self.repeated: list[str] = []

    @property
    def total_rows(self) -> int:
        """Rows of all releases that are in."""
        found = self._connection.execute('SELECT ifnull(sum("rows"), 0) FROM release_rows').fetchone()
        return int(found[0])

    def resume(self) -> None:
        """Take note of what a reused knowledge base holds already."""
        self._interned = {text: number for number, text in self._connection.execute("SELECT id, text FROM interned")}
        self._whole = set(self._connection.execute("SELECT source, series, edition FROM release WHERE complete"))

    def load(self, source: Source, file: DiskFile) -> None:
        """All parts of one file. A file whose content was there already is passed over and named in `repeated`."""
        digest = file.sha256()
        key = f"{source.id} {digest}"
        if key in self._seen:
            self.repeated.append(f"{file.name} (same content as {self._seen[key]})")
            return
        self._seen[key] = file.name
        known = self._connection.execute(
            "SELECT id FROM input WHERE source = ? AND version = ? AND sha256 = ?", (source.id, source.version, digest)
        ).fetchone()
        if known is not None:
            return
        cursor = self._connection.execute(
            "INSERT INTO input (source, version, sha256) VALUES (?, ?, ?)", (source.id, source.version, digest)
        )
        self._input_id = int(cursor.lastrowid or 0)
        for number, part in enumerate(source.parse(file)):
            self._load_part(source, file, number, part)

    def _load_part(self, source: Source, file: DiskFile, number: int, part: Part) -> None:
        owner = sources().get(part.source, source) if part.source else source
        if tables().get(part.table.name) is not part.table:
            raise InternalError(f"{source.id} fills {part.table.name}, which it does not declare")
        key = (owner.id, part.edition.series, part.edition.name)
        if part.source and key in self._whole:
            self._passed_over[f"{owner.title} {part.edition.name} (excerpt)"] = None
            return
        if not part.source and part.edition.complete:
            self._whole.add(key)
        release_id = self._release(owner, part.edition, file)
        self._connection.execute(
            "INSERT INTO release_input VALUES (?, ?) ON CONFLICT DO NOTHING", (release_id, self._input_id)
        )
        try:
            with self._connection:  # all of the part or none of it
                self._connection.execute("BEGIN")
                self._write(part, release_id, self._file(release_id, part.file))
        except _Repeated as repeated:
            self._compare(source, file, number, release_id, repeated)

    def _write(self, part: Part, release_id: int, file_id: int) -> None:
        rows = self._insert(part, release_id, file_id)
        self._connection.execute("UPDATE release_file SET rows = rows + ? WHERE id = ?", (rows, file_id))
        self._connection.execute(
            'INSERT INTO release_rows VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET "rows" = "rows" + excluded."rows"',
            (release_id, part.table.name, rows),
        )

    def _release(self, source: Source, edition: Edition, file: DiskFile) -> int:
        complete = int(edition.complete or self._trust)
        row = self._connection.execute(
            'SELECT id, start, "end" FROM release WHERE source = ? AND series = ? AND edition = ? AND complete = ?',
            (source.id, edition.series, edition.name, complete),
        ).fetchone()
        start, end = day_number(edition.period.start), day_number(edition.period.end)
        if not _FIRST <= edition.period.start < _LAST or edition.period.days_after(edition.period.start):
            raise BadInput(f"states the period {edition.period}, which no release has", file=file.name)
        if row is not None:
            if (row[1], row[2]) != (start, end):
                raise InternalError(f"{source.id} {edition.name} was given with two periods")
            return int(row[0])
        cursor = self._connection.execute(
            'INSERT INTO release (source, series, edition, title, publisher, page, licence, start, "end", published,'
            " complete, notes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                source.id, edition.series, edition.name, source.title, source.publisher, source.page, source.licence,
                start, end, day_number(edition.published), complete, "\n".join(edition.notes),
            ),
        )  # fmt: skip
        return int(cursor.lastrowid or 0)

    def _file(self, release_id: int, file: Any) -> int:
        row = self._connection.execute(
            "SELECT id FROM release_file WHERE release_id = ? AND name = ?", (release_id, file.name)
        ).fetchone()
        if row is not None:
            return int(row[0])
        cursor = self._connection.execute(
            "INSERT INTO release_file (release_id, name, sha256, rows) VALUES (?, ?, ?, 0)",
            (release_id, file.name, file.sha256()),
        )
        return int(cursor.lastrowid or 0)

    def _insert(self, part: Part, release_id: int, file_id: int) -> int:
        feed = _Feed(self._prepared(part))
        try:
            self._connection.executemany(insert(part.table, release_id, file_id), feed)
        except (OverflowError, UnicodeEncodeError) as error:
            raise BadInput(f"a value cannot be stored: {error}", file=part.file.name, line=feed.last[-1]) from error
        except sqlite3.IntegrityError as error:
            earlier = self._earlier(part.table, release_id, feed.last)
            if earlier is None:
                raise BadInput(f"{error}: {feed.last[:-1]}", file=part.file.name, line=feed.last[-1]) from error
            raise _Repeated(part, feed.last, earlier, same_file=earlier[-1] // ROWS_PER_FILE == file_id) from error
        return feed.count

    def _prepared(self, part: Part) -> Iterable[Row]:
        places = [place for place, column in enumerate(columns(part.table)) if column.interned]
        return self._intern(part.rows, places) if places else part.rows

    def _intern(self, rows: Iterable[Row], places: list[int]) -> Iterator[Row]:
        for row in rows:
            cells = list(row)
            for place in places:
                if cells[place] is not None:
                    cells[place] = self._intern_id(cells[place])
            yield tuple(cells)

    def _intern_id(self, text: str) -> int:
        known = self._interned.get(text)
        if known is None:
            cursor = self._connection.execute("INSERT INTO interned (text) VALUES (?)", (text,))
            known = self._interned[text] = int(cursor.lastrowid or 0)
        return known

    def _earlier(self, table: Table, release_id: int, row: Row) -> Row | None:
        """The row that stands under the same key already."""
        names = [column.name for column in columns(table)]
        where = " AND ".join(f"{name} = ?" for name in table.key)
        statement = f"SELECT {', '.join(names)}, src FROM {table.name} WHERE release_id = ? AND {where}"  # noqa: S608
        values = [row[names.index(name)] for name in table.key]
        found: Row | None = self._connection.execute(statement, (release_id, *values)).fetchone()
        return found

    def _compare(self, source: Source, file: DiskFile, number: int, release_id: int, repeated: _Repeated) -> None:
        """A second file of the same release may repeat it (csv beside txt), row by row the same; else it contradicts."""
        part = repeated.part
        if repeated.same_file:
            line, other = repeated.row[-1], repeated.earlier[-1] % ROWS_PER_FILE
            same = repeated.row[:-1] == repeated.earlier[:-1]
            what = "is given twice" if same else "is given twice with different values"
            raise BadInput(
                f"{_key(part.table, repeated.row)} {what}, first in row {other}",
                file=part.file.name,
                line=line,
                hint="The file is damaged, or holds two releases. Download it again.",
            )
        again = next(fresh for place, fresh in enumerate(source.parse(file)) if place == number)
        for row in self._prepared(again):
            earlier = self._earlier(part.table, release_id, row)
            if earlier is None or not _agrees(row, earlier):
                other = "which is not" if earlier is None else f"which is {earlier[:-1]}"
                raise BadInput(
                    f"{row[:-1]} contradicts {repeated.other_file(self._connection)}, {other} there",
                    file=part.file.name,
                    line=row[-1],
                    hint="Two files claim to be the same release. Keep the one you trust.",
                )
        self.repeated.append(f"{part.file.name} (same rows as {repeated.other_file(self._connection)})")

    def below_floor(self) -> list[Short]:
        """Whole releases with fewer rows than their source's floor."""
        found = []
        statement = (
            'SELECT r.id, r.source, r.series, r.title, t."table", t.rows,'
            " (SELECT name FROM release_file f WHERE f.release_id = r.id ORDER BY id LIMIT 1)"
            " FROM release r JOIN release_rows t ON t.release_id = r.id WHERE r.complete"
        )
        for release_id, source_id, series, title, table, rows, file in self._connection.execute(statement).fetchall():
            floors = sources()[source_id].floors
            floor = floors.get(f"{table}:{series}", floors.get(table, 0))
            if rows < floor:
                found.append(Short(release_id, title, table, rows, floor, file))
        return found

    def mark_excerpt(self, release_id: int) -> None:
        """Make a release an excerpt; the starter pack's excerpt of the same edition, if any, gives way."""
        source, series, edition = self._connection.execute(
            "SELECT source, series, edition FROM release WHERE id = ?", (release_id,)
        ).fetchone()
        self._drop(
            "SELECT id FROM release WHERE source = ? AND series = ? AND edition = ? AND NOT complete AND id <> ?",
            (source, series, edition, release_id),
        )
        self._connection.execute("UPDATE release SET complete = 0 WHERE id = ?", (release_id,))

    def drop_superseded_excerpts(self) -> list[str]:
        """Remove excerpts of editions that are there in full; their names, with those that were not even read."""
        dropped = self._drop(
            "SELECT e.id FROM release e JOIN release f USING (source, series, edition) WHERE f.complete AND NOT e.complete",
            (),
        )
        return list(dict.fromkeys([*self._passed_over, *dropped]))

    def _drop(self, statement: str, parameters: tuple[object, ...]) -> list[str]:
        names = []
        for (release_id,) in self._connection.execute(statement, parameters).fetchall():
            row = self._connection.execute("SELECT title, edition FROM release WHERE id = ?", (release_id,)).fetchone()
            names.append(f"{row[0]} {row[1]} (excerpt)")
            for name in [*tables(), "release_rows", "release_input", "release_file"]:
                self._connection.execute(f"DELETE FROM {name} WHERE release_id = ?", (release_id,))  # noqa: S608
            self._connection.execute("DELETE FROM release WHERE id = ?", (release_id,))
        return names


class _Feed:
    """Hands rows to SQLite and remembers the last one, which is the one that failed."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows = iter(rows)
        self.last: Row = ()
        self.count = 0

    def __iter__(self) -> Iterator[Row]:
        for row in self._rows:
            self.last = row
            self.count += 1
            yield row


class _Repeated(Exception):
    """A row whose key is taken already, by `earlier`."""

    def __init__(self, part: Part, row: Row, earlier: Row, *, same_file: bool) -> None:
        super().__init__(part, row, earlier)
        self.part = part
        self.row = row
        self.earlier = earlier
        self.same_file = same_file

    def other_file(self, connection: sqlite3.Connection) -> str:
        """The name of the file that holds `earlier`."""
        file_id = self.earlier[-1] // ROWS_PER_FILE
        found = connection.execute("SELECT name FROM release_file WHERE id = ?", (file_id,)).fetchone()
        return str(found[0])


def _key(table: Table, row: Row) -> str:
    names = [column.name for column in columns(table)]
    return " ".join(str(row[names.index(name)]) for name in table.key)


def _agrees(row: Row, earlier: Row) -> bool:
    """Same values; what one layout lacks (None) is no contradiction."""
    pairs = zip(row[:-1], earlier[:-1], strict=True)
    return all(a == b or a is None or b is None for a, b in pairs)
