"""May these diagnoses stand together, and in which order?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby, permutations

from superbill.edits.icd_references import icd_references
from superbill.model.answer import Piece, Step, Unchecked, cited, gap, listed, say
from superbill.model.codes import System
from superbill.model.lookup import KnownAnswer
from superbill.pilot.intent import Asked, Intent, Need, Said, not_known
from superbill.pilot.slots import Code, Slots
from superbill.terminology.tree import Note

TITLES = {
    "excludes1": "Excludes1, never coded together", "excludes2": "Excludes2, not included here, may be coded together", "code_first": "Code first",
    "use_additional": "Use additional code", "code_also": "Code also",
}  # fmt: skip
MEANING = {
    "excludes1": "are not coded together, unless the two conditions are unrelated",
    "excludes2": "may be coded together when the patient has both",
}
MOST = 12
_NUMBERED = re.compile(r"excludes? ?([12])")


class Excludes(Intent):
    """The instructional notes of the tabular list: Excludes1, Excludes2, code first, use additional code."""

    id = "excludes"
    title = "Excludes, code first, use additional"
    examples = (
        "can <dx> and <dx> be coded together", "is there an excludes1 between <dx> and <dx>", "excludes1 notes for <dx>", "what does <dx> exclude",
        "do <dx> and <dx> conflict", "is <dx> excluded with <dx>", "excludes 2 notes of <dx>", "may i report <dx> with <dx>", "code first note for <dx>",
        "what must be coded before <dx>", "does <dx> have a code first instruction", "use additional code note <dx>", "which comes first <dx> or <dx>",
        "instructional notes for <dx>", "can <dx> be listed first", "sequencing of <dx> and <dx>", "is <dx> a manifestation code", "tabular notes <dx>",
        "can a patient have both <dx> and <dx> on a claim", "what additional code goes with <dx>", "which codes are excluded from <dx>",
        "can <dx> be a primary diagnosis",
    )  # fmt: skip
    cues = ((r"\bexclud", 2.2), (r"\bcode first|\bcoded (?:first|before)|\blisted first|\bsequenc|\bcomes first|\bfirst-listed|\bprimary diagnosis", 2.0),
            (r"\badditional code|\bcode also|\binstructional|\btabular|\bmanifestation", 1.8), (r"<dx>[^?]*\b(?:and|with)\b[^?]*<dx>", 1.0))  # fmt: skip
    needs = (Need("diagnosis", "Which ICD-10-CM code?"),)
    sources = ("nchs-icd10cm-tabular",)

    def answer(self, asked: Asked) -> Iterator[Said]:
        """For two codes the notes of one that name the other; for one code its notes."""
        codes = asked.slots.diagnoses
        yield Step(f"reading the tabular list for {', '.join(code.display for code in codes[:4])} on {asked.on}")
        missing = asked.desk.tree.missing(System.ICD10CM, asked.on)
        if missing is not None:
            yield gap(missing, "Instructional notes")
            return
        for code in codes[:4]:
            found = asked.lookup(code)
            if not isinstance(found, KnownAnswer):
                yield from not_known(found, code)
                return
        yield from (_together(asked, codes[:4]) if len(codes) > 1 else _own(asked, codes[0]))
        yield Unchecked("Not checked: chapter guidelines, age and sex edits, and what the record says.")

    def fits(self, slots: Slots) -> float:
        """Two diagnoses and no procedure."""
        if len(slots.diagnoses) > 1:
            return 0.8 if not slots.procedures else -0.4
        return 0.0 if slots.diagnoses else -0.8


def _notes(asked: Asked, code: Code) -> tuple[Note, ...]:
    return tuple(note for note in asked.desk.tree.notes(System.ICD10CM, code.code, asked.on) if note.kind in TITLES)


def _together(asked: Asked, codes: tuple[Code, ...]) -> Iterator[Said]:
    said = False
    for one, other in permutations(codes, 2):
        for note in _notes(asked, one):
            if any(reference.holds(other.code) for reference in icd_references(note.text)):
                said = True
                yield _conflict(asked, one, other, note)
    if not said:
        node = asked.desk.tree.node(System.ICD10CM, codes[0].code, asked.on) or next(
            iter(asked.desk.tree.ancestors(System.ICD10CM, codes[0].code, asked.on)), None
        )
        if node is not None:
            release = cited(f"{node.citation.title} {node.citation.release}", node.citation)
            yield say(
                f"No note of {' or '.join(code.display for code in codes)} in ",
                release,
                " names the other code. That is no more than the list says.",
            )


def _conflict(asked: Asked, one: Code, other: Code, note: Note) -> Said:
    label = asked.desk.tree.label(System.ICD10CM, note.at, asked.on)
    kind = TITLES[note.kind].partition(",")[0]
    told = MEANING.get(note.kind, "")
    if note.kind == "code_first":
        told = f"{other.display} is coded before {one.display}"
    elif note.kind in ("use_additional", "code_also"):
        told = f"{other.display} is coded as well where it applies"
    else:
        told = f"{one.display} and {other.display} {told}"
    return say(
        cited(kind, note.citation),
        " at ",
        cited(label, note.citation),
        ": ",
        cited(note.text, note.citation),
        f". So {told}.",
    )


def _own(asked: Asked, code: Code) -> Iterator[Said]:
    wanted = _wanted(asked.text.lower())
    notes = [note for note in _notes(asked, code) if note.kind in wanted]
    together = [(*key, list(group)) for key, group in groupby(notes, key=lambda note: (note.kind, note.at))]
    for kind, at, group in together[:MOST]:
        label = cited(asked.desk.tree.label(System.ICD10CM, at, asked.on), group[0].citation)
        where = () if at == code.code else (" (at ", label, ")")
        yield say(TITLES[kind], *where, ": ", *listed(_lines(group), "; "), ".")
    if not notes:
        above = asked.desk.tree.node(System.ICD10CM, code.code, asked.on) or next(
            iter(asked.desk.tree.ancestors(System.ICD10CM, code.code, asked.on)), None
        )
        if above is not None:
            names = " or ".join(TITLES[kind].partition(",")[0] for kind in wanted)
            yield say(f"{code.display} has no {names} note, nor has anything above it, in ",
                      cited(f"{above.citation.title} {above.citation.release}", above.citation), ".")  # fmt: skip


def _lines(notes: list[Note]) -> list[Piece]:
    """The lines of a note; one that ends in a colon goes on with those behind it."""
    found: list[Piece] = []
    for note in notes:
        text = " ".join(note.text.split())
        if found and found[-1].text.endswith(":"):
            found[-1] = Piece(f"{found[-1].text} {text}", (*found[-1].citations, note.citation))
        else:
            found.append(Piece(text, (note.citation,)))
    return found


def _wanted(text: str) -> tuple[str, ...]:
    number = _NUMBERED.search(text)
    if number:
        return (f"excludes{number[1]}",)
    if "exclud" in text:
        return ("excludes1", "excludes2")
    if "additional" in text or "code also" in text:
        return ("use_additional", "code_also")
    return ("code_first",) if "first" in text or "before" in text else tuple(TITLES)


INTENT = Excludes()
