"""The code-table pack: official code files kept as csv.gz tables beside a `manifest.json`.

The manifest names, for each official release, its table, the digest of the unpacked table (`canonical_sha256`), its row
count, its period, and the publisher's file that it was taken from. Shared by the sources that read the pack.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import msgspec

from superbill.errors import BadInput
from superbill.model.periods import Period
from superbill.sources.base import SourceFile, csv_rows, whole
from superbill.sources.layout import check_columns, check_width

FETCH_HINT = "pip install 'superbill[data]', then superbill build (sh scripts/demo does both)"
_DAMAGED = "The pack is damaged. Install it again."


class _Entry(msgspec.Struct, frozen=True):
    table: str
    canonical_sha256: str
    row_count: int
    effective_from: date
    effective_to: date
    source_url: str
    inner_file: str
    content_identical_to: str = ""


@dataclass(frozen=True, slots=True)
class PackRelease:
    """One official release of the pack. `label` is the manifest's own (`fy2026-april`, `2026q3`); `row_count` counts
    the lines of `table` without its header; `notes` say which file of the publisher it was taken from."""

    label: str
    period: Period
    table: SourceFile
    sha256: str
    row_count: int
    notes: tuple[str, ...]


def is_manifest(file: SourceFile, section: str) -> bool:
    """Whether the file is a JSON object that speaks of `section`."""
    return file.head.lstrip().startswith(b"{") and f'"{section}"'.encode() in file.head


def read_manifest(file: SourceFile) -> dict[str, object]:
    """The manifest as plain JSON. Raises `BadInput` with line and column."""
    content = whole(file)
    try:
        manifest = json.loads(content)
    except json.JSONDecodeError as error:
        raise BadInput(
            f"not readable as JSON: {error.msg}", file=file.name, line=error.lineno, column=error.colno, hint=_DAMAGED
        ) from error
    except UnicodeDecodeError as error:
        raise BadInput(f"byte {error.object[error.start]:#04x} is no utf-8", file=file.name, hint=_DAMAGED) from error
    except (ValueError, RecursionError) as error:  # a number of thousands of digits, or endless nesting
        raise BadInput(f"not readable as JSON: {error}", file=file.name, hint=_DAMAGED) from error
    return dict(manifest)


def pack_releases(file: SourceFile, manifest: dict[str, object], section: str) -> list[PackRelease]:
    """The releases of one section, by their first day.

    Each ends on the day that the manifest says, or on the day before the next one begins where that is earlier: an annual
    release gives way to its April update. Raises `BadInput` naming the entry for a missing or wrong field, for a period
    that ends before it begins, and for two releases that begin on one day.
    """
    try:
        entries = msgspec.convert(manifest.get(section), dict[str, _Entry])
    except msgspec.ValidationError as error:
        raise BadInput(f"{section}: {error}", file=file.name, hint=_DAMAGED) from error
    ordered = sorted(entries.items(), key=lambda item: item[1].effective_from)
    ends = [min(a.effective_to, b.effective_from - timedelta(days=1)) for (_, a), (_, b) in pairwise(ordered)]
    ends += [entry.effective_to for _, entry in ordered[-1:]]
    return [_release(file, label, entry, end) for (label, entry), end in zip(ordered, ends, strict=True)]


def _release(file: SourceFile, label: str, entry: _Entry, end: date) -> PackRelease:
    if end < entry.effective_from:
        raise BadInput(
            f"{label} is in force from {entry.effective_from} to {end}, which is no period",
            file=file.name,
            column="effective_from",
            hint=_DAMAGED,
        )
    notes = [f"Taken from {entry.inner_file} of {entry.source_url}"]
    if entry.content_identical_to:
        notes.append(f"Its content is identical to that of {entry.content_identical_to}")
    period = Period(entry.effective_from, end)
    return PackRelease(label, period, file.sibling(entry.table), entry.canonical_sha256, entry.row_count, tuple(notes))


def check_digest(release: PackRelease) -> None:
    """Raises `BadInput` unless the unpacked table has the digest of the manifest."""
    digest = release.table.sha256()
    if digest != release.sha256:
        raise BadInput(
            f"its SHA-256 is {digest}, the manifest says {release.sha256} for {release.label}",
            file=release.table.name,
            hint=_DAMAGED,
        )


def table_rows(release: PackRelease, header: tuple[str, ...]) -> Iterator[tuple[int, list[str]]]:
    """Line number and cells of each row below the header.

    Raises `BadInput` for a missing, new or misplaced column, a row of another width, and a number of rows that is not the
    manifest's.
    """
    lines = csv_rows(release.table)
    line, columns = next(lines, (1, []))
    check_columns(columns, header, release.table, line)
    count = 0
    for line, cells in lines:
        check_width(cells, len(header), release.table, line)
        count += 1
        yield line, cells
    if count != release.row_count:
        raise BadInput(f"{count} rows, the manifest says {release.row_count}", file=release.table.name, hint=_DAMAGED)
