"""`ingest`: price files in, a lake of Parquet out.

A file is in the lake when its manifest entry is; one that was interrupted is begun again, one that is there is kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from filelock import FileLock, Timeout

from superbill.errors import BadInput, UsageError
from superbill.rates.documents import Reading, read_file
from superbill.rates.hospital.headings import ColumnMap
from superbill.rates.index.build import build_index
from superbill.rates.lake.manifest import IN_NETWORK, FileEntry, Manifest, Refused, entries, forget, open_lake, record
from superbill.rates.lake.writer import FileWriter, disk_errors
from superbill.rates.reading.inputs import Input, inputs_of
from superbill.rates.reading.remote import Fetcher
from superbill.rates.reading.stream import Blocks
from superbill.rates.tic.references import Resolver, resolve
from superbill.rates.tic.rows import Rows
from superbill.rates.tic.state import State

Progress = Callable[[str, int, int], None]
"""Name of the file, number of it, number of files."""


CACHE = "_cache"
FETCH = "fetch"


def ingest(
    inputs: Iterable[Path | str],
    lake: Path,
    *,
    resolver: Resolver | str | None = FETCH,
    columns: ColumnMap | None = None,
    progress: Progress | None = None,
    again: bool = False,
) -> Manifest:
    """Takes every file, folder or zip of `inputs` into the lake.

    A file that is there already, by path, size and time of change, is kept; `again` reads it anew. A file that cannot be
    read at all is refused with its reason, and the others go on. `resolver` gives the file of a remote provider reference:
    `FETCH` fetches it into the lake's cache, None leaves it unresolved. `columns` are for hospital files of no official
    layout. Raises `UsageError` for inputs that are not there and for
    a lake that cannot be written, `WrongFormat` for a lake of another version.
    """
    found = [one for given in inputs for one in inputs_of(Path(given))]
    if not found:
        raise UsageError("there is no file to read", hint="Name files, folders or zips.")
    open_lake(lake)
    known = {entry.path: entry for entry in entries(lake)}
    fetched = Fetcher(lake / CACHE).fetch if resolver == FETCH else None
    take = fetched if isinstance(resolver, str) else resolver
    read: list[FileEntry] = []
    refused: list[Refused] = []
    kept: list[str] = []
    for number, one in enumerate(found):
        if progress is not None:
            progress(one.name, number, len(found))
        before = known.get(one.name)
        if before is not None and not again and _unchanged(one, before):
            kept.append(one.name)
            read.append(before)
            continue
        try:
            read.append(_read(one, lake, take, columns or ColumnMap()))
        except BadInput as error:
            refused.append(Refused(one.name, error.message, error.hint))
            continue
        if before is not None and before.file != read[-1].file:
            forget(lake, before.file)
    return Manifest(tuple(read), tuple(refused), tuple(kept))


def _unchanged(one: Input, before: FileEntry) -> bool:
    stat = one.path.stat()
    return (before.size, before.modified_ns) == (stat.st_size, stat.st_mtime_ns)


def _read(one: Input, lake: Path, resolver: Resolver | None, columns: ColumnMap) -> FileEntry:
    token = hashlib.sha256(one.name.encode()).hexdigest()[:16]
    with disk_errors(lake):
        (lake / "_work").mkdir(exist_ok=True)
        lock = FileLock(lake / "_work" / f"{token}.lock", timeout=0)
        try:
            with lock, FileWriter(lake, token) as writer:
                return _read_into(one, lake, writer, resolver, columns)
        except Timeout as error:
            raise UsageError(f"{one.name} is being read by another process") from error


def _read_into(one: Input, lake: Path, writer: FileWriter, resolver: Resolver | None, columns: ColumnMap) -> FileEntry:
    stat = one.path.stat()
    with Blocks(one.path, one.name, one.member) as blocks:
        state = State()
        rows = Rows(state, writer)
        reading = read_file(blocks, rows, state, columns)
        unresolved = resolve(rows, resolver)
        sha256, unpacked = blocks.sha256(), blocks.unpacked
    file_id = hashlib.sha256(f"{sha256}/{one.member}".encode()).hexdigest()[:16] if one.member else sha256[:16]
    forget(lake, file_id)
    entry = _entry(one, file_id, sha256, (stat.st_size, unpacked, stat.st_mtime_ns), reading)
    written = writer.publish(file_id)
    entry = replace(entry, unresolved=unresolved, rows=written)
    if entry.kind == IN_NETWORK:
        build_index(lake, file_id)
    record(lake, entry)
    return entry


def _entry(one: Input, file_id: str, sha256: str, sizes: Sequence[int], reading: Reading) -> FileEntry:
    counts = reading.counts
    return FileEntry(
        file=file_id,
        path=one.name,
        kind=reading.kind,
        sha256=sha256,
        size=sizes[0],
        unpacked=sizes[1],
        modified_ns=sizes[2],
        items=counts.items,
        entries=counts.entries,
        prices=counts.prices,
        sum_cents=counts.cents,
        sum_exact=format(counts.total, "f"),
        quarantined=counts.quarantined,
        flags=dict(sorted(counts.flags.items())),
        problem=reading.problem,
        references=counts.references,
        edges=counts.edges,
        groups=counts.groups,
        npis=counts.npis,
        heading=reading.heading,
    )
