"""Which codes does this note support?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from superbill.model.answer import Ask, Step, Unchecked, cited, gap, of, say
from superbill.model.citation import Citation, Fact, NotAvailable
from superbill.model.codes import System
from superbill.model.lookup import KnownAnswer
from superbill.model.note import Band, CodedText, Suggestion
from superbill.pilot.intent import Asked, Intent, Said
from superbill.pilot.slots import Code, Slots

LEAD = re.compile(
    r"^.{0,80}?\b(?:note|text|visit|documentation|report|dictation|encounter|chart)\b[^:\n]{0,40}[:\n]\s*",
    re.IGNORECASE | re.DOTALL,
)
SHORTEST_NOTE = 20
MOST = 12


class NoteCodes(Intent):
    """A note to codes, each with the words that prove it."""

    id = "note_codes"
    title = "A note to codes"
    examples = (
        "code this note: patient seen for cough", "what codes does this note support", "code the following visit note", "assign codes to this note: assessment and plan",
        "suggest icd-10 codes for this documentation:", "code this encounter: chief complaint", "here is my note, code it", "which diagnoses are in this note:",
        "please code this chart note: history of present illness", "read this note and give the codes:", "turn this note into codes",
        "abstract this note", "extract the codes from this dictation:",
    )  # fmt: skip
    cues = (
        (r"\b(?:this|following|my|the) (?:\w+ )?(?:note|documentation|dictation|encounter|chart)\b", 2.5),
        (r"\bnote to code\b|\bcodes? (?:for )?(?:this|the following)\b", 2.0),
        (r"\b(?:assessment|chief complaint|hpi|impression)\b", 1.0),
    )
    sources = ("the lists of ICD-10-CM", "content/casecode")
    refusal = "The final choice: a coder signs off."

    def answer(self, asked: Asked) -> Iterator[Said]:
        """Suggestions by how sure they are, and the level of the visit."""
        note = note_of(asked.text)
        if len(note) < SHORTEST_NOTE:
            yield Ask("note", "Which note? Paste it behind “code this note:”.")
            return
        if asked.desk.code_note is None:
            yield gap(NotAvailable("notes cannot be coded in this installation", "superbill code FILE"))
            return
        yield Step(f"coding a note of {len(note):,} characters")
        found: CodedText = asked.desk.code_note(note, asked.on)
        for suggestion in (*found.codes, *found.services)[:MOST]:
            yield from _suggested(asked, suggestion, note)
        if not found.codes:
            yield gap(NotAvailable(found.reason or "no diagnosis was found in the note", "a fuller note"))
        if found.visit is not None and found.visit.code:
            own = Citation(
                source="note",
                title="The note",
                publisher="",
                release="",
                file="",
                locator=_places(found.visit.spans),
                effective_from=asked.on,
            )
            yield say(
                "Level of the visit: ",
                cited(found.visit.code, own),
                f", {found.visit.level} decision making ({found.visit.basis}).",
            )
        for other in found.not_coded[:4]:
            yield Unchecked(f"Not coded: “{other.text}” ({other.reason}).")
        yield Unchecked("Suggestions for a coder to sign off; edits, coverage and fees were not checked.")

    def fits(self, slots: Slots) -> float:
        """Nothing but the words."""
        return 0.0


def note_of(text: str) -> str:
    """What follows the request; the whole text where there is none."""
    match = LEAD.match(text)
    return text[match.end() :].strip() if match else ""


def _suggested(asked: Asked, suggestion: Suggestion, note: str) -> Iterator[Said]:
    known = asked.lookup(Code(System(suggestion.system), suggestion.code))
    if not isinstance(known, KnownAnswer) or not isinstance(known.title, Fact):
        return
    start, end = suggestion.spans[0] if suggestion.spans else (0, 0)
    own = Citation(
        source="note",
        title="The note",
        publisher="",
        release="",
        file="",
        locator=_places(suggestion.spans),
        effective_from=date.min,
    )
    word = {Band.ACCEPT: "accept", Band.REVIEW: "review", Band.IDEA: "idea"}[suggestion.band]
    quoted = (" from “", cited(" ".join(note[start:end].split()), own), "”") if end else ()
    yield say(cited(suggestion.display, known.evidence), ": ", of(known.title), f" ({word})", *quoted, ".")


def _places(spans: tuple[tuple[int, int], ...]) -> str:
    return ", ".join(f"characters {start} to {end}" for start, end in spans[:3])


INTENT = NoteCodes()
