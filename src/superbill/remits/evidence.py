"""What the loaded releases and the claim itself say about a denied line: for the work list, and as grounds of an appeal.

Each fact has its receipt and says whether it favours an appeal. Pair and unit edits are CMS's: other payers follow them or not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from superbill.edits.coverage import check_coverage
from superbill.edits.pairs import check_pair
from superbill.edits.payers import Policy
from superbill.edits.rules.ptp import BYPASS
from superbill.edits.units import units_of
from superbill.errors import UsageError
from superbill.kb.store import KnowledgeBase
from superbill.model.citation import Citation
from superbill.model.claim import Claim, ClaimKind, ClaimLine
from superbill.model.codes import System, display_code
from superbill.model.coverage import CoverageResult
from superbill.model.edits import PairAnswer, PairResult, Setting
from superbill.remits.answer import Evidence

MOST_OTHERS = 25


@dataclass(frozen=True, slots=True)
class Denied:
    """A denied line in its claim. `received` is the day on which the payer says it had the claim (DTM 050)."""

    claim: Claim
    line: ClaimLine
    on: date
    policy: Policy
    received: date | None
    trace: str


def gather_evidence(kb: KnowledgeBase, denied: Denied, facts: Sequence[str]) -> tuple[Evidence, ...]:
    """All that is known on the named facts; names without a gatherer are passed over."""
    found = (each for name in dict.fromkeys(facts) if name in _GATHERERS for each in _GATHERERS[name](kb, denied))
    return tuple(dict.fromkeys(_weighed(each) for each in found))


def _weighed(evidence: Evidence) -> Evidence:
    """A release that had ended before the service decides nothing."""
    days = evidence.citation.stale_days
    if not days:
        return evidence
    return replace(evidence, favours=None, text=f"{evidence.text} (by a release that had ended {days} days before)")


def _pairs(kb: KnowledgeBase, denied: Denied) -> Iterator[Evidence]:
    line, on = denied.line, denied.on
    others = {
        each.code: each for each in denied.claim.lines if each.on in (on, None) and each.code and each.code != line.code
    }
    answers = [
        (check_pair(kb, line.code, code, on, _setting(denied.claim)), other)
        for code, other in list(others.items())[:MOST_OTHERS]
    ]
    for answer, other in answers:
        if answer.edit is not None:
            yield _edit(answer, line, other)
    clear = [answer for answer, _ in answers if answer.result is PairResult.NO_EDIT and answer.citation is not None]
    if clear and len(clear) == len(answers) and clear[0].citation is not None:
        codes = ", ".join(sorted(others))
        text = (
            f"On {on} no pair edit of CMS was in force between {line.code} and the other codes of the claim ({codes})"
        )
        yield Evidence(text, clear[0].citation, True)


def _edit(answer: PairAnswer, line: ClaimLine, other: ClaimLine) -> Evidence:
    edit = answer.edit
    if edit is None:
        raise ValueError("there is no edit")
    pair = f"{edit.column1} with {edit.column2} is a pair edit, indicator {edit.modifier_indicator}"
    if edit.column1 == line.code:
        text = f"{pair}: {line.code} stands in column 1, so the edit denies {other.code}, not {line.code}"
        return Evidence(text, edit.citation, True)
    if edit.modifier_indicator == 0:
        return Evidence(f"{pair}: {line.code} is denied and no modifier bypasses it", edit.citation, False)
    used = [modifier for modifier in (*line.modifiers, *other.modifiers) if modifier in BYPASS]
    if used:
        text = f"{pair}: a modifier may bypass it, and {used[0]} was on the claim"
        return Evidence(text, edit.citation, True)
    return Evidence(f"{pair}: {line.code} is denied without a modifier, and the claim has none", edit.citation, False)


def _units(kb: KnowledgeBase, denied: Denied) -> Iterator[Evidence]:
    line = denied.line
    answer = units_of(kb, line.code, denied.on, _setting(denied.claim))
    if answer.mue is None or answer.citation is None:
        return
    same = [each for each in denied.claim.lines if each.code == line.code and each.on == line.on]
    units = line.units if answer.mai == 1 else sum((each.units for each in same), line.units - line.units)
    limit = f"the medically unlikely edit of {line.code} is {answer.mue} (adjudication indicator {answer.mai})"
    if units <= answer.mue:
        text = f"{units.normalize():f} units were billed; {limit}, so they are within it"
        yield Evidence(text, answer.citation, True)
    elif answer.mai == 2:
        yield Evidence(f"{units.normalize():f} units were billed; {limit}, an absolute limit", answer.citation, False)
    else:
        text = f"{units.normalize():f} units were billed; {limit}: more can be paid only on the record"
        yield Evidence(text, answer.citation, None)


def _coverage(kb: KnowledgeBase, denied: Denied) -> Iterator[Evidence]:
    claim, line = denied.claim, denied.line
    state = claim.facility.state or claim.billing.state
    pointed = [claim.diagnoses[place - 1] for place in line.pointers if 0 < place <= len(claim.diagnoses)]
    codes = [each.code for each in pointed or claim.diagnoses if each.system is System.ICD10CM]
    answers = []
    for code in codes if state and line.code else ():
        try:
            answers.append(check_coverage(kb, line.code, code, state, denied.on))
        except UsageError:
            return
    for answer in answers:
        for finding in answer.findings:
            if finding.result is CoverageResult.COVERED:
                shown = display_code(System.ICD10CM, answer.diagnosis)
                policy = finding.policy
                text = f"{policy.id}, {policy.title}, lists {shown} as supporting {line.code}"
                yield Evidence(text, finding.citation, True)
    if answers and all(answer.result is CoverageResult.NOT_COVERED for answer in answers):
        shown = ", ".join(display_code(System.ICD10CM, answer.diagnosis) for answer in answers)
        finding = answers[0].findings[0]
        text = f"{finding.policy.id}, {finding.policy.title}, does not list {shown} for {line.code}"
        yield Evidence(text, finding.citation, False)


def _filing(_: KnowledgeBase, denied: Denied) -> Iterator[Evidence]:
    received, served = denied.received, denied.line.through or denied.on
    last = denied.policy.timely_filing.last_day(served)
    if received is None:
        return
    days = f"{(received - served).days} days after the service of {served}"
    told = Citation(
        source="remittance", title=f"Remittance {denied.trace}", publisher="the payer", release="", file="",
        locator=f"claim {denied.claim.id}, date received (DTM 050)", effective_from=received,
    )  # fmt: skip
    if last is None:
        yield Evidence(f"By its own remittance the payer received the claim on {received}, {days}", told, None)
    elif received <= last:
        limit = denied.policy.timely_filing
        text = (
            f"By its own remittance the payer received the claim on {received}, {days}; the limit is {limit}, to {last}"
        )
        yield Evidence(text, told, True)
    else:
        text = f"The payer received the claim on {received}, {days}; the limit ended on {last}"
        yield Evidence(text, told, False)


def _authorization(_: KnowledgeBase, denied: Denied) -> Iterator[Evidence]:
    if denied.claim.prior_authorization:
        receipt = Citation(
            source="claim", title=f"Claim {denied.claim.id}", publisher="", release="", file="", locator="REF G1",
            effective_from=denied.on,
        )  # fmt: skip
        yield Evidence("The claim carried an authorization number when it was filed", receipt, True)


def _setting(claim: Claim) -> Setting:
    return Setting.OUTPATIENT if claim.kind is ClaimKind.INSTITUTIONAL else Setting.PRACTITIONER


_GATHERERS: dict[str, Callable[[KnowledgeBase, Denied], Iterator[Evidence]]] = {
    "pairs": _pairs,
    "units": _units,
    "coverage": _coverage,
    "filing": _filing,
    "authorization": _authorization,
}
