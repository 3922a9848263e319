"""Answers as flat rows with headings, for CSV and spreadsheets: the same columns on every surface."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from superbill.model.changes import Change
from superbill.model.citation import Citation, Fact, NotAvailable, Release
from superbill.model.edits import PairAnswer
from superbill.model.lookup import CodeLine, Known, LookupAnswer
from superbill.model.price import Price
from superbill.pricing.localities import Gpci
from superbill.report.render.changes import COLUMNS, change_cells
from superbill.terminology.search import Hit

T = TypeVar("T")
Cells = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Sheet(Generic[T]):
    """Headings, and the cells of one answer under them; None is an empty cell."""

    headings: tuple[str, ...]
    cells: Callable[[T], Cells]


def csv_lines(sheet: Sheet[T], answers: Iterable[T]) -> Iterator[str]:
    """The lines of a CSV with a heading row, each with its line end."""
    line = io.StringIO()
    writer = csv.writer(line, lineterminator="\n")
    for cells in _rows(sheet, answers):
        writer.writerow(cells)
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def _rows(sheet: Sheet[T], answers: Iterable[T]) -> Iterator[Cells]:
    yield sheet.headings
    yield from map(sheet.cells, answers)


def _receipt(citation: Citation | None) -> str:
    return str(citation) if citation else ""


def _price(price: Price) -> Cells:
    line = price.line
    place = line.locality.id if line.locality else ""
    return (line.code, " ".join(line.modifiers), line.on, place, line.units, price.schedule, *_amounts(price))


def _amounts(price: Price) -> Cells:
    usd, facility = price.non_facility_usd, price.facility_usd
    if isinstance(usd, Fact) and isinstance(facility, Fact):
        return (usd.value, facility.value, "", str(usd.citation))
    reason = usd if isinstance(usd, NotAvailable) else facility
    return ("", "", getattr(reason, "not_available", ""), "")


def _pair(answer: PairAnswer) -> Cells:
    edit, reason = answer.edit, answer.reason
    fields: Cells = (None,) * 6
    if edit is not None:
        fields = (
            edit.column1, edit.column2, edit.modifier_indicator, edit.effective_date, edit.deletion_date, edit.rationale,
        )  # fmt: skip
    receipt = edit.citation if edit else answer.citation
    missing = reason.not_available if reason else ""
    return (*answer.codes, answer.setting, answer.on, answer.result, *fields, missing, _receipt(receipt))


def _release(release: Release) -> Cells:
    rows = sum(file.rows for file in release.files)
    return (
        release.source, release.series, release.edition, release.title, release.publisher, release.period.start,
        release.period.end, release.published, release.complete, rows, " ".join(file.sha256 for file in release.files),
    )  # fmt: skip


def _looked_up(answer: LookupAnswer) -> Cells:
    if not isinstance(answer, Known):
        return (answer.code, answer.on, answer.status, "", "", "", "")
    title = answer.title.value if isinstance(answer.title, Fact) else ""
    return (answer.code, answer.on, answer.status, answer.system, answer.display, title, str(answer.evidence))


PRICES: Sheet[Price] = Sheet(
    ("code", "modifiers", "on", "locality", "units", "schedule", "non_facility_usd", "facility_usd", "not_available",
     "citation"),
    _price,
)  # fmt: skip
PAIRS: Sheet[PairAnswer] = Sheet(
    ("first", "second", "setting", "on", "result", "column1", "column2", "modifier_indicator", "effective_date",
     "deletion_date", "rationale", "not_available", "citation"),
    _pair,
)  # fmt: skip
HITS: Sheet[Hit] = Sheet(
    ("system", "code", "display", "match", "billable"),
    lambda hit: (hit.system, hit.code, hit.display, hit.match, hit.billable),
)
LINES: Sheet[CodeLine] = Sheet(
    ("system", "code", "display", "text", "billable"),
    lambda line: (line.system, line.code, line.display, line.text, line.billable),
)
LOOKUPS: Sheet[LookupAnswer] = Sheet(("code", "on", "status", "system", "display", "title", "citation"), _looked_up)
RELEASES: Sheet[Release] = Sheet(
    ("source", "series", "edition", "title", "publisher", "from", "to", "published", "complete", "rows", "sha256"),
    _release,
)
CHANGES: Sheet[Change] = Sheet(COLUMNS, change_cells)
LOCALITIES: Sheet[Gpci] = Sheet(
    ("locality", "state", "name", "work", "pe", "mp", "citation"),
    lambda row: (
        row.locality.id, row.locality.state, row.locality.name, row.work, row.pe, row.mp, str(row.citation),
    ),
)  # fmt: skip
