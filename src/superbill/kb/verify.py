"""Re-checks a knowledge base: readable, whole, and with the rows its releases say they have."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from superbill.errors import WrongFormat
from superbill.kb.schema import IDENTIFIER
from superbill.kb.store import opened


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was checked."""

    what: str
    passed: bool
    detail: str


def verify(path: Path) -> Iterator[Check]:
    """Checks one by one: file structure, row counts of every release and table, the search index's place.

    Raises as `KnowledgeBase.open` does when the file cannot be opened at all.
    """
    with opened(path) as kb:
        index = kb.search_index
        stamp = kb.stamp
        names = {release.id: f"{release.title} {release.edition} {release.series}".strip() for release in kb.releases}
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        problems = [row[0] for row in connection.execute("PRAGMA quick_check(5)")]
        yield Check("file structure", problems == ["ok"], "; ".join(problems))
        counted = _counts(connection)
        for release_id, table, rows in connection.execute('SELECT release_id, "table", rows FROM release_rows'):
            found = counted.get((release_id, table), 0)
            yield Check(f"{names[release_id]}: {table}", found == rows, f"{found} rows, {rows} recorded")
    finally:
        connection.close()
    yield Check("search index", index.is_dir(), f"of stamp {stamp}")


def _counts(connection: sqlite3.Connection) -> dict[tuple[int, str], int]:
    counted = {}
    names = [row[0] for row in connection.execute('SELECT DISTINCT "table" FROM release_rows')]
    for table in names:
        if not IDENTIFIER.fullmatch(table):
            raise WrongFormat(f"the knowledge base names a table {table!r}")
        for release_id, rows in connection.execute(
            f"SELECT release_id, count(*) FROM {table} GROUP BY release_id"  # noqa: S608
        ):
            counted[release_id, table] = rows
    return counted
