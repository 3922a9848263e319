"""Risk adjustment of a diagnosis: its HCC in each model, what that is called, and its relative factor.

Authority: 42 CFR 422.308(c); the yearly Rate Announcement. A payment year takes the diagnoses of the year before, so the
date of service picks the payment year.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from superbill.kb.queries import load_queries
from superbill.kb.store import Absent, Found, KnowledgeBase, Row
from superbill.model.citation import Fact, NotAvailable
from superbill.model.codes import System, display_code
from superbill.model.periods import from_day_number
from superbill.terminology.lookup import absent_or_missing

SQL = load_queries("superbill.terminology", "crosswalks.sql")
CODES = load_queries("superbill.terminology", "codes.sql")
SOURCE = "cms-hcc"
NO_HCC = "none"

COMMUNITY_NON_DUAL_AGED = {"CMS-HCC": "CNA", "RxHCC": "Rx_CE_NoLowAged"}
"""The segment that stands for a model where one is to be shown: enrolled before, 65 or over, living in the community, no
Medicaid (for RxHCC: no low-income subsidy). The ESRD models have none."""
_SERIES = {"CMS-HCC": "coefficients-cms-hcc", "CMS-HCC ESRD": "coefficients-esrd", "RxHCC": "coefficients-rxhcc"}
_PROPOSED = "proposed"


@dataclass(frozen=True, slots=True)
class HccAnswer:
    """One model and what it makes of a diagnosis. `hcc` is the number, or `none` where the mapping leaves the code out
    although it was in view; `label` and `coefficient` belong to it. `edits` say where age or sex change it."""

    model: str
    version: str
    payment_year: str
    hcc: Fact[str] | NotAvailable
    label: Fact[str] | NotAvailable
    coefficient: Fact[Decimal] | NotAvailable
    edits: tuple[Fact[str], ...] = ()


def hccs(kb: KnowledgeBase, code: str, on: date) -> tuple[HccAnswer, ...] | NotAvailable:
    """The answer of every model in the mapping in force, CMS-HCC first, its newest version first."""
    found = kb.find(SQL["hccs"], source=SOURCE, on=on, code=code)
    if not isinstance(found, Found):
        return absent_or_missing(found, display_code(System.ICD10CM, code))
    return tuple(_answer(kb, found, row, code) for row in found.rows)


def _answer(kb: KnowledgeBase, found: Found, row: Row, code: str) -> HccAnswer:
    model, version, through, hcc = row[:4]
    year = found.release.edition
    edits = hcc_edits(kb, model, version, code, found.on)
    if hcc is None:
        none = NotAvailable(f"{model} {version} counts no HCC for it", "no release")
        return HccAnswer(model, version, year, _unmapped(kb, found, code, through), none, none, edits)
    label = hcc_label(kb, model, version, hcc, found.on)
    coefficient = hcc_coefficient(kb, model, version, hcc, found.on)
    return HccAnswer(model, version, year, found.fact(hcc, row), label, coefficient, edits)


def _unmapped(kb: KnowledgeBase, found: Found, code: str, through: int) -> Fact[str] | NotAvailable:
    """That a code is left out says something only of a code that existed when the mapping was made."""
    day = from_day_number(through)
    if day is not None and listed_on(kb, code, day):
        return Fact(NO_HCC, kb.cite(found.release, None, found.on))
    reason = f"{code} is newer than the codes in view of {found.release.title} {found.release.edition} ({day})"
    return NotAvailable(reason, f"{SOURCE}, a later mapping")


def listed_on(kb: KnowledgeBase, code: str, day: date) -> bool:
    """Whether the ICD-10-CM list in force that day has the code."""
    source = kb.list_of(System.ICD10CM)
    found = source and kb.find(CODES["concept"], source=source, on=day, system=System.ICD10CM, code=code)
    return isinstance(found, Found)


def hcc_label(kb: KnowledgeBase, model: str, version: str, hcc: str, on: date) -> Fact[str] | NotAvailable:
    """What an HCC of a model is called."""
    found = kb.find(SQL["hcc_label"], source=SOURCE, series="labels", on=on, model=model, version=version, hcc=hcc)
    if isinstance(found, Found):
        return found.fact(found.rows[0][0], found.rows[0])
    return absent_or_missing(found, f"a label of HCC {hcc} of {model} {version}")


def hcc_coefficient(
    kb: KnowledgeBase, model: str, version: str, hcc: str, on: date, segment: str = ""
) -> Fact[Decimal] | NotAvailable:
    """The relative factor of an HCC for a segment, as the files name it (`CNA`, `INS`, `Rx_CE_NoLowAged`); `""` is
    `COMMUNITY_NON_DUAL_AGED`. Proposed factors are never given, only `proposed_coefficient` has them."""
    found = _coefficients(kb, model, version, hcc, on, segment, _SERIES.get(model, ""))
    if not isinstance(found, Found):
        return found if isinstance(found, NotAvailable) else absent_or_missing(found, f"a factor of HCC {hcc}")
    if len(found.rows) > 1:
        values = " and ".join(row[0] for row in found.rows)
        where = f"{found.release.title} {found.release.edition}"
        return NotAvailable(
            f"{where} gives {values} without saying which holds for whom", "the Rate Announcement of CMS"
        )
    return found.fact(Decimal(found.rows[0][0]), found.rows[0])


def proposed_coefficient(
    kb: KnowledgeBase, model: str, version: str, hcc: str, on: date, segment: str = ""
) -> tuple[tuple[str, Fact[Decimal]], ...] | NotAvailable:
    """Factors of an Advance Notice, each with its variant (a kind of plan, or `""`); they are not what is paid."""
    found = _coefficients(kb, model, version, hcc, on, segment, _PROPOSED)
    if isinstance(found, Found):
        return tuple((row[1], found.fact(Decimal(row[0]), row)) for row in found.rows)
    return found if isinstance(found, NotAvailable) else absent_or_missing(found, f"a factor of HCC {hcc}")


def _coefficients(
    kb: KnowledgeBase, model: str, version: str, hcc: str, on: date, segment: str, series: str
) -> Found | Absent | NotAvailable:
    wanted = segment or COMMUNITY_NON_DUAL_AGED.get(model)
    if wanted is None:
        return NotAvailable(
            f"{model} has no segment of that kind: its factors go by dialysis and transplant", "no release"
        )
    variable = f"RXHCC{hcc}" if model == "RxHCC" else f"HCC{hcc}"
    return kb.find(
        SQL["hcc_coefficients"], source=SOURCE, series=series, on=on, what=variable, model=model, version=version,
        segment=wanted, variable=variable,
    )  # fmt: skip


def dropped_by(kb: KnowledgeBase, model: str, version: str, hcc: str, on: date) -> tuple[Fact[str], ...] | NotAvailable:
    """The HCCs that no longer count where a patient has this one; empty where it stands above none."""
    found = kb.find(SQL["hcc_drops"], source=SOURCE, series="hierarchies", on=on, model=model, version=version, hcc=hcc)
    if isinstance(found, Found):
        return tuple(found.fact(row[0], row) for row in found.rows)
    return found if isinstance(found, NotAvailable) else ()


def hcc_edits(kb: KnowledgeBase, model: str, version: str, code: str, on: date) -> tuple[Fact[str], ...]:
    """Where age or sex change the HCC of a diagnosis, in words; empty for none."""
    found = kb.find(SQL["hcc_edits"], source=SOURCE, series="edits", on=on, model=model, version=version, code=code)
    if not isinstance(found, Found):
        return ()
    return tuple(found.fact(_edit_words(*row[:4]), row) for row in found.rows)


def _edit_words(sex: int | None, age_min: int | None, age_max: int | None, replaced_by: str | None) -> str:
    who = {1: "men", 2: "women"}.get(sex or 0, "")
    ages = [f"aged {age_max} or under"] if age_max is not None else []
    ages += [f"aged {age_min} or over"] if age_min is not None else []
    subject = " ".join(part for part in (who, " or ".join(ages)) if part)
    return f"{subject}: " + (f"HCC {replaced_by} instead" if replaced_by else "does not count")
