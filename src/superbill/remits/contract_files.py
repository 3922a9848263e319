"""Contracts as files: a TOML for each payer, or a CSV of terms. Strict: an unknown heading, code, basis or period stops it.

CSV headings: `code`, `basis` (percent of Medicare, fee, percent of charge, case rate), `value`; optional `modifier`, `from`,
`to`, `payer` (id or name; empty holds for every payer), `appeal_days`, `corrected_days`. TOML: the same keys under
`[[terms]]`, with `title`, `payer_ids`, `payer_names`, `appeal_days`, `corrected_days` and `lesser_of_charge` above them.
"""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from superbill.errors import BadInput, UsageError
from superbill.model.periods import Period, parse_day
from superbill.remits.contract import ALL, DRG, Basis, Contract, Term, plain_name

NEEDED = ("code", "basis", "value")
OPTIONAL = ("modifier", "from", "to", "payer", "appeal_days", "corrected_days")
LONGEST = 20_000_000
MOST_DAYS = 3_650
MOST_PERCENT = Decimal(2_000)
MOST_USD = Decimal(10_000_000)
ALWAYS = date(1990, 1, 1)
_CODE = re.compile(r"[0-9A-Z]{4,5}")
_RANGE = re.compile(r"([0-9A-Z]{5})\s*-\s*([0-9A-Z]{5})")
_DRG = re.compile(r"DRG\s*0*([0-9]{1,3})")
_MODIFIER = re.compile(r"[0-9A-Z]{2}")
_BASES = {basis.value.lower(): basis for basis in Basis}
_TERM_KEYS = frozenset((*NEEDED, "modifier", "from", "to"))
_KEYS = frozenset({"title", "payer_ids", "payer_names", "appeal_days", "corrected_days", "lesser_of_charge", "terms"})
_DAYS = ("appeal_days", "corrected_days")


def read_contracts(file: Path) -> tuple[Contract, ...]:
    """The contracts of a file. Raises `BadInput` naming line or term and column; `UsageError` for a path that is no file."""
    if not file.is_file():
        raise UsageError(f"{file} is no file")
    return contracts_of(file.read_bytes(), file.name)


def contracts_of(content: bytes, name: str) -> tuple[Contract, ...]:
    """The same, of what was handed in; the ending of `name` tells TOML from CSV."""
    if len(content) > LONGEST:
        raise BadInput("is too long for a contract", file=name, hint=f"At most {LONGEST:,} bytes.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput("is no text in UTF-8", file=name) from None
    return (_from_toml(text, name),) if name.lower().endswith(".toml") else _from_csv(text, name)


def _from_toml(text: str, name: str) -> Contract:
    try:
        data: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"no TOML: {error}", file=name) from None
    unknown = sorted(set(data) - _KEYS)
    if unknown:
        raise BadInput(f"unknown key {unknown[0]!r}", file=name, hint=f"Keys are {', '.join(sorted(_KEYS))}.")
    terms = data.get("terms")
    if not isinstance(terms, list) or not terms or not all(isinstance(term, dict) for term in terms):
        raise BadInput("has no [[terms]]", file=name)
    for key in ("payer_ids", "payer_names"):
        value = data.get(key, [])
        if not isinstance(value, list) or not all(isinstance(entry, str) and entry.strip() for entry in value):
            raise BadInput(f"{key} is no list of texts", file=name)
    if not isinstance(data.get("title", ""), str) or not isinstance(data.get("lesser_of_charge", True), bool):
        raise BadInput("title is a text, lesser_of_charge true or false", file=name)
    read = []
    for number, term in enumerate(terms, start=1):
        strange = sorted(set(term) - _TERM_KEYS)
        if strange:
            raise BadInput(f"term {number} has an unknown key {strange[0]!r}", file=name)
        read.append(_term({key: _text(value) for key, value in term.items()}, name, number, unit="term"))
    _no_clash(read, name, "term")
    return Contract(
        title=data.get("title") or name,
        file=name,
        terms=tuple(read),
        payer_ids=frozenset(entry.strip().upper() for entry in data.get("payer_ids", [])),
        payer_names=frozenset(plain_name(entry) for entry in data.get("payer_names", [])),
        appeal_days=_days(_text(data.get("appeal_days", "")), "appeal_days", name, None),
        corrected_days=_days(_text(data.get("corrected_days", "")), "corrected_days", name, None),
        lesser_of_charge=data.get("lesser_of_charge", True),
    )


@dataclass(slots=True)
class _Payer:
    """The rows of one payer in a CSV."""

    label: str
    terms: list[Term] = field(default_factory=list)
    days: dict[str, int] = field(default_factory=dict)


def _from_csv(text: str, name: str) -> tuple[Contract, ...]:
    first = text.split("\n", 1)[0]
    delimiter = max((",", ";", "\t"), key=first.count)
    rows = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    payers: dict[str, _Payer] = {}
    headings: list[str] = []
    try:
        for row in rows:
            if not any(cell.strip() for cell in row):
                continue
            if not headings:
                headings = _headings(row, name)
                continue
            if len(row) > len(headings):
                raise BadInput("has more cells than headings", file=name, line=rows.line_num)
            _take(dict(zip(headings, (cell.strip() for cell in row), strict=False)), payers, name, rows.line_num)
    except csv.Error as error:
        raise BadInput(f"no CSV: {error}", file=name, line=rows.line_num) from None
    if not payers:
        raise BadInput(
            "has no terms", file=name, hint=f"Headings: {', '.join(NEEDED)}; optional {', '.join(OPTIONAL)}."
        )
    for payer in payers.values():
        _no_clash(payer.terms, name, "line")
    return tuple(_contract(payer, name) for payer in payers.values())


