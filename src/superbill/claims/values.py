"""Values of claims as all formats write them: amounts, days, counts, codes. Wrong ones raise `Fault` without repeating them.

Amounts and days come back from a cache: a file repeats few of them often.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache

from superbill.claims.faults import Fault
from superbill.model.claim import Diagnosis, DiagnosisRole, Provider
from superbill.model.codes import System

CACHED = 1 << 14
LONGEST_ID = 50
MOST_INSTITUTIONAL_LINES = 999
"""Loop 2400 of 005010X223."""
MOST_PROFESSIONAL_LINES = 50
"""Loop 2400 of 005010X222; a CMS-1500 has six."""
MOST_DIAGNOSES = 12
"""Pointers of a professional line reach the first twelve diagnoses (SV107; item 21 of the CMS-1500)."""

_NUMBER = re.compile(r"-?(?:\d{1,12}(?:\.\d{0,6})?|\.\d{1,6})", re.ASCII)
_DAY = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)", re.ASCII)
_AMERICAN_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
_PROCEDURE = re.compile(r"[0-9A-Z]{5}")
_MODIFIER = re.compile(r"[0-9A-Z]{2}")
_SHAPES = {
    System.ICD10CM: re.compile(r"[A-Z][0-9A-Z]{2,6}"),
    System.ICD9CM: re.compile(r"\d{3,5}|V\d{2,4}|E\d{3,4}", re.ASCII),
    System.ICD10PCS: re.compile(r"[0-9A-HJ-NP-Z]{7}"),
    System.ICD9PROC: re.compile(r"\d{2,4}", re.ASCII),
}
_UNITS = frozenset({"UN", "DA", "F2", "MJ"})
_SEXES = frozenset({"M", "F", "U", ""})


@lru_cache(CACHED)
def _number(text: str) -> Decimal | None:
    return Decimal(text) if _NUMBER.fullmatch(text) else None


@lru_cache(CACHED)
def _day(text: str) -> date | None:
    found = _DAY.fullmatch(text)
    parts = found.group(1, 2, 3) if found else None
    if parts is None and (american := _AMERICAN_DAY.fullmatch(text)):
        parts = american.group(3, 1, 2)
    if parts is None:
        return None
    try:
        return date(int(parts[0]), int(parts[1]), int(parts[2]))
    except ValueError:
        return None


def amount(text: str, element: str) -> Decimal:
    """A decimal number, minus allowed: `Fault` for anything else, empty included."""
    value = _number(text)
    if value is None:
        raise Fault(element, "is no amount" if text else "is missing")
    return value


def charge(text: str, element: str) -> Decimal:
    """An amount that is not below zero."""
    value = amount(text, element)
    if value < 0:
        raise Fault(element, "a charge is below zero")
    return value


def units(text: str, element: str) -> Decimal:
    """A count above zero."""
    value = amount(text, element)
    if value <= 0:
        raise Fault(element, "units are zero" if value == 0 else "units are below zero")
    return value


def unit_of_measure(text: str, element: str) -> str:
    """UN units, MJ minutes, DA days, F2 international units."""
    if text not in _UNITS:
        raise Fault(element, "is no unit of a service line (UN, MJ, DA, F2)")
    return text


def day(text: str, element: str) -> date:
    """A day as `20260131` or `2026-01-31` (`1/31/2026` in CSV)."""
    value = _day(text)
    if value is None:
        raise Fault(element, "is no date" if text else "a date is missing")
    return value


def service_day(text: str, element: str, today: date) -> date:
    """A day of service: not after today."""
    value = day(text, element)
    if value > today:
        raise Fault(element, "the date is in the future")
    return value


def span(first: str, last: str, element: str, today: date) -> tuple[date, date]:
    """From and through, in this order. Only the first day must be past: supplies are billed ahead."""
    begin, end = service_day(first, element, today), day(last, element)
    if end < begin:
        raise Fault(element, "the through date is before the from date")
    return begin, end


def procedure(text: str, element: str) -> str:
    """A code of five characters (CPT, HCPCS, HIPPS), in capitals."""
    code = text.strip().upper()
    if not _PROCEDURE.fullmatch(code):
        raise Fault(element, "is no code of five letters and digits" if code else "the code is missing")
    return code


def modifiers(texts: list[str], element: str) -> tuple[str, ...]:
    """Two-character modifiers in their order; empty places are left out."""
    if not any(texts):
        return ()
    found = tuple(text.strip().upper() for text in texts if text.strip())
    if not all(map(_MODIFIER.fullmatch, found)):
        raise Fault(element, "a modifier has two letters or digits")
    return found


@lru_cache(CACHED)
def diagnosis(text: str, role: DiagnosisRole, system: System, poa: str) -> Diagnosis | None:
    """A diagnosis without its dot; None when it does not have the shape of the system's codes."""
    code = text.strip().upper().replace(".", "")
    return Diagnosis(code, role, system, poa) if _SHAPES[system].fullmatch(code) else None


def has_shape(code: str, system: System) -> bool:
    """Whether the code has the shape of the system's codes."""
    return _SHAPES[system].fullmatch(code) is not None


def sex(text: str, element: str) -> str:
    """M, F, U or empty."""
    if text not in _SEXES:
        raise Fault(element, "is none of M, F, U")
    return text


def claim_id(text: str, element: str) -> str:
    """The biller's number of the claim."""
    if not text.strip():
        raise Fault(element, "is missing")
    if len(text) > LONGEST_ID:
        raise Fault(element, f"has more than {LONGEST_ID} characters")
    return text


@lru_cache(CACHED)
def pointers(text: str, separator: str) -> tuple[int, ...]:
    """Positions of diagnoses, from 1; empty when one is no position."""
    parts = text.split(separator)
    if not all(part.isascii() and part.isdecimal() and int(part[:3]) > 0 for part in parts):
        return ()
    return tuple(int(part[:3]) for part in parts)


@lru_cache(CACHED)
def provider(number: str = "", taxonomy: str = "", state: str = "", zip_code: str = "") -> Provider:
    """One object for a provider that a file names again and again."""
    return Provider(number, taxonomy, state, zip_code)
