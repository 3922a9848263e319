"""HCPCS Level II: codes and modifiers with their descriptions, dates and Medicare's administrative data.

Two layouts of the same quarterly file:

- The contractor record file (`HCPC2019_CONTR_ANWEB.txt`): lines of 320 characters, a few lines of disclaimer before them.
  `FIELDS` follows CMS's record layout.
- The code-table pack, which keeps the descriptions, dates and action codes of each quarter as a csv table.

A record begins with a line of kind 3 (procedure) or 7 (modifier), sequence number 00100; lines of kind 4 or 8, numbered by
hundreds, continue its long description. Blanks at the ends of lines are padding: lines are joined by one blank, none after
a slash within a word (`pathologist/` + `dermatopathologist`). Discontinued codes stay in the file with their
`terminated` date, the last day on which they may be used.

CPT (Level I) and CDT (D codes) belong to the AMA and the ADA; a record of theirs is passed over and counted in the notes.

The record file holds no release date. Its quarter is that of its latest action effective date, which holds for every
quarter of the pack; the release says so in its notes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar, NamedTuple

from superbill.errors import BadInput
from superbill.model.codes import System
from superbill.model.periods import from_day_number
from superbill.model.rows import CONCEPT, Concept, Day, Table
from superbill.sources.base import Edition, Part, Source, SourceFile, day, quarter_period
from superbill.sources.code_pack import (
    FETCH_HINT,
    PackRelease,
    check_digest,
    is_manifest,
    pack_releases,
    read_manifest,
    table_rows,
)
from superbill.sources.layout import DOWNLOAD_AGAIN, text_lines, whole_number

SECTION = "hcpcs_releases"


class Place(NamedTuple):
    """Where a field stands in a record: first character (from 1), length, and how often it occurs in a row."""

    begin: int
    length: int
    occurs: int = 1


FIELDS = {
    "code": Place(1, 5),
    "seq": Place(6, 5),
    "record_id": Place(11, 1),
    "long_description": Place(12, 80),
    "short_description": Place(92, 28),
    "pricing_indicators": Place(120, 2, 4),
    "multiple_pricing_indicator": Place(128, 1),
    "coverage_issues_manual": Place(129, 6, 3),
    "carriers_manual": Place(147, 8, 3),
    "statute": Place(171, 10),
    "lab_certifications": Place(181, 3, 8),
    "cross_references": Place(205, 5, 5),
    "coverage_code": Place(230, 1),
    "asc_payment_group": Place(231, 2),
    "asc_effective": Place(233, 8),
    "mog_payment_group": Place(241, 3),
    "mog_payment_policy_indicator": Place(244, 1),
    "mog_effective": Place(245, 8),
    "processing_note": Place(253, 4),
    "betos": Place(257, 3),
    "types_of_service": Place(261, 1, 5),
    "anesthesia_base_units": Place(266, 3),
    "code_added": Place(269, 8),
    "action_effective": Place(277, 8),
    "termination": Place(285, 8),
    "action_code": Place(293, 1),
}
"""CMS, HCPCS Contractor Record 2019 (standard alias HCPCS_CNTRCTR_19_REC). Characters 294-320 are filler."""

WIDTH = 293
"""Least length of a line: the padding of the filler may be lost, nothing before it."""

PACK_COLUMNS = (
    "code",
    "seq",
    "record_id",
    "long_description",
    "short_description",
    "code_added",
    "action_effective",
    "termination",
    "action_code",
)

_RECORD = re.compile(r"(?:   [0-9A-Z]{2}|[0-9A-Z]{5})[0-9]{5}[3478]")
_FIRST_RECORD = re.compile(rb"^(?:   [A-Z][0-9A-Z]|[A-Z]\d{4})00100[37][^\r\n]{282,309}\r?$", re.MULTILINE)
_LICENSED = re.compile(r"[0-9][0-9A-Z]{4}|D[0-9]{4}|[0-9][0-9A-Z]")
_SHAPES = {"3": (System.HCPCS, re.compile(r"[A-CE-V][0-9]{4}")), "7": (System.MODIFIER, re.compile(r"[A-Z][0-9A-Z]"))}
_CONTINUES = {"4": "3", "8": "7"}
_SLASH = re.compile(r"\w/$")
_LABEL = re.compile(r"(\d{4})q([1-4])")


class HcpcsDetail(NamedTuple):
    """Medicare's administrative data on a code or modifier. Fields that occur several times are joined by a blank; None is
    an empty field, or one that the layout lacks (the pack has `action_effective` only)."""

    hcpcs: str
    action_effective: Day | None
    pricing_indicators: str | None
    multiple_pricing_indicator: str | None
    coverage_issues_manual: str | None
    carriers_manual: str | None
    statute: str | None
    lab_certifications: str | None
    cross_references: str | None
    coverage_code: str | None
    asc_payment_group: str | None
    asc_effective: Day | None
    mog_payment_group: str | None
    mog_payment_policy_indicator: str | None
    mog_effective: Day | None
    processing_note: str | None
    betos: str | None
    types_of_service: str | None
    anesthesia_base_units: int | None


HCPCS_DETAIL = Table("hcpcs_detail", HcpcsDetail, ("hcpcs",))

_DAYS = {name for name in HcpcsDetail._fields if name.endswith("_effective")}


@dataclass(slots=True)
class Record:
    """A code's lines put together: the line it begins on, the cells of that line, and the pieces of its description."""

    line: int
    cells: Mapping[str, str]
    pieces: list[str]
    seq: int = field(default=100)

    @property
    def long(self) -> str:
        """The long description.

        >>> Record(1, {}, ["the pathologist/", "dermatopathologist to", "the  clinician"]).long
        'the pathologist/dermatopathologist to the clinician'
        """
        text = ""
        for piece in self.pieces:
            text += piece if not text or _SLASH.search(text) else f" {piece}"
        return " ".join(text.split())