def _headings(row: Sequence[str], name: str) -> list[str]:
    found = [cell.strip().lower() for cell in row]
    for heading in found:
        if heading not in (*NEEDED, *OPTIONAL):
            raise BadInput(
                f"unknown heading {heading[:40]!r}", file=name, line=1,
                hint=f"Headings: {', '.join(NEEDED)}; optional {', '.join(OPTIONAL)}.",
            )  # fmt: skip
    for heading in NEEDED:
        if heading not in found:
            raise BadInput(f"has no heading {heading!r}", file=name, line=1)
    if len(set(found)) < len(found):
        raise BadInput("a heading stands twice", file=name, line=1)
    return found


def _take(row: Mapping[str, str], payers: dict[str, _Payer], name: str, line: int) -> None:
    payer = payers.setdefault(plain_name(row.get("payer", "")), _Payer(row.get("payer", "")))
    payer.terms.append(_term(row, name, line))
    for key in _DAYS:
        days = _days(row.get(key, ""), key, name, line)
        if days and payer.days.setdefault(key, days) != days:
            raise BadInput(f"a payer has two values of {key}", file=name, line=line, column=key)


def _contract(payer: _Payer, name: str) -> Contract:
    named = frozenset({plain_name(payer.label)} if payer.label else ())
    title = f"{payer.label}, {name}" if payer.label else name
    appeal, corrected = (payer.days.get(key, 0) for key in _DAYS)
    return Contract(title, name, tuple(payer.terms), named, named, appeal, corrected)


def _term(row: Mapping[str, str], name: str, line: int, *, unit: str = "") -> Term:
    """One term; in TOML the place is named as `term N`."""

    def wrong(message: str, column: str, hint: str = "") -> BadInput:
        if unit:
            return BadInput(f"{unit} {line}, {column}: {message}", file=name, hint=hint)
        return BadInput(message, file=name, line=line, column=column, hint=hint)

    basis = _BASES.get(" ".join(row.get("basis", "").lower().split()))
    if basis is None:
        raise wrong(f"{row.get('basis', '')[:40]!r} is no basis", "basis", f"Bases: {', '.join(Basis)}.")
    code = _code(row.get("code", ""))
    if (
        not code
        or (code.startswith(DRG) and basis is not Basis.CASE_RATE)
        or (code == ALL and basis is Basis.CASE_RATE)
    ):
        raise wrong(
            f"{row.get('code', '')[:40]!r} is no code for {basis}", "code",
            "A code, a range such as 70010-79999, or *; for case rates a code or DRG 470.",
        )  # fmt: skip
    modifier = row.get("modifier", "").upper()
    if modifier and not _MODIFIER.fullmatch(modifier):
        raise wrong(f"{modifier[:10]!r} is no modifier", "modifier")
    value = _number(row.get("value", ""))
    percent = basis in (Basis.PERCENT_OF_MEDICARE, Basis.PERCENT_OF_CHARGE)
    if value is None or not 0 < value <= (MOST_PERCENT if percent else MOST_USD):
        raise wrong(f"{row.get('value', '')[:40]!r} is no {'percentage' if percent else 'amount'}", "value")
    ends = []
    for column in ("from", "to"):
        try:
            ends.append(parse_day(row[column]) if row.get(column) else None)
        except UsageError as error:
            raise wrong(error.message, column, error.hint) from None
    start, end = ends[0] or ALWAYS, ends[1]
    if end is not None and end < start:
        raise wrong(f"ends on {end}, before it begins on {start}", "to")
    return Term(code, basis, value, Period(start, end), modifier, line)


def _code(text: str) -> str:
    """A code as terms hold it; empty for none."""
    typed = text.upper().strip()
    drg, ends = _DRG.fullmatch(typed), _RANGE.fullmatch(typed)
    if typed == ALL:
        return ALL
    if drg:
        return f"{DRG}{drg[1].zfill(3)}"
    if ends:
        return f"{ends[1]}-{ends[2]}" if ends[1] <= ends[2] else ""
    return typed if _CODE.fullmatch(typed) else ""


def _number(text: str) -> Decimal | None:
    """`120`, `120%`, `$1,234.50`; None for anything else."""
    plain = text.strip().removesuffix("%").removeprefix("$").replace(",", "").strip()
    try:
        found = Decimal(plain)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def _days(text: str, key: str, name: str, line: int | None) -> int:
    if not text:
        return 0
    if not text.isascii() or not text.isdigit() or not 0 < int(text) <= MOST_DAYS:
        raise BadInput(f"{text[:20]!r} is no number of days", file=name, line=line, column=key)
    return int(text)


def _text(value: Any) -> str:
    """A TOML value as the text of a cell."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    return "" if isinstance(value, bool | list | dict) else str(value).strip()


def _no_clash(terms: Sequence[Term], name: str, unit: str) -> None:
    by_key: dict[tuple[str, str], list[Term]] = {}
    for term in terms:
        others = by_key.setdefault((term.code, term.modifier), [])
        clash = next((other for other in others if other.clashes(term)), None)
        if clash is not None:
            raise BadInput(
                f"{unit} {term.row} and {unit} {clash.row} both hold for {term.code} on the same days", file=name,
                hint="End the one before the other begins.",
            )  # fmt: skip
        others.append(term)
