"""Opens a knowledge base and asks it: which release is in force that day, and what does it say."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from superbill.errors import NoKnowledgeBase, WrongFormat
from superbill.kb.queries import load_queries
from superbill.kb.schema import APPLICATION_ID, FORMAT_VERSION, ROWS_PER_FILE, StoredTable, described
from superbill.model.citation import Citation, Fact, NotAvailable, Release, ReleaseFile
from superbill.model.periods import Period, from_day_number

Row = tuple[Any, ...]
T = TypeVar("T")

_SQL = load_queries("superbill.kb", "registry.sql")
MOST_CITATIONS = 8_192
_REBUILD = "Make a new one: superbill build"


@dataclass(frozen=True, slots=True)
class Found:
    """Rows of one release. The last value of each row is its `src`."""

    rows: Sequence[Row]
    release: Release
    on: date
    kb: KnowledgeBase

    def cite(self, row: Row, page: str = "row") -> Citation:
        """The receipt of one row."""
        return self.kb.cite(self.release, row[-1], self.on, page)

    def fact(self, value: T, row: Row) -> Fact[T]:
        """A value of one row with its receipt."""
        return Fact(value, self.cite(row))


@dataclass(frozen=True, slots=True)
class Absent:
    """A whole release is in force that day and has no such row. `citation` names the release; it is no proof of more."""

    release: Release
    citation: Citation


Finding = Found | Absent | NotAvailable


class KnowledgeBase:
    """A read-only knowledge base; safe to use from several threads, one connection each."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        self._first: sqlite3.Connection
        self._citations: dict[tuple[int, int | None, date, str], Citation] = {}
        meta = dict(self._check_and_read_meta())
        self.stamp = meta["stamp"]
        self.built_at = meta["built_at"]
        connection = self._connection()
        known = connection.execute(_SQL["sources"]).fetchall()
        self.sources = {row[0]: (row[1], row[2]) for row in known}
        self._lists = {system: row[0] for row in known for system in row[3].split()}
        self._descriptions = {row[0]: row[5] for row in known}
        self._trees = {system: row[0] for row in known for system in row[4].split()}
        self.releases = self._read_releases(connection)
        self._series: dict[tuple[str, str], tuple[Release, ...]] = {}
        for release in self.releases:
            key = (release.source, release.series)
            self._series[key] = (release, *self._series.get(key, ()))
        self._file_names = {file.id: file.name for release in self.releases for file in release.files}
        self._by_id = {release.id: release for release in self.releases}
        self._loaded = {release.source for release in self.releases}

    @classmethod
    def open(cls, path: Path) -> KnowledgeBase:
        """Open `path`. Raises `NoKnowledgeBase` when nothing is there, `WrongFormat` for any other kind of file."""
        if not path.is_file():
            raise NoKnowledgeBase(f"There is no knowledge base at {path}.", hint=_REBUILD)
        try:
            return cls(path)
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            raise WrongFormat(f"{path} is not readable as a knowledge base: {error}.", hint=_REBUILD) from error

    @property
    def search_index(self) -> Path:
        """The folder of the search index that was published together with this file."""
        return search_index_path(self.path, self.stamp)

    def _check_and_read_meta(self) -> list[tuple[str, str]]:
        try:
            connection = self._connection()
            application = connection.execute("PRAGMA application_id").fetchone()[0]
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            if application != APPLICATION_ID:
                raise WrongFormat(f"{self.path} is no Superbill knowledge base.", hint=_REBUILD)
            if version != FORMAT_VERSION:
                age = "an older" if version < FORMAT_VERSION else "a newer"
                raise WrongFormat(
                    f"{self.path} was written by {age} Superbill (format {version}, this one reads {FORMAT_VERSION}).",
                    hint=_REBUILD if version < FORMAT_VERSION else "Update Superbill, or build again with this one.",
                )
            return connection.execute(_SQL["meta"]).fetchall()
        except sqlite3.DatabaseError as error:
            raise WrongFormat(f"{self.path} is not readable as a knowledge base: {error}.", hint=_REBUILD) from error

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(
                f"{self.path.resolve().as_uri()}?mode=ro&immutable=1",
                uri=True,
                cached_statements=512,
                check_same_thread=False,
                isolation_level=None,
            )
            connection.execute("PRAGMA mmap_size = 1073741824")
            if self._replaced(connection):
                connection.close()
                connection = self._first
            self._local.connection = connection
        return connection

    def _replaced(self, connection: sqlite3.Connection) -> bool:
        """Whether a thread that asks for the first time finds a newer build under the name. It then shares the connection
        of the thread that opened the old one, which SQLite serialises."""
        if not hasattr(self, "stamp"):  # the thread that opens it
            self._first = connection
            return False
        return dict(connection.execute(_SQL["meta"]).fetchall()).get("stamp") != self.stamp

    def _read_releases(self, connection: sqlite3.Connection) -> tuple[Release, ...]:
        files: dict[int, list[ReleaseFile]] = {}
        for file_id, release_id, name, sha256, rows in connection.execute(_SQL["files"]):
            files.setdefault(release_id, []).append(ReleaseFile(file_id, name, sha256, rows))
        found = []
        for row in connection.execute(_SQL["releases"]):
            start, end, published = (from_day_number(number) for number in row[8:11])
            found.append(
                Release(
                    id=row[0],
                    source=row[1],
                    series=row[2],
                    edition=row[3],
                    title=row[4],
                    publisher=row[5],
                    page=row[6],
                    licence=row[7],
                    period=Period(start or date.min, end),
                    complete=bool(row[11]),
                    published=published,
                    files=tuple(files.get(row[0], ())),
                    notes=tuple(row[12].split("\n")) if row[12] else (),
                )
            )
        return tuple(found)

    def loaded(self, source: str) -> bool:
        """Whether any release of the source is here."""
        return source in self._loaded

    def list_of(self, system: str) -> str | None:
        """The source that is the list of record of a code system; None when no source is."""
        return self._lists.get(system)

    def tree_of(self, system: str) -> str | None:
        """The source that holds the hierarchy and notes of a code system."""
        return self._trees.get(system)

    def tables_of(self, source: str) -> tuple[StoredTable, ...]:
        """The tables that a source fills."""
        return described(self._descriptions.get(source, "[]"))

    def release(self, release_id: int) -> Release:
        """The release of that id."""
        return self._by_id[release_id]

    def series(self, source: str, series: str = "") -> tuple[Release, ...]:
        """All loaded releases of one series, newest first."""
        return self._series.get((source, series), ())

    def in_force(self, source: str, on: date, series: str = "") -> tuple[Release, ...]:
        """The releases that answer for `on`: the newest whole one begun by that day, and before it any excerpt begun
        later than that. Empty when none had begun."""
        found = []
        for release in self._series.get((source, series), ()):
            if release.period.start <= on:
                found.append(release)
                if release.complete:
                    break
        return tuple(found)

    def rows(self, statement: str, **parameters: object) -> list[Row]:
        """Run one prepared statement; for statements that span releases."""
        return self._connection().execute(statement, parameters).fetchall()

    def text(self, number: int) -> str:
        """A text that is stored once and referred to by number."""
        found = self._connection().execute(_SQL["text"], {"number": number}).fetchone()
        return str(found[0])

    def find(
        self, statement: str, /, *, source: str, on: date, series: str = "", what: str = "", **parameters: object
    ) -> Finding:
        """Run `statement` (which uses `:release`) against the release in force.

        `Found` with rows; `Absent` when a whole release has none; `NotAvailable` when no release covers the day, or only
        an excerpt that lacks it. `what` names the thing asked for in the reason.
        """
        candidates = self.in_force(source, on, series)
        connection = self._connection()
        for release in candidates:
            rows = connection.execute(statement, {"release": release.id, **parameters}).fetchall()
            if rows:
                return Found(rows, release, on, self)
        if candidates and candidates[-1].complete:
            return Absent(candidates[-1], self.cite(candidates[-1], None, on))
        return self.missing(source, on, series, what=what)

    def missing(self, source: str, on: date, series: str = "", *, what: str = "") -> NotAvailable:
        """Why a source cannot answer for that day, and what would."""
        title, hint = self.sources.get(source, (source, f"superbill fetch {source}"))
        releases = self._series.get((source, series), ())
        if not releases:
            return NotAvailable(f"no release of {title} is loaded", hint)
        first = releases[-1]
        if on < first.period.start:
            return NotAvailable(
                f"the oldest release of {title} that is loaded begins on {first.period.start}", f"an older file: {hint}"
            )
        subject = what or "this"
        return NotAvailable(f"only an excerpt of {title} is loaded, and it does not hold {subject}", hint)

    def cite(self, release: Release, src: int | None, on: date, page: str = "row") -> Citation:
        """The receipt for a place in a release; `src` None cites the release as a whole. Kept: the values of one row, and
        pages about codes that stand together, rest on the same places."""
        key = (release.id, src, on, page)
        found = self._citations.get(key)
        if found is None:
            if len(self._citations) >= MOST_CITATIONS:
                self._citations.clear()
            found = self._citations[key] = self._cited(release, src, on, page)
        return found

    def _cited(self, release: Release, src: int | None, on: date, page: str) -> Citation:
        file = self._file_names.get(src // ROWS_PER_FILE, "") if src is not None else ""
        end = release.period.end
        stale = (on - end).days if end is not None and on > end else None
        return Citation(
            source=release.source,
            title=release.title,
            publisher=release.publisher,
            release=release.edition,
            file=file or (release.files[0].name if len(release.files) == 1 else ""),
            locator=f"{page} {src % ROWS_PER_FILE}" if src is not None else "",
            effective_from=release.period.start,
            effective_to=end,
            stale_days=stale,
            excerpt=not release.complete,
            series=release.series,
        )

    def close(self) -> None:
        """Close this thread's connection."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is not None:
            connection.close()
            self._local.connection = None


def search_index_path(kb_path: Path, stamp: str) -> Path:
    """Where the search index of a knowledge base with that stamp stands."""
    return kb_path.with_name(f"{kb_path.name}.{stamp}.search")


@contextmanager
def opened(path: Path) -> Iterator[KnowledgeBase]:
    """A knowledge base for the length of a `with` block."""
    kb = KnowledgeBase.open(path)
    try:
        yield kb
    finally:
        kb.close()
