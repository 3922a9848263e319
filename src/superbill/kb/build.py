"""Builds a knowledge base: import, verify, publish. Any failure, `kill -9` included, leaves the old one in place.

The new file grows beside the old one under a name of its own. Its search index is written under the new stamp. The last
act is one rename of the SQLite file, which names its index by its stamp: both appear, or neither.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

from filelock import FileLock, Timeout

from superbill.errors import BadInput, UsageError
from superbill.kb.discover import sources, tables
from superbill.kb.files import DiskFile
from superbill.kb.loader import Loader
from superbill.kb.reuse import Claim, Completeness, fingerprint, reuse
from superbill.kb.schema import APPLICATION_ID, FORMAT_VERSION, create_indexes, create_table, describe
from superbill.kb.store import search_index_path

__all__ = ["BuildResult", "Completeness", "Indexer", "Progress", "build"]

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how many bytes are done, and how many there are."""

SHOWN_NAMES = 12
_HINT = "Install the data packs (sh scripts/demo does), or name a folder of official files: superbill build --from DIR"
_DISK_ERRORS = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)

Indexer = Callable[[Path, Path], None]
"""Writes the search index of a finished SQLite file into a folder."""


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What a build took in. `unrecognised` are files that no source claimed; `repeated` stood there twice."""

    path: Path
    stamp: str
    rows: int
    unrecognised: tuple[str, ...]
    repeated: tuple[str, ...]
    superseded: tuple[str, ...]


@dataclass(slots=True)
class _Job:
    out: Path
    work: Path
    progress: Progress
    completeness: Completeness
    index_version: str
    unrecognised: list[str] = field(default_factory=list)


def build(
    inputs: Iterable[DiskFile],
    out: Path,
    *,
    indexer: Indexer | None = None,
    index_version: str = "",
    completeness: Completeness = Completeness.CHECK,
    progress: Progress = lambda what, done, total: None,
) -> BuildResult:
    """Build `out` from `inputs`, in their order; excerpts of releases that are there in full are left out.

    `index_version` goes into the stamp, so that an index made otherwise is made again.

    Raises `BadInput` for the first file that is not what it should be, `UsageError` when another build runs or nothing
    was recognised; `out` is then as it was.
    """
    out = out.absolute()
    try:
        return _locked(inputs, out, indexer, index_version, completeness, progress)
    except (OSError, sqlite3.OperationalError) as error:
        if isinstance(error, sqlite3.OperationalError) and error.sqlite_errorcode & 0xFF not in _DISK_ERRORS:
            raise
        raise UsageError(f"{out} cannot be written: {error}", hint="Choose another place with --out.") from error


def _locked(
    inputs: Iterable[DiskFile],
    out: Path,
    indexer: Indexer | None,
    index_version: str,
    completeness: Completeness,
    progress: Progress,
) -> BuildResult:
    if out.exists() and not out.is_file():
        raise UsageError(f"{out} is no file", hint="Choose another place with --out.")
    out.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(f"{out}.lock")
    try:
        with lock.acquire(timeout=0):
            _clear_leftovers(out)
            job = _Job(out, out.with_name(f"{out.name}.building"), progress, completeness, index_version)
            try:
                return _run(job, list(inputs), indexer)
            finally:
                _clear_leftovers(out)
    except Timeout:
        raise UsageError(f"another build is writing {out}", hint="Wait for it, or choose another --out.") from None


def _run(job: _Job, inputs: list[DiskFile], indexer: Indexer | None) -> BuildResult:
    claimed = list(_claims(job, inputs))
    reused = reuse(job.out, job.work, claimed, job.completeness)
    connection = sqlite3.connect(job.work, isolation_level=None)
    try:
        _prepare(connection, fresh=not reused)
        loader = Loader(connection, trust=job.completeness is Completeness.TRUST)
        if reused:
            loader.resume()
        _load(job, loader, claimed)
        if loader.total_rows == 0:
            raise _nothing(inputs)
        superseded = loader.drop_superseded_excerpts()
        _check_completeness(job, loader)
        for table in tables().values():
            for statement in create_indexes(table):
                job.progress(f"index {table.name}", 1, 1)
                connection.execute(statement)
        stamp = _finish(connection, job)
        rows = loader.total_rows
    finally:
        connection.close()
    _publish(job, stamp, indexer)
    return BuildResult(job.out, stamp, rows, tuple(job.unrecognised), tuple(loader.repeated), tuple(superseded))


def _nothing(inputs: list[DiskFile]) -> UsageError:
    names = [file.name for file in inputs]
    if not names:
        return UsageError("nothing to build from: there is no file to look at", hint=_HINT)
    more = f", and {len(names) - SHOWN_NAMES} more" if len(names) > SHOWN_NAMES else ""
    return UsageError(
        "nothing to build from: no file was recognised by its content; looked at"
        f" {len(names):,}: {', '.join(names[:SHOWN_NAMES])}{more}",
        hint=_HINT,
    )


def _prepare(connection: sqlite3.Connection, *, fresh: bool) -> None:
    connection.executescript(
        "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA cache_size = -262144; PRAGMA temp_store = MEMORY;"
    )
    if fresh:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID:d}")
        connection.execute(f"PRAGMA user_version = {FORMAT_VERSION:d}")
        connection.executescript(files("superbill.kb").joinpath("core.sql").read_text(encoding="utf-8"))
        for table in tables().values():
            connection.execute(create_table(table))
    connection.execute("DELETE FROM source")
    connection.executemany(
        "INSERT INTO source VALUES (?, ?, ?, ?, ?, ?)",
        [
            (s.id, s.title, s.fetch_hint, " ".join(s.lists), " ".join(s.trees), describe(s.tables))
            for s in sources().values()
        ],
    )


def _load(job: _Job, loader: Loader, claimed: list[Claim]) -> None:
    total = sum(file.packed_size for file, _ in claimed) or 1
    done = 0
    for file, claimants in claimed:
        job.progress(file.name, done, total)
        for source in claimants:
            loader.load(source, file)
        done += file.packed_size
    job.progress("read", total, total)


def _claims(job: _Job, inputs: list[DiskFile]) -> Iterator[Claim]:
    late: list[Claim] = []
    for file in inputs:
        claimants = [source for source in sources().values() if source.recognises(file)]
        if not claimants:
            job.unrecognised.append(file.name)
        elif any(source.excerpt for source in claimants):
            late.append((file, claimants))
        else:
            yield file, claimants
    yield from late


def _check_completeness(job: _Job, loader: Loader) -> None:
    for short in loader.below_floor():
        if job.completeness is Completeness.TRUST:
            continue
        if job.completeness is Completeness.CHECK:
            raise BadInput(
                f"{short.rows} rows of {short.table} where a whole release of {short.title} has at least {short.floor}",
                file=short.file,
                hint="It is cut off, or an excerpt. Download it again, or take it as an excerpt with --allow-excerpt.",
            )
        loader.mark_excerpt(short.release_id)


def _finish(connection: sqlite3.Connection, job: _Job) -> str:
    """Stamps the file: the stamp follows from the format and from the content of every release file."""
    digest = hashlib.sha256(f"format {FORMAT_VERSION} index {job.index_version}\n".encode())
    for row in connection.execute(
        "SELECT source, series, edition, complete, f.sha256, f.rows FROM release r"
        " LEFT JOIN release_file f ON f.release_id = r.id ORDER BY 1, 2, 3, 4, 5, 6"
    ):
        digest.update(repr(row).encode())
    stamp = digest.hexdigest()[:16]
    built_at = datetime.now(UTC).isoformat(timespec="seconds")
    meta = {"stamp": stamp, "built_at": built_at, "fingerprint": fingerprint(job.completeness)}
    connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", list(meta.items()))
    return stamp


def _publish(job: _Job, stamp: str, indexer: Indexer | None) -> None:
    index = search_index_path(job.out, stamp)
    if indexer is not None and not index.is_dir():
        fresh = index.with_name(f"{index.name}.building")
        job.progress("search index", 1, 1)
        fresh.mkdir()
        indexer(job.work, fresh)
        fresh.replace(index)
    with job.work.open("rb+") as stream:
        os.fsync(stream.fileno())
    job.work.replace(job.out)
    for old in job.out.parent.glob(f"{job.out.name}.*.search"):
        if old != index:
            shutil.rmtree(old, ignore_errors=True)


def _clear_leftovers(out: Path) -> None:
    for leftover in out.parent.glob(f"{out.name}*.building"):
        if leftover.is_dir():
            shutil.rmtree(leftover)
        else:
            leftover.unlink()
