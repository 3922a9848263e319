"""Hospital charges in CSV, tall (a row a payer) and wide (columns a payer), whatever line the header is on."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from superbill.errors import BadInput
from superbill.rates.hospital.charges import AMOUNTS, Charge, write_charge
from superbill.rates.hospital.headings import (
    LINES_SEARCHED,
    ColumnMap,
    Heading,
    heading_of,
    headings_of,
    is_heading_row,
)
from superbill.rates.reading.lines import Lines
from superbill.rates.reading.window import Window
from superbill.rates.tic.rows import Rows

PREAMBLE_KEY = "hospital_name"
_VERSION = re.compile(r"v?[123](\.\d+)*", re.IGNORECASE)
_SEPARATOR = re.compile(r"[|,;\s]+")


class CsvCharges:
    """Reads one file. `heading` is its preamble: hospital, addresses, licence, version."""

    def __init__(self, window: Window, name: str, rows: Rows, columns: ColumnMap) -> None:
        self.heading: dict[str, Any] = {}
        self._lines = Lines(window, name)
        self._reader = csv.reader(self._lines)
        self._name = name
        self._rows = rows
        self._columns = columns

    def read(self) -> None:
        """All rows. Raises `BadInput` for a file without a header that is known, or of an unknown version."""
        cells = self._find_header()
        headings = list(headings_of(cells, self._columns))
        values = [(heading_of(key), value) for key, value in self._columns.values.items()]
        unknown = [cell for cell, heading in zip(cells, headings, strict=True) if heading is None and cell.strip()]
        if unknown:
            self._rows.counts.flags["unknown_column"] += len(unknown)
        for offset, row in self._data():
            if not any(cell.strip() for cell in row):
                continue
            if len(row) > len(cells) and any(cell.strip() for cell in row[len(cells) :]):
                text = ",".join(row).encode()
                self._rows.quarantine("row", offset, None, f"{len(row)} cells under {len(cells)} headings", text)
                continue
            self._row(cells, headings, values, row, offset)
        if self._lines.bom:
            self._rows.counts.flags["bom"] += 1
        if self._lines.other_encoding:
            self._rows.counts.flags["line_not_utf8"] += self._lines.other_encoding

    def _data(self) -> Iterator[tuple[int, list[str]]]:
        while True:
            offset = self._lines.offset
            try:
                yield offset, next(self._reader)
            except StopIteration:
                return
            except csv.Error as error:
                self._rows.quarantine("row", offset, self._lines.offset - offset, f"not readable as CSV: {error}", b"")

    def _find_header(self) -> list[str]:
        before: list[list[str]] = []
        for _, row in self._data():
            if is_heading_row(row, self._columns):
                self._preamble(before)
                return row
            before.append(row)
            if len(before) >= LINES_SEARCHED:
                break
        shown = next((row for row in before if any(row)), [])
        raise BadInput(
            f"no header of hospital charges in the first {LINES_SEARCHED} lines; they begin with {', '.join(shown[:6])[:120]!r}",
            file=self._name,
            hint="For a file of no official layout, declare its columns: --columns MAP.json",
        )

    def _preamble(self, before: Sequence[Sequence[str]]) -> None:
        for keys, values in pairwise(before):
            if keys and keys[0].strip().lower() == PREAMBLE_KEY:
                pairs = zip(keys, values, strict=False)
                self.heading = {
                    key.strip().lower()[:80]: value.strip() for key, value in pairs if key.strip() and value.strip()
                }
        version = str(self.heading.get("version", ""))
        if version and not _VERSION.fullmatch(version):
            raise BadInput(
                f"schema version {version!r} is not known", file=self._name, hint="Versions 1.x, 2.x and 3.x are read."
            )
        if not version:
            self._rows.counts.flags["version_missing"] += 1

    def _row(
        self, cells: Sequence[str], headings: Sequence[Heading | None], values: list[tuple[Heading | None, str]],
        row: Sequence[str], offset: int,
    ) -> None:  # fmt: skip
        given = [(heading, cell.strip()) for heading, cell in zip(headings, row, strict=False) if heading is not None]
        given += [(heading, value) for heading, value in values if heading is not None]
        other = {
            name: cell
            for name, heading, cell in zip(cells, headings, row, strict=False)
            if heading is None and cell.strip()
        }
        number = self._rows.next_item()
        self._rows.counts.items += 1
        for charge in charges_of(given):
            charge.other = dict(other)
            write_charge(charge, number, offset, self._rows)


def charges_of(given: Sequence[tuple[Heading, str]]) -> Iterator[Charge]:
    """The charges of a row: one a payer and plan with anything in its columns, else one without payer."""
    shared = [(heading, cell) for heading, cell in given if not heading.payer and cell]
    of_payers: dict[tuple[str, str], list[tuple[Heading, str]]] = {}
    for heading, cell in given:
        if heading.payer and cell:
            of_payers.setdefault((heading.payer, heading.plan), []).append((heading, cell))
    for (payer, plan), cells in (of_payers or {("", ""): []}).items():
        charge = Charge()
        codes: dict[int, list[str | None]] = {}
        for heading, cell in [*shared, *cells]:
            _put(charge, codes, heading, cell)
        if payer:
            charge.texts |= {"payer_name": payer, "plan_name": plan}
        charge.codes = [(code, kind) for _, (code, kind) in sorted(codes.items())]
        yield charge


def _put(charge: Charge, codes: dict[int, list[str | None]], heading: Heading, cell: str) -> None:
    if heading.field in ("code", "code_type"):
        codes.setdefault(heading.number, [None, None])[heading.field == "code_type"] = cell
    elif heading.field == "description":
        charge.description = cell
    elif heading.field == "modifiers":
        charge.modifiers = [one for one in _SEPARATOR.split(cell) if one]
    elif heading.field in AMOUNTS:
        charge.amounts[heading.field] = cell
    else:
        charge.texts[heading.field] = cell
