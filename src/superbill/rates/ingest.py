"""`ingest`: price files in, a lake of Parquet out.

A file is in the lake when its manifest entry is; one that was interrupted is begun again, one that is there is kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from filelock import FileLock, Timeout

from superbill.errors import BadInput, UsageError
from superbill.rates.documents import Reading, read_file
from superbill.rates.hospital.headings import ColumnMap
from superbill.rates.index.build import build_index
from superbill.rates.lake.manifest import IN_NETWORK, FileEntry, Manifest, Refused, entries, forget, open_lake, record
from superbill.rates.lake.writer import FileWriter, disk_errors
from superbill.rates.reading.inputs import Input, inputs_of, is_address, without_signature
from superbill.rates.reading.remote import Fetcher
from superbill.rates.reading.stream import Blocks
from superbill.rates.tic.references import Resolver, resolve
from superbill.rates.tic.rows import Rows
from superbill.rates.tic.state import State

Progress = Callable[[str, int, int], None]
"""Name of the file, number of it, number of files."""


CACHE = "_cache"
DOWNLOADS = "_work/downloads"
MOST_DOWNLOAD = 4 << 40
MOST_PRICES, MOST_NPIS = 24_000_000, 16_000_000
"""What is indexed at once in less than 1 GB of memory; the index of a larger file is made by the first question."""
FETCH = "fetch"


def ingest(
    inputs: Iterable[Path | str],
    lake: Path,
    *,
    resolver: Resolver | str | None = FETCH,
    columns: ColumnMap | None = None,
    progress: Progress | None = None,
    again: bool = False,
    index: bool = True,
) -> Manifest:
    """Takes every file, folder or zip of `inputs` into the lake.

    A file that is there already, by path, size and time of change, is kept; `again` reads it anew. A file that cannot be
    read at all is refused with its reason, and the others go on. `resolver` gives the file of a remote provider reference:
    `FETCH` fetches it into the lake's cache, None leaves it unresolved. `columns` are for hospital files of no official
    layout. Without `index` the first question makes it. Raises `UsageError` for inputs that are not there and for
    a lake that cannot be written, `WrongFormat` for a lake of another version.
    """
    named = list(inputs)
    for given in named:
        if not is_address(given) and not Path(given).exists():
            raise UsageError(f"{given} is neither a file nor a folder")
    if not named:
        raise UsageError("there is no file to read", hint="Name files, folders, zips or addresses.")
    open_lake(lake)
    known = {entry.path: entry for entry in entries(lake)}
    fetched = Fetcher(lake / CACHE).fetch if resolver == FETCH else None
    take = fetched if isinstance(resolver, str) else resolver
    run = _Run(lake, _How(take, columns or ColumnMap(), index), known, again)
    for number, given in enumerate(named):
        if progress is not None:
            progress(str(given), number, len(named))
        try:
            found = _inputs(str(given), lake, () if again else known)
        except BadInput as error:
            run.refused.append(Refused(str(given), error.message, error.hint))
            continue
        for one in found:
            run.take(one)
        for path in {one.path for one in found if one.fetched}:
            path.unlink(missing_ok=True)
    if not (run.read or run.refused):
        raise UsageError("there is no file to read", hint="Name files, folders, zips or addresses.")
    return Manifest(tuple(run.read), tuple(run.refused), tuple(run.kept))


class _How(NamedTuple):
    """How files are read."""

    resolver: Resolver | None
    columns: ColumnMap
    indexed: bool


class _Run:
    """What one call has done so far."""

    def __init__(self, lake: Path, how: _How, known: dict[str, FileEntry], again: bool) -> None:
        self._lake, self._how = lake, how
        self._known, self._again = known, again
        self.read: list[FileEntry] = []
        self.refused: list[Refused] = []
        self.kept: list[str] = []

    def take(self, one: Input) -> None:
        """Reads a file, keeps it, or refuses it."""
        before = self._known.get(one.name)
        if before is not None and not self._again and (one.kept or _unchanged(one, before)):
            self.kept.append(one.name)
            self.read.append(before)
            return
        try:
            entry = _read(one, self._lake, self._how)
        except BadInput as error:
            self.refused.append(Refused(one.name, error.message, error.hint))
            return
        self.read.append(entry)
        if before is not None and before.file != entry.file:
            forget(self._lake, before.file)


def _inputs(given: str, lake: Path, known: Collection[str]) -> list[Input]:
    """The files of an input. One at an address is fetched beside the lake, going on where an earlier try broke off, and removed
    once it is read; one that is in the lake already is not fetched."""
    if not is_address(given):
        return list(inputs_of(Path(given)))
    name = without_signature(given)
    there = [path for path in known if path == name or path.startswith(f"{name}/")]
    if there:
        return [Input(lake, path, kept=True) for path in there]
    with disk_errors(lake):
        path = Fetcher(lake / DOWNLOADS, most_bytes=MOST_DOWNLOAD).fetch(given, name)
    return [replace(one, name=name + one.name.removeprefix(str(path)), fetched=True) for one in inputs_of(path)]


def _unchanged(one: Input, before: FileEntry) -> bool:
    stat = one.path.stat()
    return (before.size, before.modified_ns) == (stat.st_size, stat.st_mtime_ns)


def _read(one: Input, lake: Path, how: _How) -> FileEntry:
    token = hashlib.sha256(one.name.encode()).hexdigest()[:16]
    with disk_errors(lake):
        (lake / "_work").mkdir(exist_ok=True)
        lock = FileLock(lake / "_work" / f"{token}.lock", timeout=0)
        try:
            with lock, FileWriter(lake, token) as writer:
                return _read_into(one, lake, writer, how)
        except Timeout as error:
            raise UsageError(f"{one.name} is being read by another process") from error


def _read_into(one: Input, lake: Path, writer: FileWriter, how: _How) -> FileEntry:
    stat = one.path.stat()
    with Blocks(one.path, one.name, one.member) as blocks:
        state = State()
        rows = Rows(state, writer)
        reading = read_file(blocks, rows, state, how.columns)
        unresolved = resolve(rows, how.resolver)
        sha256, unpacked = blocks.sha256(), blocks.unpacked
    file_id = hashlib.sha256(f"{sha256}/{one.member}".encode()).hexdigest()[:16] if one.member else sha256[:16]
    forget(lake, file_id)
    entry = _entry(one, file_id, sha256, (stat.st_size, unpacked, stat.st_mtime_ns), reading)
    written = writer.publish(file_id)
    entry = replace(entry, unresolved=unresolved, rows=written)
    small = entry.prices <= MOST_PRICES and entry.npis <= MOST_NPIS
    if entry.kind == IN_NETWORK and how.indexed and small:
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
