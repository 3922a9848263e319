"""The lines of one day on the physician fee schedule: what they do to one another, then what each pays.

The order of the arithmetic: fee of one unit and setting - both sides - rank among the day's procedures - shares of the
modifiers. All lines of a claim count as those of one practitioner or group, as the rules ask. A line asked alone goes the same
way. Authority: Claims Processing Manual, chapter 12, sections 40.6 and 40.7.
"""

from __future__ import annotations

from collections.abc import Sequence

from superbill.model.citation import NotAvailable
from superbill.pricing.anesthesia import SCHEDULE as ANESTHESIA
from superbill.pricing.anesthesia_lines import price_anesthesia
from superbill.pricing.draft import Draft
from superbill.pricing.parts import price_tests
from superbill.pricing.physician import PhysicianRate
from superbill.pricing.ranking import SURGERY, TESTS, THERAPY
from superbill.pricing.surgery import pair_sides, price_surgery
from superbill.pricing.terms import Terms, price_alone
from superbill.pricing.therapy import price_therapy

PHYSICIAN = "MPFS"
ONLY_ALONE = "T"
"""Status of a service that pays only when nothing else on the schedule does."""
NO_ROW = NotAvailable("no row of the relative value file is for the line", "a release that lists it")


def begin(draft: Draft, rate: PhysicianRate, terms: Terms) -> None:
    """Give a line its rate and the plan of its modifiers."""
    line = draft.line
    draft.rate, draft.setting, draft.receipts = rate, rate.of(draft.facility), rate.receipts
    plan = terms.rates.plan(line.code, line.modifiers, line.units, draft.on, terms.series, terms.records, terms.decided)
    if plan is None or plan.refused is not None:
        draft.refuse(plan.refused if plan is not None and plan.refused is not None else NO_ROW)
        return
    draft.plan, draft.schedule = plan, PHYSICIAN
    draft.steps.extend(draft.setting.steps)
    draft.remarks.extend(plan.remarks)


def price_day(drafts: Sequence[Draft], terms: Terms) -> None:
    """Work out the amounts of one day's lines in place."""
    _bundle_alone([draft for draft in drafts if _open(draft)])
    pair_sides([draft for draft in drafts if _open(draft)])
    kinds: dict[str, list[Draft]] = {}
    for draft in drafts:
        if _open(draft):
            kinds.setdefault(_kind(draft), []).append(draft)
    for kind, price_kind in (
        ("surgeon", price_surgery),
        ("assistant", price_surgery),
        ("test", price_tests),
        ("therapy", price_therapy),
    ):
        if kind in kinds:
            price_kind(kinds[kind], terms)
    for draft in drafts:
        if _open(draft):
            price_alone(draft, terms)
    price_anesthesia([draft for draft in drafts if draft.schedule == ANESTHESIA], terms)


def _open(draft: Draft) -> bool:
    """Whether a line of the physician fee schedule has no amount yet."""
    return draft.plan is not None and draft.refused is None and draft.amount is None


def _kind(draft: Draft) -> str:
    """What the line is ranked among: the surgeon's or the assistants' procedures, tests, therapy; '' for nothing."""
    if draft.rate is None or draft.plan is None or not draft.plan.ranked:
        return ""
    indicator = draft.rate.row.multiple_procedure
    if indicator in SURGERY:
        return draft.plan.role
    if indicator in TESTS:
        return "test"
    return "therapy" if indicator == THERAPY else ""


def _bundle_alone(drafts: Sequence[Draft]) -> None:
    """Status T pays only when nothing else on the fee schedule is paid that day."""
    others = [draft for draft in drafts if draft.rate and draft.rate.row.status != ONLY_ALONE]
    if not others:
        return
    for draft in drafts:
        if draft.rate and draft.rate.row.status == ONLY_ALONE:
            draft.nothing(PHYSICIAN, f"status T: {others[0].line.code} is paid that day, it is included")
