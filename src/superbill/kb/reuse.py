"""Reads again only what is new: a build starts from a copy of the last one, less the releases that are no longer wanted.

A release is kept when every file it was read from is among the inputs again, with the same content, and the source that
read it has not changed. The tables must be declared as they were; else everything is read again.
"""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path

from superbill.kb.discover import sources, tables
from superbill.kb.files import DiskFile
from superbill.kb.schema import APPLICATION_ID, FORMAT_VERSION, describe
from superbill.sources.base import Source

Claim = tuple[DiskFile, Sequence[Source]]
"""A file and the sources that recognise it."""

WORTH_IT = 0.5
"""At least this share of the inputs, by size, must be known; below, reading all anew into unindexed tables is faster."""


class Completeness(StrEnum):
    """What to do with a release that has fewer rows than its data set can have.

    CHECK refuses it as truncated; EXCERPT takes it as an excerpt that answers only for what it holds; TRUST takes every
    release as whole (for fixtures and for subsets that their owner knows to be all there is)."""

    CHECK = "check"
    EXCERPT = "excerpt"
    TRUST = "trust"


def fingerprint(completeness: Completeness) -> str:
    """What a knowledge base must agree in to be started from: format, declarations of all sources, completeness."""
    digest = hashlib.sha256(f"{FORMAT_VERSION} {completeness}".encode())
    for source in sources().values():
        facts = (source.id, source.title, source.publisher, source.page, source.licence, source.fetch_hint)
        digest.update(repr((facts, source.lists, source.trees, describe(source.tables))).encode())
    return digest.hexdigest()


def reuse(old: Path, work: Path, claimed: Sequence[Claim], completeness: Completeness) -> bool:
    """Make `work` a copy of `old` less what is no longer wanted; False when `old` is damaged or cannot be started from."""
    try:
        return _reuse(old, work, claimed, completeness)
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        work.unlink(missing_ok=True)
        return False


def _reuse(old: Path, work: Path, claimed: Sequence[Claim], completeness: Completeness) -> bool:
    if not old.is_file() or not _can_start_from(old, completeness):
        return False
    wanted = {(source.id, source.version, file.sha256()): file.packed_size for file, by in claimed for source in by}
    connection = sqlite3.connect(f"{old.as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        kept = _kept_inputs(connection, set(wanted))
    finally:
        connection.close()
    total = sum(wanted.values()) or 1
    if sum(wanted[key] for key in kept.values()) < WORTH_IT * total:
        return False
    shutil.copyfile(old, work)
    connection = sqlite3.connect(work, isolation_level=None)
    try:
        connection.executescript("PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF;")
        _drop(connection, kept)
    finally:
        connection.close()
    return True


def _can_start_from(old: Path, completeness: Completeness) -> bool:
    connection = sqlite3.connect(f"{old.as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        marks = (
            connection.execute("PRAGMA application_id").fetchone()[0],
            connection.execute("PRAGMA user_version").fetchone()[0],
        )
        if marks != (APPLICATION_ID, FORMAT_VERSION):
            return False
        row = connection.execute("SELECT value FROM meta WHERE key = 'fingerprint'").fetchone()
        return row is not None and row[0] == fingerprint(completeness) and _is_whole(connection)
    finally:
        connection.close()


def _is_whole(connection: sqlite3.Connection) -> bool:
    """Whether the file is sound and every table holds as many rows as its releases say: damage is not carried over."""
    if connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
        return False
    stated = 'SELECT ifnull(sum("rows"), 0) FROM release_rows WHERE "table" = ?'
    return all(
        connection.execute(f"SELECT count(*) FROM {name}").fetchone() == connection.execute(stated, (name,)).fetchone()  # noqa: S608
        for name in tables()
    )


def _kept_inputs(connection: sqlite3.Connection, wanted: set[tuple[str, int, str]]) -> dict[int, tuple[str, int, str]]:
    """Inputs that need not be read again, by id: wanted, with a release, and none of their releases lost to another."""
    links = connection.execute("SELECT release_id, input_id FROM release_input").fetchall()
    keys = {
        row[0]: (row[1], row[2], row[3]) for row in connection.execute("SELECT id, source, version, sha256 FROM input")
    }
    kept = {input_id for _, input_id in links if keys.get(input_id) in wanted}
    while True:
        lost = {release_id for release_id, input_id in links if input_id not in kept}
        still = kept - {input_id for release_id, input_id in links if release_id in lost}
        if still == kept:
            return {input_id: keys[input_id] for input_id in kept}
        kept = still


def _drop(connection: sqlite3.Connection, kept: Iterable[int]) -> None:
    connection.execute("CREATE TEMP TABLE kept (id INTEGER PRIMARY KEY)")
    connection.executemany("INSERT INTO kept VALUES (?)", [(number,) for number in kept])
    gone = [
        row[0]
        for row in connection.execute(
            "SELECT id FROM release WHERE id NOT IN"
            " (SELECT release_id FROM release_input WHERE input_id IN (SELECT id FROM kept))"
        )
    ]
    for release_id in gone:
        for name in [*tables(), "release_rows", "release_input", "release_file"]:
            connection.execute(f"DELETE FROM {name} WHERE release_id = ?", (release_id,))  # noqa: S608
        connection.execute("DELETE FROM release WHERE id = ?", (release_id,))
    connection.execute("DELETE FROM input WHERE id NOT IN (SELECT id FROM kept)")
