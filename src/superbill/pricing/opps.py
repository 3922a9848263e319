"""Hospital outpatient services: status indicators, packaging, discounts and copayments of Addendum B.

What is published there is worked out: packaged lines (N, Q1, Q2, Q4), one comprehensive payment (J1), half pay for all but
the dearest of status T, stopped procedures (73, 52), off-campus departments (PN, PO), the wage index when it is given.
Authority: 42 CFR 419; Claims Processing Manual, chapter 4, sections 10 and 20.6; Addendum D1.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from superbill.kb.queries import load_queries
from superbill.kb.store import Found, KnowledgeBase
from superbill.model.citation import Citation, NotAvailable
from superbill.pricing.authority import (
    CLINIC_VISIT,
    COMPREHENSIVE,
    HOSPITAL_OUTPATIENT,
    OFF_CAMPUS,
    OUTPATIENT_DISCOUNT,
    WAGE_INDEX,
)
from superbill.pricing.draft import Draft

SQL = load_queries("superbill.pricing", "claim.sql")
SOURCE, SERIES = "cms-opps", "addendum-b"
INDICATORS, INDICATOR_SERIES = "cms-opps-indicators", "addendum-d1"
SCHEDULE = "OPPS"
PAID_ALONE = frozenset({"S", "T", "V", "J1", "J2", "K", "K1", "G", "R", "U", "Q1", "Q2", "Q3"})
DRUGS = frozenset({"K", "K1", "G", "R", "U"})
"""Not adjusted by wage index, not discounted, paid in full off campus."""
OUTSIDE_COMPREHENSIVE = frozenset({"A", "F", "G", "H", "H1", "K1", "L", "U", "B", "C", "D", "E1", "E2", "M", "Y"})
"""Beside a comprehensive (J1) service these keep their own status (policy exclusions of Addendum J, by indicator)."""
PACKAGES_Q1 = frozenset({"S", "T", "V"})
PACKAGES_Q4 = frozenset({"J1", "J2", "S", "T", "V", "Q1", "Q2", "Q3"})
OBSERVATION = "G0378"
HALF = Decimal("0.5")
LABOUR = Decimal("0.6")
LEFT_OUT = (
    "outlier payments, device credits, rural and cancer hospital adjustments",
    "composite APCs (Addendum M), complexity adjustments and ranks of comprehensive services (Addendum J)",
)


@dataclass(frozen=True, slots=True)
class OppsRate:
    """What Addendum B says of a code. Amounts are None where it prints none. `copay_cap_usd` is the inpatient deductible,
    where the copayment would be above it."""

    code: str
    status: str
    rate_usd: Decimal | None
    copay_usd: Decimal | None
    copay_cap_usd: Decimal | None
    meaning: str
    citation: Citation


def opps_rate(kb: KnowledgeBase, code: str, on: date) -> OppsRate | NotAvailable:
    """The code's row with the meaning of its status indicator."""
    found = kb.find(SQL["opps"], source=SOURCE, series=SERIES, on=on, what=code, code=code)
    if isinstance(found, NotAvailable):
        return found
    if not isinstance(found, Found):
        return NotAvailable(f"{found.citation.name} does not list {code}", "a release that lists it")
    row = found.rows[0]
    meaning = kb.find(SQL["opps_meaning"], source=INDICATORS, series=INDICATOR_SERIES, on=on, indicator=row[0])
    text = meaning.rows[0][1] if isinstance(meaning, Found) else ""
    rate, copay, adjusted = (None if value is None else Decimal(value) for value in row[1:4])
    inflation = row[4] is not None
    cap = None if inflation else adjusted
    return OppsRate(code, row[0], rate, adjusted if inflation else copay, cap, text, found.cite(row))


def price_outpatient(lines: Sequence[tuple[Draft, OppsRate]], wage_index: Decimal | None) -> list[Draft]:
    """Price the lines of one claim in place; returns the drafts that another schedule pays (A, and Q4 by itself)."""
    elsewhere: list[Draft] = []
    alone = _after_packaging(lines, elsewhere)
    discounted = _discounts(alone)
    for draft, rate in alone:
        _pay(draft, rate, discounted.get(draft.line.number, Decimal(0)), wage_index)
    return elsewhere


def _after_packaging(lines: Sequence[tuple[Draft, OppsRate]], elsewhere: list[Draft]) -> list[tuple[Draft, OppsRate]]:
    """The lines that pay by themselves; the others get their answer here."""
    first = _comprehensive(lines)
    statuses = {rate.status for _, rate in lines}
    codes = {rate.code for _, rate in lines}
    composites = sum(rate.status == "Q3" for _, rate in lines)
    alone: list[tuple[Draft, OppsRate]] = []
    conditional: list[tuple[Draft, OppsRate]] = []
    for draft, rate in lines:
        status = rate.status
        preventive = rate.copay_usd == 0 and status in PAID_ALONE
        if first is not None and draft is not first and status not in OUTSIDE_COMPREHENSIVE and not preventive:
            draft.nothing(SCHEDULE, f"status {status}: packaged into comprehensive {first.line.code}", COMPREHENSIVE)
        elif status == "N" or (status == "Q1" and statuses & PACKAGES_Q1) or (status == "Q2" and "T" in statuses):
            draft.nothing(SCHEDULE, f"status {status}: packaged into the other services", HOSPITAL_OUTPATIENT)
        elif status == "Q4" and statuses & PACKAGES_Q4:
            draft.nothing(SCHEDULE, "status Q4: packaged laboratory test", HOSPITAL_OUTPATIENT)
        elif status in {"A", "Q4"}:
            elsewhere.append(draft)
        elif status == "Q3" and composites > 1:
            draft.refuse(NotAvailable("several Q3 services: a composite APC of Addendum M may pay them", "Addendum M"))
        elif status == "J2" and OBSERVATION in codes:
            draft.refuse(
                NotAvailable(
                    "J2 with observation: comprehensive APC 8011 may pay the stay", "the claims edit of CMS (IOCE)"
                )
            )
        elif status not in PAID_ALONE or rate.rate_usd is None:
            draft.refuse(
                NotAvailable(f"OPPS status {status}: {rate.meaning or 'no rate'}", "no release: OPPS sets none")
            )
        else:
            (conditional if status in {"Q1", "Q2"} else alone).append((draft, rate))
    return [*alone, *_dearest_conditional(conditional)]


