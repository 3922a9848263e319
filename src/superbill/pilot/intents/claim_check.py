"""Would this claim pass?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from superbill.edits.scrub import Scrubber, overall, troubles
from superbill.model.answer import Piece, Step, Unchecked, cited, say
from superbill.model.claim import Claim, ClaimKind, ClaimLine, Diagnosis, DiagnosisRole, Provider
from superbill.model.finding import Finding, Result
from superbill.pilot.intent import Asked, Intent, Need, Said
from superbill.pilot.slots import Slots

MOST = 15
UNKNOWABLE = frozenset({"npi", "timely-filing", "patient-data"})
"""Rules about what words do not tell: who bills, when it is filed, who the patient is."""
PLACES = {"facility": "22", "non-facility": "11", "": "11"}
WORDS = {Result.FAIL: "Fails", Result.NO_DATA: "Cannot be checked", Result.BYPASSED: "Bypassed", Result.PASS: "Passes"}


class ClaimCheck(Intent):
    """A professional Medicare claim made of the codes named, through every claim rule."""

    id = "claim_check"
    title = "A claim in words"
    examples = (
        "check this claim: <proc> and <proc> with diagnosis <dx>", "would a claim with <proc> <mod> and <proc> for <dx> pass", "scrub <proc> <proc> dx <dx>",
        "is this claim clean: <proc> <dx>", "check my claim <proc> <n> units <dx> on <date>", "will this claim be denied <proc> <proc> <dx>", "claim check <proc> <dx>",
        "validate a claim for <proc> with <dx>", "i want to bill <proc> <proc> and <proc> for <dx>, any problems", "what is wrong with this claim <proc> <mod> <dx>",
        "run the edits on <proc> <proc> with <dx> <dx>", "does this claim have errors: <proc>, <dx>", "test a claim of <proc> with <mod> and <dx>",
    )  # fmt: skip
    cues = (
        (r"\bclaims?\b(?! dated| with <denial>)", 1.0),
        (r"\b(?:check|scrub|validate|test|run) (?:this|my|a|the|your)? ?(?:clean )?claim|\brun the edits", 1.4),
        (r"\bscrub\b|\bclean claim|\bclaim check", 1.5),
    )
    needs = (
        Need("procedure", "Which procedure codes are on the claim?"),
        Need("diagnosis", "Which diagnosis codes are on the claim?", "a claim without diagnoses"),
    )
    sources = ("every source of the claim rules",)
    refusal = "How to make a claim pass."

    def answer(self, asked: Asked) -> Iterator[Said]:
        """The failures with their fixes, what could not be checked, and what passed."""
        claim = claim_of(asked)
        yield Step(f"running the claim rules on {len(claim.lines)} lines, {asked.on}")
        with Scrubber(asked.desk.kb) as scrubber:
            found = scrubber.check(claim)
        findings = tuple(one for one in found.findings if one.rule not in UNKNOWABLE)
        found = replace(found, findings=findings, result=overall(findings))
        shown = list(troubles(found))
        for each in [one for one in shown if one.result is Result.FAIL][:MOST]:
            yield from _finding(each)
        for each in [one for one in shown if one.result is Result.BYPASSED][:MOST]:
            yield from _finding(each)
        passed = [one for one in found.findings if one.result is Result.PASS and one.citation is not None]
        if passed:
            receipts = dict.fromkeys(one.citation for one in passed if one.citation is not None)
            whole = found.result.value.replace("_", " ")
            yield say(f"The claim as a whole: {whole}. Checks passed: ", cited(len(passed), *list(receipts)[:5]), ".")
        lacking = dict.fromkeys(one.why for one in shown if one.result is Result.NO_DATA)
        for why in list(lacking)[:4]:
            yield Unchecked(f"Could not be checked: {why}.")
        place = "in a facility" if asked.slots.site == "facility" else "in an office"
        yield Unchecked(
            f"Taken as a professional Medicare claim {place}; the patient, the providers, charges and earlier claims are not known."
        )

    def fits(self, slots: Slots) -> float:
        """Procedures with a diagnosis."""
        return 0.4 if slots.procedures and slots.diagnoses else -0.5


def claim_of(asked: Asked) -> Claim:
    """The claim that the words make."""
    slots = asked.slots
    pointers = tuple(range(1, min(4, len(slots.diagnoses)) + 1))
    lines = tuple(
        ClaimLine(
            number=number, code=code.code, on=asked.on, pointers=pointers, place_of_service=PLACES[slots.site],
            modifiers=code.modifiers or (slots.modifiers if number == 1 else ()), units=Decimal(slots.units or 1),
        )
        for number, code in enumerate(slots.procedures, 1)
    )  # fmt: skip
    diagnoses = tuple(
        Diagnosis(code.code, DiagnosisRole.PRINCIPAL if place == 0 else DiagnosisRole.OTHER)
        for place, code in enumerate(slots.diagnoses)
    )
    where = Provider(state=slots.state, zip_code=slots.zip_code)
    return Claim(
        "question",
        ClaimKind.PROFESSIONAL,
        lines,
        diagnoses,
        filing="MB",
        place_of_service=PLACES[slots.site],
        billing=where,
        facility=where,
    )


def _finding(finding: Finding) -> Iterator[Said]:
    where = f"line {', '.join(map(str, finding.lines))}: " if finding.lines else ""
    if finding.citation is None:
        yield Unchecked(
            f"{WORDS[finding.result]}, by the claim alone ({finding.rule.replace('_', ' ')}): {where}{finding.why}. {finding.fix}".strip()
        )
        return
    why: Piece = cited(finding.why, finding.citation)
    fix = f". Fix: {finding.fix}" if finding.fix else ""
    yield say(
        f"{WORDS[finding.result]} ({finding.rule.replace('_', ' ')}), {where}",
        why,
        Piece(fix, (finding.citation,)),
        ".",
    )


INTENT = ClaimCheck()
