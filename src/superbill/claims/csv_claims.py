"""Claims from CSV: a row is a service line, rows with one claim id that follow each other are a claim.

Separators `,` `;` and tab; quotes as usual; headings in any order and case (`columns.py` has them). An unknown heading stops
the file: it could be a misspelt modifier column. `Spot.segment` is the number of the row, headings being row 1.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from typing import BinaryIO, TypeAlias

from superbill.claims import values
from superbill.claims.columns import CLAIM_FIELDS, LINE_FIELDS, Fields, claim_of, field_name
from superbill.claims.faults import Fault
from superbill.errors import BadInput
from superbill.model.claim import Claim, Refused, Spot

LONGEST_ROW = 1 << 16
_SEPARATORS = (";", "\t", ",")
_HEADINGS = f"Headings are {', '.join(sorted(CLAIM_FIELDS | LINE_FIELDS))}."
Row: TypeAlias = tuple[Fields, Spot]


def csv_claims(stream: BinaryIO, *, today: date, file: str = "") -> Iterator[Claim | Refused]:
    """Claims and refusals in the order of the file. Raises `BadInput` when the headings are not those of claims."""
    rows = _rows(stream)
    try:
        head, _ = next(rows)
    except StopIteration:
        raise BadInput("is empty", file=file) from None
    fields = _headings(head, file)
    claim: list[Row] = []
    for cells, spot in rows:
        if len(cells) != len(fields):
            yield from _close(claim, today, file)
            claim = []
            yield Refused(
                "", spot.segment, "row", spot.offset, f"has {len(cells)} cells, the headings {len(fields)}", 1, file
            )
            continue
        row = {name: cell.strip() for name, cell in zip(fields, cells, strict=True)}
        if claim and row["claim_id"] != claim[0][0]["claim_id"]:
            yield from _close(claim, today, file)
            claim = []
        if len(claim) <= values.MOST_INSTITUTIONAL_LINES:  # one too many is enough to refuse it
            claim.append((row, spot))
    yield from _close(claim, today, file)


def _headings(cells: list[str], file: str) -> list[str]:
    fields = [field_name(cell) for cell in cells]
    for column, name in enumerate(fields, 1):
        if name not in CLAIM_FIELDS | LINE_FIELDS:
            # The heading is not repeated: in a file without headings it is data.
            raise BadInput("the heading is not known", file=file, line=1, column=column, hint=_HEADINGS)
        if fields.index(name) + 1 != column:
            raise BadInput(f"a second heading for {name}", file=file, line=1, column=column)
    missing = sorted({"claim_id", "code"} - set(fields))
    if missing:
        raise BadInput(f"no column {' and '.join(missing)}", file=file, line=1, hint=_HEADINGS)
    return fields


def _rows(stream: BinaryIO) -> Iterator[tuple[list[str], Spot]]:
    """Cells of each row that is not blank, with its number and the offset of its first byte."""
    number, offset = 0, 0
    separator = ""
    while raw := stream.readline(LONGEST_ROW):
        number += 1
        text = raw.decode("utf-8", "replace").removeprefix("\ufeff")
        separator = separator or _separator(text)
        start = offset
        offset += len(raw)
        text = text.rstrip("\r\n").replace("\r", " ")  # a stray carriage return ends no row
        if text.strip():
            yield next(csv.reader(io.StringIO(text), delimiter=separator), []), Spot(number, start, "row")


def _separator(heading: str) -> str:
    return max(_SEPARATORS, key=heading.count)


def _close(rows: list[Row], today: date, file: str) -> Iterator[Claim | Refused]:
    if not rows:
        return
    fields, spot = rows[0]
    try:
        yield claim_of(_agreed(rows), rows, spot, today)
    except Fault as fault:
        number, offset = fault.segment or (spot.segment, spot.offset)
        name = fields["claim_id"][: values.LONGEST_ID]
        yield Refused(name, number, fault.element, offset, fault.why, 1, file)


def _agreed(rows: list[Row]) -> Fields:
    """The claim's fields: the same in all rows that fill them."""
    agreed = dict(rows[0][0])
    for row, spot in rows[1:]:
        for name in CLAIM_FIELDS - LINE_FIELDS:
            value = row.get(name, "")
            if value and agreed.get(name, "") not in ("", value):
                raise Fault(name, "is not the same in all rows of the claim", segment=(spot.segment, spot.offset))
            agreed[name] = agreed.get(name) or value
    return agreed
