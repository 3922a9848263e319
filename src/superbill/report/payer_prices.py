"""Negotiated rates beside Medicare's amount: at which place, for which class, on which date."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from superbill.kb.store import KnowledgeBase
from superbill.model.citation import Fact, NotAvailable
from superbill.model.price import Locality, PriceLine
from superbill.pricing.localities import gpci, localities, locality_of_zip
from superbill.pricing.price import price
from superbill.rates.answer import Benchmark, PayerRates
from superbill.rates.question import ANY, PROCEDURE, RateQuestion

FACILITY = frozenset(["02", "19", "21", "22", "23", "24", "26", "31", "34", "41", "42", "51", "52", "53", "56", "61"])
"""Places of service paid at the facility rate: Medicare Claims Processing Manual, chapter 12, section 20.4.2."""
NOT_PHYSICIAN = NotAvailable(
    "institutional rates do not compare with the physician fee schedule", "OPPS and ASC amounts of the code report"
)
NOT_BY_CODE = NotAvailable("Medicare has no single amount for codes of this kind", "the hospital's own base rate")


def with_medicare(
    kb: KnowledgeBase, found: Benchmark, place: Locality | NotAvailable | None
) -> Benchmark:  # fmt: skip
    """Every row with Medicare's amount of its code at the place: the one given, else that of the question's state or ZIP area,
    else the nation."""
    question = found.question
    remarks = list(found.remarks)
    if place is None:
        place, remark = place_of(kb, question)
        remarks += [remark] if remark else []
    known: dict[tuple[str, str, bool], Fact[Decimal] | NotAvailable] = {}
    rows = []
    for row in found.rows:
        key = (row.kind, row.code, row.billing_class == "institutional")
        if key not in known:
            known[key] = medicare_amount(kb, row, question, place)
        rows.append(replace(row, medicare=known[key]))
    remarks.append(_where(place, question))
    return replace(found, rows=tuple(rows), remarks=tuple(remarks))


def medicare_amount(
    kb: KnowledgeBase, row: PayerRates, question: RateQuestion, place: Locality | NotAvailable | None
) -> Fact[Decimal] | NotAvailable:
    """Medicare's amount that a row compares with."""
    if row.kind not in (PROCEDURE, "CDT"):
        return NOT_BY_CODE
    if isinstance(place, NotAvailable):
        return place
    modifiers = () if question.modifiers == ANY else question.modifiers
    answer = price(kb, PriceLine(row.code, question.on, modifiers, locality=place))
    if row.billing_class == "institutional" and answer.schedule == "MPFS":
        return NOT_PHYSICIAN
    return answer.facility_usd if question.pos in FACILITY else answer.non_facility_usd


def place_of(kb: KnowledgeBase, question: RateQuestion) -> tuple[Locality | None, str]:
    """The one locality of the question's state or ZIP area; None with a remark where there are several or none is known."""
    if question.zip3:
        found = _of_zip_area(kb, question.zip3, question.on)
        where = f"ZIP codes {question.zip3}xx"
    elif question.state:
        every = localities(kb, question.on)
        found = (
            [one.locality for one in every if one.locality.state == question.state] if isinstance(every, tuple) else []
        )
        where = question.state
    elif question.cbsa:
        return None, "Medicare's amount is the national one: name the place with --zip or --locality"
    else:
        return None, ""
    if len(found) == 1 and not (found[0].citation and found[0].citation.excerpt):
        return found[0], ""
    many = (
        f"{where} has {len(found)} Medicare localities loaded"
        if found
        else f"no Medicare locality of {where} is loaded"
    )
    return None, f"{many}: Medicare's amount is the national one; name the place with --zip or --locality"


def _of_zip_area(kb: KnowledgeBase, zip3: str, on: date) -> Sequence[Locality]:
    counts: Counter[tuple[str, str]] = Counter()
    for end in range(100):
        found = locality_of_zip(kb, f"{zip3}{end:02d}", on)
        if isinstance(found, Locality):
            counts[found.mac, found.locality] += 1
    named = (gpci(kb, Locality(*key), on) for key in counts)
    return [one.locality for one in named if not isinstance(one, NotAvailable)]


def _where(place: Locality | NotAvailable | None, question: RateQuestion) -> str:
    setting = "facility" if question.pos in FACILITY else "non-facility"
    name = "the nation" if not isinstance(place, Locality) else f"{place.short_name or place.id} ({place.id})"
    return f"Medicare: {setting} amount of {name} on {question.on}"
