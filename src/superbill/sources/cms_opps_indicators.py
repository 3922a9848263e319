"""Hospital outpatient prospective payment: what status indicators (Addendum D1) and comment indicators (D2) mean.

A status indicator runs over several lines: the first has the indicator, those below continue its service, its payment
status, or both side by side. The text version of 2025 has lost characters to `?`; at the start of a line it was the
bullet and is stored as `- `, inside a line it is kept as published.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar, NamedTuple

from superbill.errors import BadInput
from superbill.model.rows import Table
from superbill.sources.addenda import addendum_edition
from superbill.sources.base import Part, Source, SourceFile
from superbill.sources.sheets import Sheet, SheetRow, read_sheet, title_text


class OppsStatusIndicator(NamedTuple):
    """A line of an indicator's definition, from 1. `item` says which services, `payment_status` how they are paid; either
    is `""` where the line has none."""

    indicator: str
    seq: int
    item: str
    payment_status: str


class OppsCommentIndicator(NamedTuple):
    """What CMS says of a code with this comment indicator."""

    indicator: str
    meaning: str


OPPS_STATUS_INDICATOR = Table("opps_status_indicator", OppsStatusIndicator, ("indicator", "seq"))
OPPS_COMMENT_INDICATOR = Table("opps_comment_indicator", OppsCommentIndicator, ("indicator",))

ADDENDUM_D1 = "addendum-d1"
ADDENDUM_D2 = "addendum-d2"
COLUMNS_D1 = {"status indicator": "indicator", "item/code/service": "item", "opps payment status": "payment status"}
COLUMNS_D2 = {"comment indicator": "indicator", "descriptor": "meaning"}

_TITLES = {
    ADDENDUM_D1: re.compile(r"Addendum D1\b[^\t\n]{0,20}OPPS Payment Status Indicators for CY (20\d\d)", re.IGNORECASE),
    ADDENDUM_D2: re.compile(r"Addendum D2\b[^\t\n]{0,20}OPPS Comment Indicators for CY (20\d\d)", re.IGNORECASE),
}
_STATUS = re.compile(r"[A-Z][0-9]?")
_COMMENT = re.compile(r"[A-Z]{2}")
_LOST_BULLET = re.compile(r"^(?:\?|•|\x95)\s+")
_FOOTNOTE = "* Note"


class CmsOppsIndicators(Source):
    """Addenda D1 and D2, comma or tab."""

    id = "cms-opps-indicators"
    title = "Hospital outpatient payment (OPPS), status and comment indicators"
    publisher = "CMS"
    page = "https://www.cms.gov/medicare/payment/prospective-payment-systems/hospital-outpatient/regulations-notices"
    licence = "US government work"
    cadence = "yearly, with the final rule"
    authority = "OPPS final rule with comment period (42 CFR 419), Addenda D1 and D2"
    tables = (OPPS_STATUS_INDICATOR, OPPS_COMMENT_INDICATOR)
    floors: ClassVar[dict[str, int]] = {"opps_status_indicator": 30, "opps_comment_indicator": 3}
    fetch_hint = (
        f"superbill fetch cms-opps-indicators, or superbill build --from DIR with Addendum D1 and D2 (csv) from {page}"
    )

    def recognises(self, file: SourceFile) -> bool:
        """The title of one of the addenda."""
        return _which(file) is not None

    def parse(self, file: SourceFile) -> Iterator[Part]:
        """One part; the footnote of D1 becomes a note of the edition."""
        found = _which(file)
        if found is None:
            raise BadInput("the title of Addendum D1 or D2 is missing", file=file.name)
        series, title, year = found
        if series == ADDENDUM_D1:
            sheet = read_sheet(file, "status indicator", COLUMNS_D1, tuple(COLUMNS_D1.values()))
            notes = tuple(row.text("item") for row in sheet.rows if _is_footnote(row))
            edition = addendum_edition(file, title, year, series, quarterly=False, notes=notes)
            yield Part(edition, file, OPPS_STATUS_INDICATOR, _status_lines(sheet))
        else:
            sheet = read_sheet(file, "comment indicator", COLUMNS_D2, tuple(COLUMNS_D2.values()))
            edition = addendum_edition(file, title, year, series, quarterly=False)
            yield Part(edition, file, OPPS_COMMENT_INDICATOR, _comments(sheet))


def _which(file: SourceFile) -> tuple[str, str, int] | None:
    head = title_text(file)
    for series, shape in _TITLES.items():
        found = shape.search(head)
        if found is not None:
            return series, found[0], int(found[1])
    return None


def _is_footnote(row: SheetRow) -> bool:
    return not row.text("indicator") and row.text("item").startswith(_FOOTNOTE)


def _status_lines(sheet: Sheet) -> Iterator[tuple[object, ...]]:
    indicator, seq = "", 0
    for row in sheet.rows:
        if _is_footnote(row):
            continue
        if row.text("indicator"):
            indicator, seq = row.matching("indicator", _STATUS, "status indicator"), 0
        if not indicator:
            raise BadInput(
                "a line of text before the first status indicator", file=row.file.name, line=row.line, column="item"
            )
        seq += 1
        yield (indicator, seq, _line(row.text("item")), _line(row.text("payment status")), row.line)


def _line(text: str) -> str:
    """Blanks collapsed; a bullet, or the `?` that is left of one, becomes `- `."""
    return _LOST_BULLET.sub("- ", " ".join(text.split()))


def _comments(sheet: Sheet) -> Iterator[tuple[object, ...]]:
    for row in sheet.rows:
        indicator = row.matching("indicator", _COMMENT, "comment indicator")
        if not row.text("meaning"):
            raise BadInput(f"{indicator} has no meaning", file=row.file.name, line=row.line, column="meaning")
        yield (indicator, _line(row.text("meaning")), row.line)


SOURCE = CmsOppsIndicators()
