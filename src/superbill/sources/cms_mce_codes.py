"""Medicare Code Editor: from when to when each ICD-10 and ICD-9 code is valid, and the edits that it is listed for.

The editor's code masters are kept in a pack as tables of an LMDB file (`mce_i10dx_master` and so on). Each is a header of 32
bytes (`MCED` as a number, count of entries, where they begin, where the texts begin, last day of the editor), then entries of
24 bytes by code: code (8), first day, last day (yyyymmdd), place and count of its edits among the texts, each ended by 0.

A code has a row for each period: one that was deleted and came back, and one whose edits changed (the sex edits of
procedures ended in October 2024). `last_date` is 99991231 for a code that is valid as far as the editor reaches; how far that
is, is the period of the release. On each day for which an official list is at hand, the codes are exactly that list.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import ClassVar, NamedTuple

from superbill.errors import BadInput
from superbill.model.codes import System
from superbill.model.periods import Period, from_day_number
from superbill.model.rows import Day, Table
from superbill.sources.base import Edition, Part, Source, SourceFile
from superbill.sources.code_pack import FETCH_HINT
from superbill.sources.layout import DOWNLOAD_AGAIN
from superbill.sources.lmdb_file import is_lmdb, lmdb_values

MASTERS = {
    "mce_i10dx_master": System.ICD10CM,
    "mce_i10sg_master": System.ICD10PCS,
    "mce_i9dx_master": System.ICD9CM,
    "mce_i9sg_master": System.ICD9PROC,
}
"""Table of the file to the code system."""

OPEN = 99991231
"""The last day of a code that has none."""

_HEADER = struct.Struct("<4sIIIi12x")
_ENTRY = struct.Struct("<8siiIH2x")
_MAGIC = b"DECM"


class CodeValidity(NamedTuple):
    """A period in which a code is valid, both days included. `edits` are the lists of the editor that it is on, by their
    names there and joined by blanks (`noncovered`, `female`, `manifestation`); '' for none."""

    system: str
    code: str
    effective_date: Day
    last_date: Day
    edits: str


CODE_VALIDITY = Table("code_validity", CodeValidity, ("system", "code", "effective_date"))


class CmsMceCodes(Source):
    """The code masters of the pack."""

    id = "cms-mce-codes"
    title = "Medicare Code Editor, code validity"
    publisher = "CMS"
    page = "https://www.cms.gov/medicare/payment/prospective-payment-systems/acute-inpatient-pps/ms-drg-classifications-and-software"
    licence = "Public domain (work of the US government); the pack that holds it is under the MIT licence"
    cadence = "Yearly on October 1, with an update on April 1"
    authority = "CMS, Definitions of Medicare Code Edits (invalid diagnosis or procedure code, and the lists of the other edits)"
    tables: ClassVar[tuple[Table, ...]] = (CODE_VALIDITY,)
    floors: ClassVar[dict[str, int]] = {"code_validity": 180_000}
    fetch_hint = FETCH_HINT

    def recognises(self, file: SourceFile) -> bool:
        """An LMDB file; whether it holds the masters is seen when it is read."""
        return is_lmdb(file)

    def parse(self, file: SourceFile) -> Iterator[Part]:
        """One part. Row numbers count the entries of the four masters through."""
        values = lmdb_values(file)
        missing = [name for name in MASTERS if name not in values]
        if missing:
            raise BadInput(f"holds no table {missing[0]}", file=file.name, hint=DOWNLOAD_AGAIN)
        rows: list[tuple[object, ...]] = []
        ends = set()
        for name, system in MASTERS.items():
            ends.add(_header(values[name], name, file)[3])
            rows.extend(
                (*row, number) for number, row in enumerate(_entries(values[name], name, system, file), len(rows) + 1)
            )
        if len(ends) != 1:
            raise BadInput(f"its tables end on different days: {sorted(ends)}", file=file.name, hint=DOWNLOAD_AGAIN)
        first = from_day_number(min(int(str(row[2])) for row in rows))
        last = from_day_number(ends.pop())
        if first is None or last is None:
            raise BadInput("holds no period", file=file.name, hint=DOWNLOAD_AGAIN)
        yield Part(Edition(f"through {last}", Period(first, last)), file, CODE_VALIDITY, rows)


def _header(table: bytes, name: str, file: SourceFile) -> tuple[int, int, int, int]:
    """Count, place of the entries, place of the texts, last day."""
    if len(table) < _HEADER.size:
        raise BadInput(f"table {name} is cut off", file=file.name, hint=DOWNLOAD_AGAIN)
    magic, count, entries_at, texts_at, last = _HEADER.unpack_from(table)
    if (
        magic != _MAGIC
        or texts_at != entries_at + count * _ENTRY.size
        or texts_at > len(table)
        or not count
        or not _is_day(last)
    ):
        raise BadInput(f"table {name} is no code master, or cut off", file=file.name, hint=DOWNLOAD_AGAIN)
    return count, entries_at, texts_at, last


def _is_day(number: int) -> bool:
    try:
        return from_day_number(number) is not None
    except ValueError:
        return False


def _entries(table: bytes, name: str, system: System, file: SourceFile) -> Iterator[CodeValidity]:
    _, entries_at, texts_at, end = _header(table, name, file)
    texts = table[texts_at:]
    known: dict[tuple[int, int], str] = {}
    for raw, first, last, at, edits in _ENTRY.iter_unpack(table[entries_at:texts_at]):
        if (at, edits) not in known:
            known[at, edits] = b" ".join(texts[at:].split(b"\0", edits)[:edits]).decode("ascii", "replace")
        code = raw.rstrip(b"\0").decode("ascii", "replace")
        if not code.isalnum() or not first <= last or not _is_day(first) or not known[at, edits].isascii():
            raise BadInput(f"table {name}: {code!r} from {first} to {last}", file=file.name, hint=DOWNLOAD_AGAIN)
        yield CodeValidity(system.value, code, first, OPEN if last >= end else last, known[at, edits])


SOURCE = CmsMceCodes()
