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
from superbill.model.guidance import Document, Passage
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


def _receipts(*citations: Citation | None) -> str:
    """Every receipt, each once."""
    return "; ".join(dict.fromkeys(str(citation) for citation in citations if citation))


def _stale(*citations: Citation | None) -> int | None:
    """How many days before the date of service the longest ended of the releases had ended; None when all were in force."""
    return max((citation.stale_days for citation in citations if citation and citation.stale_days), default=None)


def _price(price: Price) -> Cells:
    line = price.line
    place = line.locality.id if line.locality else ""
    return (line.code, " ".join(line.modifiers), line.on, place, line.units, price.schedule, *_amounts(price))


def _amounts(price: Price) -> Cells:
    usd, facility = price.non_facility_usd, price.facility_usd
    facts = [amount for amount in (usd, facility) if isinstance(amount, Fact)]
    reason = next((amount.not_available for amount in (usd, facility) if isinstance(amount, NotAvailable)), "")
    behind = [citation for fact in facts for citation in fact.citations]
    values = [amount.value if isinstance(amount, Fact) else "" for amount in (usd, facility)]
    return (*values, reason, _receipts(*behind), "; ".join(price.remarks), _stale(*behind))


def _pair(answer: PairAnswer) -> Cells:
    edit, reason = answer.edit, answer.reason
    fields: Cells = (None,) * 6
    if edit is not None:
        fields = (
            edit.column1, edit.column2, edit.modifier_indicator, edit.effective_date, edit.deletion_date, edit.rationale,
        )  # fmt: skip
    receipt = edit.citation if edit else answer.citation
    missing = reason.not_available if reason else ""
    behind = (_receipts(receipt), _stale(receipt))
    return (*answer.codes, answer.setting, answer.on, answer.result, *fields, missing, *behind)


def _release(release: Release) -> Cells:
    return (
        release.source, release.series, release.edition, release.title, release.publisher, release.period.start,
        release.period.end, release.published, release.complete, release.rows, " ".join(file.sha256 for file in release.files),
    )  # fmt: skip


def _looked_up(answer: LookupAnswer) -> Cells:
    if not isinstance(answer, Known):
        return (answer.code, answer.on, answer.status, "", "", "", "", None)
    title = answer.title.value if isinstance(answer.title, Fact) else ""
    evidence = answer.evidence
    known = (answer.system, answer.display, title, str(evidence), evidence.stale_days)
    return (answer.code, answer.on, answer.status, *known)


PRICES: Sheet[Price] = Sheet(
    ("code", "modifiers", "on", "locality", "units", "schedule", "non_facility_usd", "facility_usd", "not_available",
     "citation", "remarks", "stale_days"),
    _price,
)  # fmt: skip
PAIRS: Sheet[PairAnswer] = Sheet(
    ("first", "second", "setting", "on", "result", "column1", "column2", "modifier_indicator", "effective_date",
     "deletion_date", "rationale", "not_available", "citation", "stale_days"),
    _pair,
)  # fmt: skip
HITS: Sheet[Hit] = Sheet(
    ("system", "code", "display", "match", "billable", "ended"),
    lambda hit: (hit.system, hit.code, hit.display, hit.match, hit.billable, hit.ended),
)
LINES: Sheet[CodeLine] = Sheet(
    ("system", "code", "display", "text", "billable"),
    lambda line: (line.system, line.code, line.display, line.text, line.billable),
)
LOOKUPS: Sheet[LookupAnswer] = Sheet(
    ("code", "on", "status", "system", "display", "title", "citation", "stale_days"), _looked_up
)
RELEASES: Sheet[Release] = Sheet(
    ("source", "series", "edition", "title", "publisher", "from", "to", "published", "complete", "rows", "sha256"),
    _release,
)
CHANGES: Sheet[Change] = Sheet(COLUMNS, change_cells)
LOCALITIES: Sheet[Gpci] = Sheet(
    ("locality", "state", "name", "work", "pe", "mp", "citation", "stale_days"),
    lambda row: (
        row.locality.id, row.locality.state, row.locality.name, row.work, row.pe, row.mp, str(row.citation),
        row.citation.stale_days,
    ),
)  # fmt: skip
DOCUMENTS: Sheet[Document] = Sheet(
    ("id", "title", "publisher", "payer", "effective", "until", "file", "sha256", "pages", "passages", "imported"),
    lambda each: (
        each.id, each.title, each.publisher, each.payer, each.effective, each.until, each.file, each.sha256, each.pages,
        each.passages, each.imported,
    ),
)  # fmt: skip
PASSAGES: Sheet[Passage] = Sheet(
    ("text", "payer", "document", "effective", "page", "heading", "names", "citation"),
    lambda each: (
        each.text, each.document.payer, each.document.title, each.document.effective, each.page, " > ".join(each.heading),
        str(each.span) if each.span else None, str(each.citation),
    ),
)  # fmt: skip