def _comprehensive(lines: Sequence[tuple[Draft, OppsRate]]) -> Draft | None:
    """The J1 service that pays for the claim: the one with the highest rate."""
    primaries = [(draft, rate) for draft, rate in lines if rate.status == "J1" and rate.rate_usd is not None]
    if not primaries:
        return None
    draft, _ = max(primaries, key=lambda pair: (pair[1].rate_usd or Decimal(0), -pair[0].line.number))
    if len(primaries) > 1:
        draft.remarks.append(
            "several J1 services: the dearest is paid; Addendum J may raise it (complexity adjustment)"
        )
    return draft


def _dearest_conditional(lines: list[tuple[Draft, OppsRate]]) -> Iterable[tuple[Draft, OppsRate]]:
    """Of Q1 and Q2 services with nothing to be packaged into, one unit of the dearest is paid."""
    if not lines:
        return
    dearest = max(lines, key=lambda pair: (pair[1].rate_usd or Decimal(0), -pair[0].line.number))
    for draft, rate in lines:
        if draft is dearest[0]:
            yield draft, rate
        else:
            why = f"status {rate.status}: packaged into {dearest[1].code}, the dearest conditional service"
            draft.nothing(SCHEDULE, why, HOSPITAL_OUTPATIENT)


def _units(draft: Draft, rate: OppsRate) -> Decimal:
    """Units to pay: one for comprehensive and conditional services, two for modifier 50."""
    if rate.status in {"J1", "Q1", "Q2"}:
        return Decimal(1)
    return Decimal(2) if "50" in draft.line.modifiers else draft.line.units


def _discounts(lines: Sequence[tuple[Draft, OppsRate]]) -> dict[int, Decimal]:
    """Units that each line is paid for, T services after the first unit of the dearest counted half."""
    paid = {draft.line.number: _units(draft, rate) for draft, rate in lines}
    of_t = [(draft, rate) for draft, rate in lines if rate.status == "T"]
    if not of_t:
        return paid
    dearest = min(of_t, key=lambda pair: (-(pair[1].rate_usd or Decimal(0)), pair[0].line.number))[0]
    for draft, _ in of_t:
        units = paid[draft.line.number]
        full = min(units, Decimal(1)) if draft is dearest else Decimal(0)
        paid[draft.line.number] = full + (units - full) * HALF
    return paid


def _pay(draft: Draft, rate: OppsRate, units: Decimal, wage_index: Decimal | None) -> None:
    draft.schedule, draft.lesser = SCHEDULE, False
    draft.receipts = (rate.citation,)
    each = rate.rate_usd or Decimal(0)
    draft.step(f"status {rate.status}: national rate ${each}")
    factor = units
    if units != 1:
        why = "multiple procedure discount" if rate.status == "T" else "units"
        draft.step(f"{why}: x {units.normalize():f}", OUTPATIENT_DISCOUNT if rate.status == "T" else None)
    stopped = next((name for name in ("73", "52") if name in draft.line.modifiers), "")
    if stopped and rate.status not in DRUGS:
        factor *= HALF
        draft.step(f"stopped before anesthesia or reduced ({stopped}): x 0.5", OUTPATIENT_DISCOUNT)
    if "PN" in draft.line.modifiers and rate.status not in DRUGS:
        factor *= Decimal("0.4")
        draft.step("off-campus department that is not excepted (PN): x 0.4", OFF_CAMPUS)
    elif "PO" in draft.line.modifiers and rate.code == "G0463" and draft.on >= date(2020, 1, 1):
        factor *= Decimal("0.4")
        draft.step("clinic visit at an excepted off-campus department (PO): x 0.4", CLINIC_VISIT)
    if wage_index is not None and rate.status not in DRUGS:
        share = LABOUR * wage_index + (1 - LABOUR)
        factor *= share
        draft.step(f"wage index {wage_index} on 60 %: x {share.normalize():f}", WAGE_INDEX)
    draft.amount = each * factor
    if rate.copay_usd is not None:
        draft.copay_usd = rate.copay_usd * factor
        if rate.copay_cap_usd is not None and draft.copay_usd > rate.copay_cap_usd:
            draft.copay_usd = rate.copay_cap_usd
            draft.step(f"copayment not above the inpatient deductible: ${rate.copay_cap_usd}", HOSPITAL_OUTPATIENT)