Lines = Iterable[tuple[int, Mapping[str, str]]]


class CmsHcpcs(Source):
    """The quarterly HCPCS Level II file, as CMS publishes it and as the pack keeps it."""

    id = "cms-hcpcs"
    title = "HCPCS Level II"
    publisher = "Centers for Medicare & Medicaid Services"
    page = "https://www.cms.gov/medicare/coding-billing/healthcare-common-procedure-system/quarterly-update"
    licence = "Public domain (work of the US government); CPT and CDT records are passed over"
    cadence = "Quarterly"
    authority = "CMS, HCPCS Contractor Record 2019 (HCPCS_CNTRCTR_19_REC), record layout as of 10/31/2018"
    tables: ClassVar[tuple[Table, ...]] = (CONCEPT, HCPCS_DETAIL)
    lists = (System.HCPCS, System.MODIFIER)
    floors: ClassVar[dict[str, int]] = {"concept": 6_500, "hcpcs_detail": 6_500}
    fetch_hint = FETCH_HINT

    def recognises(self, file: SourceFile) -> bool:
        """The first line of a record in the first 64 KB, or a JSON object with `hcpcs_releases`."""
        return is_manifest(file, SECTION) or _FIRST_RECORD.search(file.head) is not None

    def parse(self, file: SourceFile) -> Iterator[Part]:
        """Codes and their details: two parts for the record file, two for each quarter of the pack."""
        if not is_manifest(file, SECTION):
            found, passed_over = records(file, fixed_width_lines(file))
            yield from _parts(_edition_of_records(file, found, passed_over), file, found)
            return
        for release in pack_releases(file, read_manifest(file), SECTION):
            check_digest(release)
            found, passed_over = records(release.table, _table_lines(release))
            yield from _parts(_edition_of_label(file, release, passed_over), release.table, found)


def fixed_width_lines(file: SourceFile) -> Iterator[tuple[int, dict[str, str]]]:
    """Line number and cells of each line of the record file; the disclaimers before the first record are left out.

    Repeated fields come joined by a blank. Raises `BadInput` for a line that is cut, or is no record line.
    """
    begun = False
    for number, text in text_lines(file, "latin-1"):
        if _RECORD.match(text):
            begun = True
        elif not begun or not text.strip("\x1a "):
            continue
        else:
            raise BadInput("this is no record line", file=file.name, line=number, column=1, hint=DOWNLOAD_AGAIN)
        if len(text) < WIDTH:
            raise BadInput(
                f"the line has {len(text)} characters, a record line has 320",
                file=file.name,
                line=number,
                column=len(text) + 1,
                hint=DOWNLOAD_AGAIN,
            )
        yield number, {name: _cut(text, place) for name, place in FIELDS.items()}


def _cut(text: str, place: Place) -> str:
    begin = place.begin - 1
    if place.occurs == 1:
        return text[begin : begin + place.length].strip()
    cells = (text[at : at + place.length] for at in range(begin, begin + place.length * place.occurs, place.length))
    return " ".join(" ".join(cells).split())


def _table_lines(release: PackRelease) -> Iterator[tuple[int, dict[str, str]]]:
    for line, cells in table_rows(release, PACK_COLUMNS):
        yield line, dict(zip(PACK_COLUMNS, cells, strict=True))


