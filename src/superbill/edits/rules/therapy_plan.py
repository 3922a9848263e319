"""GN, GO or GP: which discipline's plan of care a therapy service is under."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from superbill.edits.case import Case
from superbill.edits.facts import FEES
from superbill.edits.procedure_facts import FeeIndicators
from superbill.edits.rule import MEDICAL, Rule, fees_of
from superbill.model.finding import Finding

PLANS = frozenset({"GN", "GO", "GP"})
THERAPY = "5"
_GN, _GO, _GP = (
    "92521 92522 92523 92524 92597 92607",
    "97165 97166 97167 97168",
    "97161 97162 97163 97164",
)
OF_ONE_DISCIPLINE = {code: plan for plan, codes in (("GN", _GN), ("GO", _GO), ("GP", _GP)) for code in codes.split()}
"""Evaluations of one discipline, which stand under its plan only (CR 10176)."""


class TherapyPlan(Rule):
    """See the module."""

    id = "therapy-plan"
    title = "Plan of care of therapy (GN, GO, GP)"
    about = (
        "A code that is always therapy (multiple-procedure indicator 5) tells the plan of care it is under, whoever gives "
        "it: GN speech-language pathology, GO occupational, GP physical therapy; one of them, not two, and on an evaluation "
        "that of its discipline."
    )
    authority = (
        "Medicare Claims Processing Manual, chapter 5, sections 10.6 and 20.1; CR 10176; CMS, RVU file documentation, "
        "multiple procedure indicator"
    )
    kinds = MEDICAL
    medicare = True
    order = 34

    def check(self, case: Case) -> Iterator[Finding]:
        """Therapy lines without a plan, or with two; one pass for the rest."""
        for day in case.days:
            settled: list[int] = []
            for line in day.lines:
                fees = line.facts.fees
                if fees.release is None or not _therapy(fees.value):
                    continue
                told, fix = wrong_plan(line.code, line.marks)
                if not told:
                    continue
                settled.append(line.number)
                citation = case.facts.cite(fees.release.id, fees.src, line.on)
                yield self.fail((line,), f"{line.shown} is always therapy and tells {told}", fix, citation=citation)
            yield from self.rest(case, day, settled, FEES, fees_of, "therapy tells its plan of care")


def wrong_plan(code: str, modifiers: Collection[str]) -> tuple[str, str]:
    """What is wrong with the plan that a line of therapy tells, and the fix; empty when nothing is.

    >>> wrong_plan("97161", ("GO",))
    ('the plan of another discipline', 'put GP in its place')
    """
    plans = PLANS.intersection(modifiers)
    own = OF_ONE_DISCIPLINE.get(code, "")
    if not plans:
        return "no plan of care", f"add {own or 'GN (speech), GO (occupational) or GP (physical)'}"
    if len(plans) > 1:
        return "two plans of care", f"keep {own or 'one of GN, GO and GP'}"
    if own and own not in plans:
        return "the plan of another discipline", f"put {own} in its place"
    return "", ""


def _therapy(fees: FeeIndicators | None) -> bool:
    return fees is not None and fees.multiple_procedure == THERAPY


RULE = TherapyPlan()
