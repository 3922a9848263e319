"""What the indicators of the relative value file say of modifiers. Authority: CMS, RVU file documentation, data record
and attachment A. Each value has whether the modifier is for the code, and why, in the project's own words."""

from __future__ import annotations

from superbill.model.edits import Use
from superbill.pricing.rvu import RvuRow

Meaning = tuple[Use, str]

YES, WHEN, NO = Use.APPLIES, Use.WHEN, Use.DOES_NOT_APPLY
NOT_CONCERNED = "the concept does not apply"

PARTS: dict[str, tuple[Use, Use, str]] = {
    "0": (NO, NO, "a physician service, not split into parts"),
    "1": (YES, YES, "a diagnostic test with a professional and a technical part"),
    "2": (NO, NO, "the code is the professional part already"),
    "3": (NO, NO, "the code is the technical part already"),
    "4": (NO, NO, "the code stands for both parts together"),
    "5": (NO, NO, "an incident-to service"),
    "6": (YES, NO, "a lab test with a physician interpretation that may be billed"),
    "7": (NO, NO, "a therapy service"),
    "8": (NO, NO, "a physician interpretation, professional only"),
    "9": (NO, NO, NOT_CONCERNED),
}
"""PC/TC indicator: modifier 26, modifier TC."""

BILATERAL: dict[str, Meaning] = {
    "0": (NO, "bilateral indicator 0: the 150 % rule does not apply; not a paired part, or one payment covers it"),
    "1": (YES, "bilateral indicator 1: both sides pay 150 %"),
    "2": (NO, "bilateral indicator 2: the amount is for both sides already"),
    "3": (YES, "bilateral indicator 3: each side pays 100 %"),
    "9": (NO, f"bilateral indicator 9: {NOT_CONCERNED}"),
}
ASSISTANT: dict[str, Meaning] = {
    "0": (WHEN, "assistant indicator 0: paid only with records that show the need"),
    "1": (NO, "assistant indicator 1: an assistant is never paid"),
    "2": (YES, "assistant indicator 2: an assistant may be paid (16 %; AS 13.6 %)"),
    "9": (NO, f"assistant indicator 9: {NOT_CONCERNED}"),
}
CO_SURGEON: dict[str, Meaning] = {
    "0": (NO, "co-surgeon indicator 0: not permitted"),
    "1": (WHEN, "co-surgeon indicator 1: with records that show the need for two surgeons"),
    "2": (YES, "co-surgeon indicator 2: permitted, no records needed if the specialties differ"),
    "9": (NO, f"co-surgeon indicator 9: {NOT_CONCERNED}"),
}
TEAM: dict[str, Meaning] = {
    "0": (NO, "team indicator 0: not permitted"),
    "1": (WHEN, "team indicator 1: with records that show the need, paid by report"),
    "2": (YES, "team indicator 2: permitted, paid by report"),
    "9": (NO, f"team indicator 9: {NOT_CONCERNED}"),
}
ASSISTANTS = ("80", "81", "82", "AS")


def parts(row: RvuRow) -> tuple[Use, Use, str]:
    """Whether 26 and TC are for the code of a row, and why."""
    professional, technical, why = PARTS.get(row.pctc, (WHEN, WHEN, "see the file's documentation"))
    return professional, technical, f"PC/TC indicator {row.pctc}: {why}"


def surgeons(row: RvuRow) -> tuple[tuple[tuple[str, ...], Meaning | None], ...]:
    """The modifiers of assistants, co-surgeons and teams, with what the row says of them; None for an unknown value."""
    return (
        (ASSISTANTS, ASSISTANT.get(row.assistant)),
        (("62",), CO_SURGEON.get(row.co_surgeon)),
        (("66",), TEAM.get(row.team)),
    )