def records(file: SourceFile, lines: Lines) -> tuple[list[Record], int]:
    """The records that lines make up, in their order, and how many CPT and CDT records were passed over.

    Raises `BadInput` for a code of another shape than its kind of line has, and for a continuation that does not follow
    the line before it. A code that comes twice is left to the knowledge base, which refuses it and names both lines.
    """
    found: list[Record] = []
    last: Record | None = None
    for line, cells in lines:
        kind, seq = cells["record_id"], cells["seq"]
        if kind in _SHAPES and seq == "00100":
            last = Record(line, cells, [cells["long_description"]])
            found.append(last)
        elif last is not None and _continues(last, cells):
            last.pieces.append(cells["long_description"])
            last.seq += 100
        else:
            after = f"{last.cells['code']} {last.seq:05d}" if last else "nothing"
            raise BadInput(
                f"{cells['code']} {seq}, a line of kind {kind}, cannot follow {after}",
                file=file.name,
                line=line,
                column="seq",
            )
    own = [record for record in found if not _LICENSED.fullmatch(record.cells["code"])]
    for record in own:
        _check_shape(file, record)
    return own, len(found) - len(own)


def _continues(last: Record, cells: Mapping[str, str]) -> bool:
    same = cells["code"] == last.cells["code"] and _CONTINUES.get(cells["record_id"]) == last.cells["record_id"]
    return same and cells["seq"] == f"{last.seq + 100:05d}"


def _check_shape(file: SourceFile, record: Record) -> None:
    system, shape = _SHAPES[record.cells["record_id"]]
    if not shape.fullmatch(record.cells["code"]):
        raise BadInput(
            f"{record.cells['code']!r} is no {system.label} code", file=file.name, line=record.line, column="code"
        )
    if not record.long:
        raise BadInput(
            f"{record.cells['code']} has no text", file=file.name, line=record.line, column="long_description"
        )


def _parts(edition: Edition, file: SourceFile, found: list[Record]) -> Iterator[Part]:
    yield Part(edition, file, CONCEPT, (_concept(file, record, ordinal) for ordinal, record in enumerate(found)))
    yield Part(edition, file, HCPCS_DETAIL, (_detail(file, record) for record in found))


def _concept(file: SourceFile, record: Record, ordinal: int) -> tuple[object, ...]:
    cells = record.cells
    system, _ = _SHAPES[cells["record_id"]]
    added, terminated = _day(file, record, "code_added"), _day(file, record, "termination")
    short, action = cells["short_description"] or None, cells["action_code"] or None
    row = Concept(system.value, cells["code"], None, 1, short, record.long, added, terminated, action, ordinal)
    return *row, record.line


def _detail(file: SourceFile, record: Record) -> tuple[object, ...]:
    values = (_value(file, record, name) for name in HcpcsDetail._fields[1:])
    return *HcpcsDetail._make((record.cells["code"], *values)), record.line


def _value(file: SourceFile, record: Record, name: str) -> str | int | None:
    if name in _DAYS:
        return _day(file, record, name)
    text = record.cells.get(name) or None
    if text is None or name != "anesthesia_base_units":
        return text
    return whole_number(text, file, record.line, name)


def _day(file: SourceFile, record: Record, name: str) -> int | None:
    text = record.cells.get(name)
    return day(text, file, record.line, name) if text else None


def _edition_of_label(file: SourceFile, release: PackRelease, passed_over: int) -> Edition:
    label = _LABEL.fullmatch(release.label)
    if label is None:
        raise BadInput(f"{release.label!r} names no quarter", file=file.name, column=SECTION)
    kept = "This pack keeps descriptions, dates and action codes; it leaves out Medicare's other administrative data"
    return Edition(f"{label[1]}Q{label[2]}", release.period, notes=(*release.notes, kept, *_passed_over(passed_over)))


def _edition_of_records(file: SourceFile, found: list[Record], passed_over: int) -> Edition:
    days = [number for record in found if (number := _day(file, record, "action_effective")) is not None]
    latest = from_day_number(max(days, default=None))
    if latest is None:
        raise BadInput("no record has an action effective date, so its quarter is not known", file=file.name)
    quarter = (latest.month + 2) // 3
    note = f"The file states no release date; its quarter is that of its latest action effective date, {latest}"
    period = quarter_period(latest.year, quarter)
    return Edition(f"{latest.year}Q{quarter}", period, notes=(note, *_passed_over(passed_over)))


def _passed_over(count: int) -> tuple[str, ...]:
    return (f"{count} records of CPT or CDT were passed over",) if count else ()


SOURCE = CmsHcpcs()
