"""From a diagnosis to what groups it: MS-DRG severity, CCSR, chronic indicator, ICD-9-CM; and from ICD-9-CM back.

Risk adjustment is in `superbill.terminology.hcc`. Every answer is a `Fact`, or `NotAvailable` with the reason; a code that a
grouping leaves out is said to be left out only if it existed when the grouping was made.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from superbill.kb.queries import load_queries
from superbill.kb.store import Absent, Found, KnowledgeBase
from superbill.model.citation import Fact, NotAvailable
from superbill.model.codes import System, display_code
from superbill.terminology.hcc import listed_on
from superbill.terminology.lookup import absent_or_missing

SQL = load_queries("superbill.terminology", "crosswalks.sql")
MSDRG, CCSR, GEMS, MDC = "cms-msdrg", "ahrq-ccsr", "cms-gems", "cms-mdc"
_FROM_ICD9, _FROM_ICD10 = 9, 10


class Severity(StrEnum):
    """What a secondary diagnosis does to the severity of an MS-DRG."""

    MCC = "MCC"
    CC = "CC"
    NEITHER = "neither CC nor MCC"


class Chronic(StrEnum):
    """AHRQ's chronic condition indicator."""

    CHRONIC = "chronic"
    NOT_CHRONIC = "not chronic"
    UNDETERMINED = "no determination"


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Table 6K: how many principal diagnoses (collection number `collection`, NULL for none) turn a CC or MCC into
    nothing, and whether it counts only for a patient discharged alive."""

    collection: str | None
    principal_codes: int
    alive_only: bool


@dataclass(frozen=True, slots=True)
class Drg:
    """A group of Table 5. Weights and mean lengths of stay (days) are None for 998 and 999."""

    drg: str
    title: str
    mdc: str | None
    kind: str
    weight: Decimal | None
    uncapped_weight: Decimal | None
    gmlos: Decimal | None
    amlos: Decimal | None
    post_acute: bool
    special_pay: bool


@dataclass(frozen=True, slots=True)
class CcsrCategory:
    """A clinical category; `label` None where the file has no descriptions."""

    category: str
    label: str | None
    position: int


@dataclass(frozen=True, slots=True)
class GemTarget:
    """An equivalent in the other revision, printed with its dot. `code` is "" where `no_map`. Targets of one `scenario`
    with different `choice` belong together: all of them are needed."""

    system: System
    code: str
    approximate: bool
    no_map: bool
    combination: bool
    scenario: int
    choice: int

    @property
    def display(self) -> str:
        """The code as printed."""
        return display_code(self.system, self.code)

    @property
    def words(self) -> str:
        """The flags in words."""
        if self.no_map:
            return "no equivalent"
        kind = "approximate" if self.approximate else "exact"
        return f"{kind}; part {self.choice} of combination {self.scenario}" if self.combination else kind


def severity(kb: KnowledgeBase, code: str, on: date) -> Fact[Severity] | NotAvailable:
    """MCC, CC or neither, as a secondary diagnosis. Authority: Tables 6I and 6J of the inpatient final rule."""
    found = kb.find(SQL["severity"], source=MSDRG, series="severity", on=on, what=code, code=code)
    if isinstance(found, Found):
        return found.fact(Severity(found.rows[0][0]), found.rows[0])
    if isinstance(found, Absent) and listed_on(kb, code, found.release.period.start):
        return Fact(Severity.NEITHER, found.citation)
    return absent_or_missing(found, display_code(System.ICD10CM, code))


def exclusion(kb: KnowledgeBase, code: str, on: date) -> Fact[Exclusion] | NotAvailable:
    """Beside which principal diagnoses a CC or MCC does not count. Authority: Table 6K."""
    found = kb.find(SQL["exclusion"], source=MSDRG, series="exclusions", on=on, what=code, code=code)
    if isinstance(found, Found):
        collection, count, alive_only = found.rows[0][:3]
        return found.fact(Exclusion(collection, count, bool(alive_only)), found.rows[0])
    return absent_or_missing(found, display_code(System.ICD10CM, code))


def drg(kb: KnowledgeBase, number: str, on: date) -> Fact[Drg] | NotAvailable:
    """A group with its weight. Authority: Table 5 of the inpatient final rule."""
    found = kb.find(SQL["drg"], source=MSDRG, on=on, what=number, drg=number)
    if not isinstance(found, Found):
        return absent_or_missing(found, f"MS-DRG {number}")
    row = found.rows[0]
    weight, uncapped_weight, gmlos, amlos = (None if text is None else Decimal(text) for text in row[4:8])
    number, title, mdc, kind = row[:4]
    post_acute, special_pay = bool(row[8]), bool(row[9])
    group = Drg(number, title, mdc, kind, weight, uncapped_weight, gmlos, amlos, post_acute, special_pay)
    return found.fact(group, row)


def mdc_name(kb: KnowledgeBase, number: str, on: date) -> Fact[str] | NotAvailable:
    """What a major diagnostic category is called. Authority: MS-DRG Definitions Manual."""
    found = kb.find(SQL["mdc"], source=MDC, on=on, what=number, mdc=number)
    if isinstance(found, Found):
        return found.fact(found.rows[0][0], found.rows[0])
    return absent_or_missing(found, number)


def ccsr(kb: KnowledgeBase, code: str, on: date) -> tuple[Fact[CcsrCategory], ...] | NotAvailable:
    """The clinical categories of a diagnosis, in the order of the file, which is no rank."""
    found = kb.find(SQL["ccsr"], source=CCSR, on=on, what=code, code=code)
    if isinstance(found, Found):
        return tuple(found.fact(CcsrCategory(row[1], row[2], row[0]), row) for row in found.rows)
    return absent_or_missing(found, display_code(System.ICD10CM, code))


def chronic(kb: KnowledgeBase, code: str, on: date) -> Fact[Chronic] | NotAvailable:
    """Whether AHRQ counts a diagnosis as chronic."""
    found = kb.find(SQL["chronic"], source=CCSR, series="chronic", on=on, what=code, code=code)
    if not isinstance(found, Found):
        return absent_or_missing(found, display_code(System.ICD10CM, code))
    meaning = {1: Chronic.CHRONIC, 0: Chronic.NOT_CHRONIC}.get(found.rows[0][0], Chronic.UNDETERMINED)
    return found.fact(meaning, found.rows[0])


def icd9_of(kb: KnowledgeBase, code: str, on: date) -> tuple[Fact[GemTarget], ...] | NotAvailable:
    """ICD-9-CM equivalents of an ICD-10-CM diagnosis."""
    return _gems(kb, code, on, _FROM_ICD10, System.ICD9CM)


def icd10cm_of(kb: KnowledgeBase, code: str, on: date) -> tuple[Fact[GemTarget], ...] | NotAvailable:
    """ICD-10-CM equivalents of an ICD-9-CM diagnosis; no inversion of `icd9_of`, the mappings differ by direction."""
    return _gems(kb, code, on, _FROM_ICD9, System.ICD10CM)


def _gems(
    kb: KnowledgeBase, code: str, on: date, direction: int, target: System
) -> tuple[Fact[GemTarget], ...] | NotAvailable:
    series = f"from-icd{direction}"
    found = kb.find(SQL["gems"], source=GEMS, series=series, on=on, what=code, direction=direction, code=code)
    if not isinstance(found, Found):
        return absent_or_missing(
            found, display_code(System.ICD10CM if target is System.ICD9CM else System.ICD9CM, code)
        )
    return tuple(
        found.fact(
            GemTarget(target, "" if row[2] else row[0], bool(row[1]), bool(row[2]), bool(row[3]), row[4], row[5]), row
        )
        for row in found.rows
    )
