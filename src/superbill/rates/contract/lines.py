"""The lines of a contract: a CSV of codes, rates and yearly volumes.

Headings, in any order and case: `code` and `rate`, and any of `volume`, `modifiers`, `pos`. Others are carried through unread.
Comma, semicolon or tab; UTF-8 or Windows-1252; dollars may have `$` and thousands commas.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from superbill.errors import BadInput

MOST_LINES = 5_000
MOST_BYTES = 16 << 20
NAMES = {
    "code": ("code", "cpt", "hcpcs", "cpt/hcpcs", "procedure", "procedure code"),
    "rate": ("rate", "my rate", "allowed", "contract rate", "contracted rate", "amount", "fee"),
    "volume": ("volume", "units", "annual volume", "yearly volume", "count"),
    "modifiers": ("modifiers", "modifier", "mod"),
    "pos": ("pos", "place of service"),
}


@dataclass(frozen=True, slots=True)
class ContractLine:
    """One line: dollars a unit, and units a year (0 where not given)."""

    line: int
    code: str
    rate_usd: Decimal
    volume: int = 0
    modifiers: tuple[str, ...] = ()
    pos: str = ""


def read_contract(path: Path) -> list[ContractLine]:
    """The lines of a file. Raises `BadInput` with line and column."""
    content = path.read_bytes()[: MOST_BYTES + 1]
    if len(content) > MOST_BYTES:
        raise BadInput(f"larger than {MOST_BYTES >> 20} MB", file=path.name)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    return contract_of(text, path.name)


def contract_of(text: str, name: str) -> list[ContractLine]:
    """The lines of a text."""
    if "\0" in text:
        raise BadInput("this is no CSV", file=name, hint="Save the sheet as CSV.")
    head = text.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    rows = csv.reader(io.StringIO(text), delimiter=delimiter)
    try:
        found = list(_lines(rows, name))
    except csv.Error as error:
        raise BadInput(f"no CSV: {error}", file=name) from error
    if not found:
        raise BadInput("there is no line in it", file=name)
    if len(found) > MOST_LINES:
        raise BadInput(f"more than {MOST_LINES:,} lines", file=name)
    return found


def _lines(rows: Iterator[list[str]], name: str) -> Iterator[ContractLine]:
    headings = [cell.strip().lower() for cell in next(rows, [])]
    place = {key: next((headings.index(one) for one in known if one in headings), -1) for key, known in NAMES.items()}
    for key in ("code", "rate"):
        if place[key] < 0:
            raise BadInput(
                f"there is no column {key}", file=name, line=1, hint="Headings: code, rate, volume, modifiers, pos."
            )
    for number, row in enumerate(rows, start=2):
        if not any(cell.strip() for cell in row):
            continue
        cell = {key: row[at].strip() if 0 <= at < len(row) else "" for key, at in place.items()}
        code, _, joined = cell["code"].upper().partition("-")
        modifiers = tuple(sorted(f"{joined} {cell['modifiers']}".upper().replace(",", " ").replace("-", " ").split()))
        if not code.isalnum():
            raise BadInput(f"{cell['code']!r} is no code", file=name, line=number, column="code")
        rate = _number(cell["rate"], name, number, "rate")
        volume = _number(cell["volume"] or "0", name, number, "volume")
        if volume != int(volume):
            raise BadInput(f"{volume} is no whole number", file=name, line=number, column="volume")
        pos = cell["pos"].zfill(2) if cell["pos"] else ""
        yield ContractLine(number, code, rate, int(volume), modifiers, pos)


def _number(text: str, name: str, line: int, column: str) -> Decimal:
    try:
        found = Decimal(text.replace("$", "").replace(",", "").strip())
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or not 0 <= found < 10_000_000_000:
        raise BadInput(f"{text!r} is no amount", file=name, line=line, column=column)
    return found
