"""Tests of one day (multiple procedure 4, 6, 7): the dearest part pays in full, the same part of the others less.

The technical part is reduced first, the OPPS cap compared afterwards. Authority: Claims Processing Manual, chapter 13,
section 40.2; CR 7848; RVU file documentation, attachment A.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from superbill.model.citation import Fact, NotAvailable
from superbill.model.money import round_cents
from superbill.pricing.adjustments import CONTRACTOR, HUNDRED
from superbill.pricing.authority import OPPS_CAP
from superbill.pricing.draft import ZERO, Draft
from superbill.pricing.ranking import BilledPart, PartRule, dearest_part, part_rule
from superbill.pricing.terms import Terms, apply_shares, paid_units

SEPARATE_SESSION = frozenset({"59", "XE"})
IMAGING = "4"
ONE = Decimal(1)
TITLES = {"26": "professional part (26)", "TC": "technical part (TC)"}
TECHNICAL_CODES = {
    "93000": ("93005",),
    "93015": ("93017",),
    "93040": ("93041",),
    "93224": ("93225", "93226"),
    "93241": ("93242", "93243"),
    "93245": ("93246", "93247"),
    "93268": ("93270", "93271"),
    "93784": ("93786", "93788"),
}
"""Global-only tests (PC/TC indicator 4) and the codes of their technical part."""


@dataclass(slots=True)
class _Parts:
    """Fees of the parts that a line bills: professional, technical, and the cap of the technical one."""

    draft: Draft
    professional: Decimal | None
    technical: Decimal | None
    cap: Decimal | None
    steps: tuple[Fact[str], ...] = ()

    def fee(self, name: str) -> Decimal | None:
        """The fee of the part `26` or `TC`; None when the line does not bill it."""
        return self.professional if name == "26" else self.technical


def price_tests(drafts: Sequence[Draft], terms: Terms) -> None:
    """Reduce in place what the day's other tests reduce; lines that stay whole get no amount here."""
    groups: dict[tuple[str, str], list[Draft]] = {}
    for draft in drafts:
        if draft.rate is None or SEPARATE_SESSION.intersection(draft.line.modifiers):
            continue
        row = draft.rate.row
        family = row.imaging_family if row.multiple_procedure == IMAGING else ""
        groups.setdefault((row.multiple_procedure, family), []).append(draft)
    for (indicator, _), members in groups.items():
        if len(members) > 1 or paid_units(members[0]) > 1:
            _test_group(indicator, members, terms)


def _test_group(indicator: str, members: Sequence[Draft], terms: Terms) -> None:
    parts = []
    for draft in members:
        part = _parts(draft, terms)
        if part.professional is None and part.technical is None:
            why = f"the parts of {draft.line.code} are not published apart, so its reduction is not known"
            draft.refuse(NotAvailable(why, CONTRACTOR))
        else:
            parts.append(part)
    on = members[0].on
    rules = {name: part_rule(indicator, name, on) for name in ("TC", "26")}
    full = {
        "TC": dearest_part(_billed(parts, lambda part: part.technical)),
        "26": dearest_part(_billed(parts, lambda part: part.professional)),
    }
    for part in parts:
        units = paid_units(part.draft)
        full_units = {name: min(units, ONE) if full[name] == part.draft.line.number else ZERO for name in full}
        if any(rules[name] and part.fee(name) is not None and full_units[name] < units for name in full):
            _reduce(part, full_units, units, rules)


def _billed(parts: Iterable[_Parts], fee_of: Callable[[_Parts], Decimal | None]) -> list[BilledPart]:
    fees = ((part.draft, fee_of(part)) for part in parts)
    return [BilledPart(draft.line.number, usd, draft.charge) for draft, usd in fees if usd is not None]


def _parts(draft: Draft, terms: Terms) -> _Parts:
    if draft.rate is None or draft.setting is None:
        return _Parts(draft, None, None, None)
    row, setting = draft.rate.row, draft.setting
    if row.modifier == "TC" or (not row.modifier and row.pctc == "3"):
        cap = None if setting.cap_usd is None else terms.basis(setting.cap_usd)
        return _Parts(draft, None, terms.basis(setting.fee_usd), cap, setting.steps)
    if row.modifier == "26":
        return _Parts(draft, terms.basis(setting.fee_usd), None, None, setting.steps)
    if row.pctc == "4":
        return _global_only(draft, terms)
    reading = terms.rates.physician(row.hcpcs, "26", draft.on, terms.place, terms.series)
    technical = terms.rates.physician(row.hcpcs, "TC", draft.on, terms.place, terms.series)
    if isinstance(reading, NotAvailable) or isinstance(technical, NotAvailable):
        return _Parts(draft, None, None, None)
    of_26, of_tc = reading.of(draft.facility), technical.of(draft.facility)
    cap = None if of_tc.cap_usd is None else terms.basis(of_tc.cap_usd)
    steps = tuple(
        replace(step, value=f"{name}, {step.value}") for name, of in (("26", of_26), ("TC", of_tc)) for step in of.steps
    )
    return _Parts(draft, terms.basis(of_26.fee_usd), terms.basis(of_tc.fee_usd), cap, steps)


def _global_only(draft: Draft, terms: Terms) -> _Parts:
    """A code for both parts together: its technical part has codes of its own, the rest is professional."""
    total = ZERO
    steps: list[Fact[str]] = list(draft.setting.steps) if draft.setting else []
    for code in TECHNICAL_CODES.get(draft.line.code, ()):
        rate = terms.rates.physician(code, "", draft.on, terms.place, terms.series)
        if isinstance(rate, NotAvailable):
            return _Parts(draft, None, None, None)
        of = rate.of(draft.facility)
        total += terms.basis(of.fee_usd)
        steps += [replace(step, value=f"{code}, {step.value}") for step in of.steps]
    if not total or draft.setting is None:
        return _Parts(draft, None, None, None)
    return _Parts(draft, terms.basis(draft.setting.fee_usd) - total, total, None, tuple(steps))


def _reduce(part: _Parts, full_units: dict[str, Decimal], units: Decimal, rules: dict[str, PartRule | None]) -> None:
    """The line as the sum of its parts, the reduced units of each at their percentage; the cap is compared afterwards."""
    draft = part.draft
    draft.steps[:] = part.steps
    total = ZERO
    for name in ("26", "TC"):
        usd = part.fee(name)
        if usd is None:
            continue
        cap = part.cap if name == "TC" else None
        if cap is not None and cap < usd:
            draft.step(f"OPPS cap of the technical part: ${cap}, compared after any reduction", OPPS_CAP)
        in_full = usd if cap is None else min(usd, cap)
        rule = rules[name]
        full = units if rule is None else full_units[name]
        if full:
            draft.step(f"{TITLES[name]}: {full.normalize():f} x ${in_full}")
        total += in_full * full
        if rule is not None and full < units:
            lower = round_cents(usd * rule.percent / HUNDRED)
            paid = lower if cap is None else min(lower, cap)
            why = f"{TITLES[name]}, not the dearest of the day: {rule.percent} % of ${usd} = ${lower}"
            draft.step(f"{why}; {(units - full).normalize():f} x ${paid}", rule.authority)
            total += paid * (units - full)
    apply_shares(draft, total)
