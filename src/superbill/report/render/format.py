"""How a value reads, the same on every surface: `$13.34`, `2026-11-22`, `1,669,820`, `does not apply`."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from enum import StrEnum

from superbill.model.money import CENT
from superbill.model.report import Kind, Value, Verdict

NO_VALUE = "none"
GROUP_FROM = 10_000
"""Bare numbers below this stay ungrouped, so that a year or a row number reads as one."""

_UNSAFE = {code: None for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\n\t"}
_UNSAFE |= dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
_COMMAND = re.compile(
    r"""`([^`]+)`
    | \b(superbill\ (?:(?:fetch|rates|mail)\ [a-z0-9-]+ | [a-z-]+)
      (?:\ (?: --[a-z-]+ | [A-Z0-9][A-Z0-9./-]* | [a-z0-9]+-[a-z0-9-]+ | \.\.\. ))*)""",
    re.VERBOSE,
)
_CODE_BREAK = re.compile(r"[,;\s]+")


class Tone(StrEnum):
    """The colour family of a verdict or a status; a surface without colour loses nothing."""

    PLAIN = ""
    YES = "yes"
    NO = "no"
    WARN = "warn"
    MUTED = "muted"


_TONES = {
    Verdict.DOES_NOT_APPLY: Tone.NO,
    Verdict.NEVER: Tone.NO,
    Verdict.WITH_MODIFIER: Tone.WARN,
    Verdict.WHEN: Tone.WARN,
    Verdict.APPLIES: Tone.YES,
    Verdict.ALLOWED: Tone.YES,
    Verdict.ENDED: Tone.MUTED,
}


def format_value(value: Value, kind: Kind = Kind.TEXT) -> str:
    """The value as text. Numbers keep the digits they were published with; dollars have at least two decimals."""
    if value is None:
        return NO_VALUE
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | Decimal):
        return format_usd(Decimal(value)) if kind is Kind.USD else format_number(value)
    return clean(value)


def format_usd(amount: Decimal) -> str:
    """`$1,234.50`; more than two decimals stay (a conversion factor is `$33.4009`), a minus stands before the sign."""
    exponent = amount.as_tuple().exponent
    if isinstance(exponent, int) and exponent > -2:
        amount = amount.quantize(CENT)
    return f"{'-' if amount < 0 else ''}${abs(amount):,f}"


def format_number(number: int | Decimal) -> str:
    """`0.97`, `2026`, `1,669,820`."""
    return f"{number:,f}" if isinstance(number, Decimal) and abs(number) >= GROUP_FROM else group(number)


def group(number: int | Decimal) -> str:
    """Thousands apart from 10,000 up; decimals never in powers of ten."""
    if isinstance(number, Decimal):
        return f"{number:f}"
    return f"{number:,}" if abs(number) >= GROUP_FROM else str(number)


def clean(text: str) -> str:
    """Without control characters and direction overrides, which could forge what a terminal or a page shows."""
    return text.strip() if text.isprintable() else text.translate(_UNSAFE).strip()


def split_codes(text: str) -> tuple[str, ...]:
    """The codes of a list such as `82310, 82330` or `59 XE XS`."""
    return tuple(part for part in _CODE_BREAK.split(text) if part)


def paragraphs(text: str) -> tuple[str, ...]:
    """The lines of a prose value that are not blank."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def verdict_tone(text: str) -> Tone:
    """The tone of a verdict cell, which begins with a word of `Verdict` and may go on (`when repeated`)."""
    for verdict, tone in _TONES.items():
        if text == verdict or text.startswith(f"{verdict} ") or text.startswith(f"{verdict},"):
            return tone
    return Tone.PLAIN


def status_tone(status: str) -> Tone:
    """Green for a code that is valid on the date, amber for one that is not, plain for anything else."""
    word = status.casefold()
    if word.startswith(("valid", "active", "billable")):
        return Tone.YES
    return Tone.WARN if word.startswith(("not ", "no ", "deleted", "ended", "invalid", "terminated")) else Tone.PLAIN


def split_commands(text: str) -> tuple[tuple[str, bool], ...]:
    """Text cut into (piece, is a command): whatever stands in backticks, or reads `superbill VERB ...`."""
    pieces: list[tuple[str, bool]] = []
    end = 0
    text = clean(text)
    for match in _COMMAND.finditer(text):
        pieces += [(text[end : match.start()], False), (match[1] or match[2], True)]
        end = match.end()
    pieces.append((text[end:], False))
    return tuple((piece, command) for piece, command in pieces if piece)
