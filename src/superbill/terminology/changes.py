"""What changed between releases: codes, texts, rates, indicators, limits, pairs. The policy updates of a report."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from decimal import Decimal, InvalidOperation

from superbill.errors import UsageError
from superbill.kb.compare import RowChange, compare, compare_code
from superbill.kb.store import KnowledgeBase
from superbill.model.changes import Change, What
from superbill.model.citation import Release

LABELS = {
    "long": "description",
    "short": "short description",
    "billable": "billable",
    "terminated": "termination date",
    "added": "date added",
    "action": "action code",
    "rate_usd": "laboratory rate",
    "indicator": "rate indicator",
    "status": "status indicator",
    "work_rvu": "work RVU",
    "non_facility_pe_rvu": "practice expense RVU, non-facility",
    "facility_pe_rvu": "practice expense RVU, facility",
    "mp_rvu": "malpractice RVU",
    "non_facility_total_rvu": "total RVU, non-facility",
    "facility_total_rvu": "total RVU, facility",
    "pctc": "PC/TC indicator",
    "global_days": "global days",
    "conversion_factor": "conversion factor",
    "multiple_procedure": "multiple-procedure indicator",
    "bilateral": "bilateral indicator",
    "assistant": "assistant indicator",
    "co_surgeon": "co-surgeon indicator",
    "team": "team indicator",
    "units": "MUE value",
    "mai": "MUE adjudication indicator",
    "work_gpci": "work GPCI",
    "pe_gpci": "practice expense GPCI",
    "mp_gpci": "malpractice GPCI",
}
"""What columns are called; a column that is not here is called by its own name."""

ROWS = {
    "concept": "code",
    "concept_note": "note",
    "mpfs_rvu": "fee schedule row",
    "clfs_rate": "laboratory rate",
    "mue": "MUE",
    "ptp": "pair edit",
    "gpci": "locality",
}
SILENT = frozenset({"parent", "effective_date", "mai_text", "rationale", "action", "action_effective"})
"""Columns whose change is bookkeeping, or is told by another column."""
SILENT_TABLES = frozenset({"hcpcs_detail", "seventh_character"})
"""Tables whose rows come and go with those of another table."""


def changes(kb: KnowledgeBase, before: Release, after: Release, codes: Collection[str] = ()) -> Iterator[Change]:
    """All changes from `before` to `after`. `UsageError` when they are not two releases of one data set and series."""
    if (before.source, before.series) != (after.source, after.series):
        raise UsageError(
            f"{before.title} {before.edition} and {after.title} {after.edition} are not releases of one data set"
        )
    if not before.complete or not after.complete:
        raise UsageError("an excerpt cannot be compared", hint="Load both releases whole.")
    for row in compare(kb, before, after, codes):
        yield from _told(kb, row, before, after)


def updates(kb: KnowledgeBase, system: str, code: str, on: date) -> Iterator[Change]:
    """What the release in force on a date changed for one code, data set by data set, against the one before it."""
    for source, series in sorted({(release.source, release.series) for release in kb.releases}):
        whole = [r for r in kb.series(source, series) if r.complete and r.period.start <= on][:2]
        if len(whole) == 2:
            for row in compare_code(kb, whole[1], whole[0], system, code):
                yield from _told(kb, row, whole[1], whole[0])


def comparable(kb: KnowledgeBase, on: date) -> list[tuple[Release, Release]]:
    """Pairs of releases, earlier and later, that `updates` compares."""
    found = []
    for source, series in sorted({(release.source, release.series) for release in kb.releases}):
        whole = [r for r in kb.series(source, series) if r.complete and r.period.start <= on][:2]
        if len(whole) == 2:
            found.append((whole[1], whole[0]))
    return found


def _told(kb: KnowledgeBase, row: RowChange, before: Release, after: Release) -> Iterator[Change]:
    old = kb.cite(before, row.src_before, before.period.start) if row.src_before is not None else None
    new = kb.cite(after, row.src_after, after.period.start) if row.src_after is not None else None
    head = (after.source, after.title, after.series, after.period.start, row.code)
    if row.before is None or row.after is None:
        if row.table in SILENT_TABLES:
            return
        what = What.ADDED if row.before is None else What.GONE
        text = _row_text(row)
        yield Change(*head, ROWS.get(row.table, row.table), what, "" if what is What.ADDED else text, text if what is What.ADDED else "", old, new)  # fmt: skip
        return
    for field in row.fields:
        if field not in SILENT:
            was, now = _text(row.before[field]), _text(row.after[field])
            yield Change(*head, LABELS.get(field, field), _what(field, was, now), was, now, old, new)


def _row_text(row: RowChange) -> str:
    values = row.after or row.before or {}
    if row.table == "ptp":
        return f"{values['column1']} with {values['column2']}, indicator {values['modifier_indicator']}"
    for field in ("long", "text", "rate_usd", "units", "status"):
        if values.get(field) not in (None, ""):
            modifier = f"-{values['modifier']} " if values.get("modifier") else ""
            return f"{modifier}{_text(values[field])}"
    return " ".join(str(part) for part in row.key)


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _what(field: str, was: str, now: str) -> What:
    if field in ("long", "short", "text"):
        return What.REVISED
    try:
        difference = Decimal(now) - Decimal(was)
    except InvalidOperation:
        return What.CHANGED
    numeric = field.endswith(("_usd", "_rvu", "_gpci", "units", "factor", "rate", "weight"))
    if not numeric:
        return What.CHANGED
    return What.RAISED if difference > 0 else What.LOWERED
