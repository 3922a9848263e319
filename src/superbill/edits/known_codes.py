"""Whether a question about pairs, units or prices makes sense for a code: it must be a procedure, drug or supply that some
release lists."""

from __future__ import annotations

from collections.abc import Sequence

from superbill.model.citation import NotAvailable
from superbill.model.codes import CPT_MODIFIERS, System
from superbill.model.lookup import Deleted, KnownAnswer, LookupAnswer, NotLoadedHere

PROCEDURES = frozenset({System.CPT, System.HCPCS, System.CDT})
KINDS = {
    System.MODIFIER: "a modifier",
    System.MSDRG: "an MS-DRG",
    System.ICD10CM: "a diagnosis (ICD-10-CM)",
    System.ICD9CM: "a diagnosis (ICD-9-CM)",
    System.ICD10PCS: "an inpatient procedure (ICD-10-PCS)",
    System.ICD9PROC: "an inpatient procedure (ICD-9-CM)",
}
ENDED = frozenset({System.ICD9CM, System.ICD9PROC})
SHOWN_NEAR = 3


def why_not(answers: Sequence[KnownAnswer], otherwise: LookupAnswer) -> NotAvailable | None:
    """Why a code has no edits and no fee: what it is in the systems that know it, else what looking it up ended in. None
    when it may have some, or when that cannot be told."""
    if any(answer.system in PROCEDURES for answer in answers):
        return None
    if answers and not _long_over(answers, otherwise):
        standing = [answer for answer in answers if not isinstance(answer, Deleted)] or answers
        kinds = dict.fromkeys(KINDS.get(answer.system, answer.system.label) for answer in standing)
        return _no_procedure(standing[0].display, " or ".join(kinds))
    if otherwise.code in CPT_MODIFIERS:
        return _no_procedure(otherwise.code, KINDS[System.MODIFIER])
    return _unknown(otherwise)


def _long_over(answers: Sequence[KnownAnswer], otherwise: LookupAnswer) -> bool:
    """Whether only ended systems know it, ICD-9-CM, whose codes look like CPT codes when typed without the dot."""
    ended = all(isinstance(answer, Deleted) and answer.system in ENDED for answer in answers)
    return ended and not isinstance(otherwise, KnownAnswer) and bool(PROCEDURES & set(otherwise.systems))


def _unknown(answer: LookupAnswer) -> NotAvailable | None:
    if isinstance(answer, NotLoadedHere):
        kinds = [KINDS[system] for system in answer.systems if system in KINDS]
        if not kinds or PROCEDURES & set(answer.systems):
            return None
        return _no_procedure(answer.code, f"shaped like {kinds[0]}")
    if isinstance(answer, KnownAnswer):
        return None
    if not answer.systems:
        return NotAvailable(
            f"{answer.code or 'it'} is not shaped like a code of any system", "no release: there is none"
        )
    near = ", ".join(line.display for line in answer.near[:SHOWN_NEAR])
    return NotAvailable(
        f"{answer.code} is listed in no release loaded for {answer.on}" + (f"; similar codes: {near}" if near else ""),
        "a release that is not loaded, if there is such a code",
    )


def _no_procedure(code: str, kind: str) -> NotAvailable:
    return NotAvailable(
        f"{code} is {kind}; fee schedules and NCCI edits are for CPT and HCPCS codes", "no release: there is none"
    )
