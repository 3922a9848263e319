"""Figures as federal spreadsheets print them: `$12,866.82`, `20.000%`, a lone `.` or nothing for none.

A thousands separator must stand where one belongs, so that a decimal comma or a shifted column is refused, not read.
"""

from __future__ import annotations

import re

from superbill.errors import BadInput
from superbill.sources.base import SourceFile, amount

_FIGURE = re.compile(r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,3}|[0-9]{1,12})(?:\.[0-9]{1,8})?|\.[0-9]{1,8}")
NONE = frozenset({"", "."})


def figure(text: str, file: SourceFile, line: int, column: str) -> str | None:
    """A plain number as the decimal text that is stored; None for none."""
    cleaned = text.strip()
    if cleaned in NONE:
        return None
    if not _FIGURE.fullmatch(cleaned):
        raise BadInput(f"{text!r} is no number", file=file.name, line=line, column=column)
    return amount(cleaned, file, line, column)


def dollars(text: str, file: SourceFile, line: int, column: str) -> str | None:
    """An amount in US dollars, with or without its sign; decimals stay as published (drug rates have three)."""
    cleaned = text.strip()
    if cleaned in NONE:
        return None
    if not _FIGURE.fullmatch(cleaned.removeprefix("$").strip()):
        raise BadInput(f"{text!r} is no amount in dollars", file=file.name, line=line, column=column)
    return amount(cleaned.removeprefix("$").strip(), file, line, column)


def percent(text: str, file: SourceFile, line: int, column: str) -> str | None:
    """A percentage, with or without its sign: `20.000%` gives `20.000`; over 100 is refused."""
    cleaned = text.strip().removesuffix("%").strip()
    found = figure(cleaned, file, line, column)
    if found is not None and float(found) > 100:
        raise BadInput(f"{text!r} is no percentage", file=file.name, line=line, column=column)
    return found


def flag(text: str, file: SourceFile, line: int, column: str) -> int:
    """A column that holds `*` or nothing, as 1 or 0."""
    cleaned = text.strip()
    if cleaned not in ("", "*"):
        raise BadInput(f"{text!r} where there can be * or nothing", file=file.name, line=line, column=column)
    return int(cleaned == "*")
