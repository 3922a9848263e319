"""What is done with a scored candidate: hard filters by what the note asserts, sections, guards. A coder's rules, not learned.

Coded notes that codes are learned from often code negated findings too; so nothing that is learned can let one through.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import exp, log

from superbill.casecode.assertion import Status
from superbill.casecode.candidates import Candidate, Evidence
from superbill.casecode.content import begins, limits, statuses
from superbill.casecode.sections import DECIDING

SHIFTS = {
    "assessment": 0.9, "problems": 0.9, "complaint": -0.5, "past": -0.2, "history": -1.2, "opening": -1.2, "plan": -0.6, "procedure": 0.0,
    "exam": -1.2, "results": -0.9, "review": -1.2, "vitals": -1.5, "social": 0.0, "medications": -1.0, "surgical": -0.3,
    "allergies": -0.5, "immunizations": -2.0, "instructions": -1.5, "family": -3.0,
}  # fmt: skip
"""What a section adds to the log odds of a finding in it, in a note that has an assessment."""
ALONE = 1.4
"""What standing alone on a line of the assessment or problem list adds: that is how a diagnosis is stated."""

WHOLE_LINE, MOST_OF_LINE = 0.75, 0.6
"""The least probabilities of a term that is a whole line of the assessment, or most of it."""
NOT_STATED = 0.7
"""The most that a finding reaches which the assessment, where there is one, does not state: to review, not to accept."""
_PASSED = frozenset(("right", "left", "bilateral", "acute", "chronic", "mild", "moderate", "severe", "stable", "new", "newly",
                     "diagnosed", "history", "status", "post", "likely", "1", "2", "3", "4", "5", "6"))  # fmt: skip

REPAIR_REACH = 3
_REPAIRED = frozenset(("surgery", "repair", "repaired", "removal", "removed", "resection", "resected", "excision", "excised",
                       "extraction", "replacement"))  # fmt: skip

_BLOCKED = {
    "family": Status.FAMILY,
    "immunizations": Status.PLANNED,
    "instructions": Status.PLANNED,
    "differential": Status.UNCERTAIN,
    "resolved": Status.HISTORICAL,
}
REASONS = {
    Status.NEGATED: "the note says that it is absent",
    Status.UNCERTAIN: "stated as uncertain, which is not coded for outpatients (Official Guidelines, IV.H)",
    Status.RULED_OUT: "ruled out, or to be ruled out",
    Status.HISTORICAL: "stated as history",
    Status.FAMILY: "stated of a relative",
    Status.OTHER_PERSON: "stated of another person",
    Status.PLANNED: "planned, advised or to be prevented, not found",
}


@dataclass(slots=True)
class Weighed:
    """A candidate with the evidence that may be coded, its probability, and for the rest why it may not."""

    candidate: Candidate
    code: str
    probability: float
    usable: list[Evidence]
    refused: dict[Status, list[Evidence]] = field(default_factory=dict)
    section: str = ""
    alone: bool = False
    why: str = ""
    base: float = 0.0
    """The probability of the reranker, before sections."""
    stated: float = 0.0
    """The least probability that a line of the assessment gives."""

    @property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """Places in the text that was read, each once, in order."""
        most = max(one.weight for one in self.usable)
        good = [one for one in self.usable if not one.swallowed and one.mention.gap <= 4 and one.weight >= 0.6 * most]
        return tuple(sorted({span for one in good or self.usable for span in one.mention.spans}))


def weigh(candidate: Candidate, code: str, probability: float, *, inpatient: bool, sectioned: bool) -> Weighed:
    """Keep what is asserted of the patient; shift the probability by where it stands."""
    usable: list[Evidence] = []
    refused: dict[Status, list[Evidence]] = {}
    for one in candidate.evidence:
        status = _standing(one, code, inpatient=inpatient)
        if status is Status.PRESENT:
            usable.append(one)
        else:
            refused.setdefault(status, []).append(one)
    weighed = Weighed(candidate, code, probability, usable, refused, base=probability)
    if usable:
        places = [_shift(one, sectioned=sectioned) for one in usable]
        shift, best = max(zip(places, usable, strict=True), key=lambda p: (p[0], p[1].weight))
        weighed.section = best.mention.sentence.section
        weighed.alone = _alone(best)
        most = 1.0 if not sectioned or weighed.section in DECIDING else NOT_STATED
        weighed.stated = _stated(usable)
        weighed.probability = max(min(most, _shifted(probability, shift + _damped(weighed))), weighed.stated)
    return weighed


def _standing(one: Evidence, code: str, *, inpatient: bool) -> Status:
    """What the note says of one mention, for coding this code."""
    blocked = _BLOCKED.get(one.mention.sentence.section)
    if one.status is Status.NEGATED:
        return one.status
    if blocked is not None and not (blocked is Status.FAMILY and begins(code, ("Z8",))):
        return blocked
    status = one.status
    if status is Status.HISTORICAL:
        _, _, over = statuses()
        if begins(code, ("Z",)) or not (begins(code, over) or _repaired(one)):
            return Status.PRESENT
    if status is Status.FAMILY and begins(code, ("Z80", "Z81", "Z82", "Z83", "Z84")):
        return Status.PRESENT
    if status in (Status.OTHER_PERSON, Status.PLANNED) and begins(
        code, ("Z20", "Z77", "Z91", "Z23", "Z12", "Z13", "Z11")
    ):
        return Status.PRESENT
    if status is Status.UNCERTAIN and inpatient:
        return Status.PRESENT
    return status


def _repaired(one: Evidence) -> bool:
    """Whether what follows says that it was taken away: `status post cataract surgery`, `aneurysm repair`."""
    after = one.mention.sentence.words[one.mention.at[-1] + 1 : one.mention.at[-1] + 1 + REPAIR_REACH]
    return any(word.text in _REPAIRED or word.text.endswith(("ectomy", "plasty")) for word in after)


def _alone(one: Evidence) -> bool:
    sentence = one.mention.sentence
    return sentence.line and sentence.section in DECIDING and len(sentence.words) <= 12


def _stated(usable: Sequence[Evidence]) -> float:
    """The least probability of a term that is all, or nearly all, that a line of the assessment says."""
    shares = [_share(one) for one in usable if _alone(one) and one.rank == 0 and not one.swallowed]
    best = max(shares, default=0.0)
    return WHOLE_LINE if best >= 1.0 else MOST_OF_LINE if best >= 0.6 else 0.0


def _share(one: Evidence) -> float:
    """The share of the words of a line that a mention has, sides and degrees not counted."""
    words = one.mention.sentence.words
    told = {place for place, word in enumerate(words) if word.stem and word.text not in _PASSED}
    return len(told & set(one.mention.at)) / max(1, len(told))


def _shift(one: Evidence, *, sectioned: bool) -> float:
    if not sectioned:
        return 0.0
    return SHIFTS.get(one.mention.sentence.section, 0.0) + (ALONE if _alone(one) else 0.0)


def _damped(weighed: Weighed) -> float:
    """What makes a candidate doubtful whatever was learned: bare vague words, a name that is no eponym."""
    bare, _ = limits()
    best = weighed.candidate.best
    single = len(best.mention.at) == 1
    shift = 0.0
    if single and weighed.code in bare and not weighed.alone:
        shift -= 3.0
    if all(one.swallowed for one in weighed.usable):
        shift -= 4.0
    elif all(one.covered == 1 for one in weighed.usable):
        shift -= 1.0
    return shift


def _shifted(probability: float, by: float) -> float:
    clipped = min(0.995, max(0.001, probability))
    return 1.0 / (1.0 + exp(-(log(clipped / (1.0 - clipped)) + by)))


def settle(weighed: Sequence[Weighed]) -> list[Weighed]:
    """Of candidates for the same words keep the likeliest, and of one category the more specific that the note supports."""
    ordered = sorted(weighed, key=lambda w: (-w.probability, w.code))
    kept: list[Weighed] = []
    taken: dict[tuple[int, int], Weighed] = {}
    for one in ordered:
        own = {(e.mention.sentence.number, place) for e in one.usable for place in e.mention.at}
        clashing = [taken[key] for key in own if key in taken]
        if clashing and len({id(c) for c in clashing}) and all(key in taken for key in own):
            continue
        kept.append(one)
        for key in own:
            taken.setdefault(key, one)
    return kept
