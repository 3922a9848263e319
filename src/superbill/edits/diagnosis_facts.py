"""What is on file of one ICD-10-CM code in one epoch: when it is valid, and what its notes say of other codes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from superbill.edits.facts import DIAGNOSES, EDITOR, SQL, TABULAR, Answer, Epoch, Facts
from superbill.edits.icd_references import IcdReference, icd_references
from superbill.model.codes import System, display_code, systems_of
from superbill.model.periods import day_number

_OPTIONAL = re.compile(
    r"\bif (?:applicable|present|known|any|appropriate|desired|there is)|\bany associated\b|, if "
    r"|(?:^|; )any\b|\bassociated AIDS\b", re.I
)  # fmt: skip
_OF_SOME = re.compile(r"\b(?:complicating|due to)\b", re.I)
"""A note without examples which tells for which forms of the condition it is: heart failure *due to* hypertension."""
_FOR_ADVERSE = re.compile(r"\bfor adverse effects\b", re.I)
_OPEN = re.compile(r"such as|underlying|etiology|cause|condition|disease", re.I)
_SHOWN = 3


class DiagnosisStatus(StrEnum):
    """What a code is on a day."""

    VALID = "valid"
    INCOMPLETE = "incomplete"
    SEVENTH_MISSING = "7th character missing"
    SEVENTH_WRONG = "7th character wrong"
    PLACEHOLDER = "placeholder missing"
    ENDED = "no longer valid"
    EARLY = "not yet valid"
    UNKNOWN = "unknown"
    OTHER_SYSTEM = "of another system"
    NO_DATA = "no data"


@dataclass(frozen=True, slots=True)
class Validity:
    """A period (yyyymmdd, both ends included) and the editor's lists that the code is on in it."""

    first_day: int
    last_day: int
    lists: frozenset[str]


@dataclass(frozen=True, slots=True)
class Standing:
    """A code on a day: what it is, the editor's lists it is on, complete codes that are near, the release that says so."""

    status: DiagnosisStatus
    release_id: int | None = None
    src: int | None = None
    lists: frozenset[str] = frozenset()
    near: tuple[str, ...] = ()
    day: int = 0


@dataclass(frozen=True, slots=True)
class SequenceNote:
    """The notes of one kind at one place of the tabular list. `optional`: it holds only if there is such a condition;
    `open`: the codes named are examples."""

    at: str
    text: str
    references: tuple[IcdReference, ...]
    optional: bool
    open: bool
    release_id: int
    src: int

    def names(self, code: str) -> bool:
        """Whether the note names a code."""
        return any(reference.holds(code) for reference in self.references)


_NO_LISTS: frozenset[str] = frozenset()


class DiagnosisFacts:
    """The facts of one diagnosis code (without dot)."""

    def __init__(self, facts: Facts, epoch: Epoch, code: str) -> None:
        self._facts = facts
        self._epoch = epoch
        self._standing: dict[int, Standing] = {}
        self.code = code
        self.display = display_code(System.ICD10CM, code)

    def standing(self, day: int) -> Standing:
        """What the code is on a day (yyyymmdd)."""
        found = self._standing.get(day)
        if found is None:
            if len(self._standing) > 500:
                self._standing.clear()
            found = self._standing[day] = self._judge(day)
        return found

    @cached_property
    def _periods(self) -> Answer[tuple[tuple[Validity, int], ...]]:
        rows, release = self._facts.first_rows(
            self._epoch.shelves[EDITOR], "validity_rows", system=System.ICD10CM, code=self.code
        )
        periods = tuple((Validity(row[0], row[1], frozenset(row[2].split())), row[3]) for row in rows)
        return Answer(periods or None, release)

    def _judge(self, day: int) -> Standing:
        """By the Medicare Code Editor where it reaches to the day, else by the list in force."""
        periods = self._periods
        if periods.release is not None and day <= (day_number(periods.release.period.end) or 99991231):
            release = periods.release.id
            for validity, src in periods.value or ():
                if validity.first_day <= day <= validity.last_day:
                    return Standing(DiagnosisStatus.VALID, release, src, validity.lists)
            if periods.value:
                return self._outside(day, periods.value, release)
            return self._not_listed(day, release, "valid_below")
        shelf = self._epoch.shelves[DIAGNOSES]
        rows, listed = self._facts.first_rows(shelf, "listed_code", system=System.ICD10CM, code=self.code)
        if rows and rows[0][0] and listed is not None:
            return Standing(DiagnosisStatus.VALID, listed.id, rows[0][-1])
        if listed is None:
            return Standing(DiagnosisStatus.NO_DATA)
        end = day_number(listed.period.end)
        if end is not None and day > end:
            return Standing(DiagnosisStatus.NO_DATA)  # the code may be newer than the list
        return self._not_listed(day, listed.id, "listed_below")

    def _outside(self, day: int, periods: tuple[tuple[Validity, int], ...], release: int) -> Standing:
        past = [validity.last_day for validity, _ in periods if validity.last_day < day]
        src = periods[-1][1]
        if past:
            return Standing(
                DiagnosisStatus.ENDED, release, src, near=self._below(day, release, "valid_below"), day=max(past)
            )
        return Standing(DiagnosisStatus.EARLY, release, src, day=min(validity.first_day for validity, _ in periods))

    def _not_listed(self, day: int, release: int, statement: str) -> Standing:
        below = self._below(day, release, statement)
        if below:
            seventh = len(self.code) == 6 and all(len(code) == 7 for code in below)
            seventh = seventh or all(code[len(self.code) : 6].strip("X") == "" and len(code) == 7 for code in below)
            status = DiagnosisStatus.SEVENTH_MISSING if seventh else DiagnosisStatus.INCOMPLETE
            return Standing(status, release, near=below)
        if len(self.code) == 7:
            near = self._below(day, release, statement, self.code[:6])
            if near:
                return Standing(DiagnosisStatus.SEVENTH_WRONG, release, near=near)
        elif 4 <= len(self.code) < 7 and self.code[-1:].isalpha():
            padded = self.code[:-1].ljust(6, "X") + self.code[-1]
            if padded in self._below(day, release, statement, padded[:6], 40):
                return Standing(DiagnosisStatus.PLACEHOLDER, release, near=(padded,))
        systems = systems_of(self.code)
        if System.ICD10CM not in systems:
            return Standing(DiagnosisStatus.OTHER_SYSTEM if systems else DiagnosisStatus.UNKNOWN, release)
        longest = next((self.code[:n] for n in range(len(self.code) - 1, 2, -1) if self._valid(self.code[:n], day)), "")
        return Standing(DiagnosisStatus.UNKNOWN, release, near=(longest,) if longest else ())

    def _valid(self, code: str, day: int) -> bool:
        return DiagnosisFacts(self._facts, self._epoch, code).standing(day).status is DiagnosisStatus.VALID

    def _below(self, day: int, release: int, statement: str, code: str = "", limit: int = _SHOWN) -> tuple[str, ...]:
        """Complete codes below, a few; the list of a release needs no day."""
        parameters = {"on": day} if statement == "valid_below" else {}
        rows = self._facts.kb.rows(
            SQL[statement], release=release, system=System.ICD10CM, code=code or self.code, limit=limit, **parameters
        )
        return tuple(row[0] for row in rows)

    @cached_property
    def _notes(self) -> tuple[tuple[str, SequenceNote], ...]:
        return tuple(
            note for at in places_above(self._facts, self._epoch, self.code)
            for note in sequence_notes(self._facts, self._epoch, at)
        )  # fmt: skip

    @cached_property
    def excludes1(self) -> tuple[SequenceNote, ...]:
        """Excludes1 notes of the code and everything above it."""
        return tuple(note for kind, note in self._notes if kind == "excludes1" and note.references)

    @cached_property
    def code_first(self) -> tuple[SequenceNote, ...]:
        """Code-first notes of the code and everything above it, one for each place. That of T36-T50 is for adverse effects
        only: a poisoning stands first itself (Official Guidelines, section I.C.19.e.5)."""
        notes = (note for kind, note in self._notes if kind == "code_first")
        return tuple(note for note in notes if not _FOR_ADVERSE.search(note.text) or adverse_effect(self.code))


def places_above(facts: Facts, epoch: Epoch, code: str) -> tuple[str, ...]:
    """The code, its headers up to the category, and the blocks and chapter above that."""
    return (*(code[:n] for n in range(len(code), 2, -1)), *_blocks(facts, epoch, code[:3]))


def _blocks(facts: Facts, epoch: Epoch, category: str) -> tuple[str, ...]:
    key = ("blocks", epoch, category)
    found: tuple[str, ...] | None = facts.shared.get(key)
    if found is None:
        above: list[str] = []
        at = category
        while at:
            rows, _ = facts.first_rows(epoch.shelves[TABULAR], "parent", system=System.ICD10CM, code=at)
            at = rows[0][0] if rows else ""
            above += [at] if at else []
        found = facts.shared.keep(key, tuple(above))
    return found


def sequence_notes(facts: Facts, epoch: Epoch, at: str) -> tuple[tuple[str, SequenceNote], ...]:
    """The Excludes1 notes (each by itself) and the code-first note (its lines together) at one place."""
    key = ("notes", epoch, at)
    found: tuple[tuple[str, SequenceNote], ...] | None = facts.shared.get(key)
    return facts.shared.keep(key, _read_notes(facts, epoch, at)) if found is None else found


def _read_notes(facts: Facts, epoch: Epoch, at: str) -> tuple[tuple[str, SequenceNote], ...]:
    rows, release = facts.first_rows(epoch.shelves[TABULAR], "sequence_notes", system=System.ICD10CM, code=at)
    if release is None:
        return ()
    found = [("excludes1", _note(at, (row[1],), release.id, row[-1])) for row in rows if row[0] == "excludes1"]
    first = [row for row in rows if row[0] == "code_first"]
    if first:
        found.append(("code_first", _note(at, tuple(row[1] for row in first), release.id, first[0][-1])))
    return tuple(found)


def _note(at: str, texts: tuple[str, ...], release_id: int, src: int) -> SequenceNote:
    text = "; ".join(texts)
    references = tuple(reference for each in texts for reference in icd_references(each))
    vague = any(_OPEN.search(each) and not icd_references(each) for each in texts)
    return SequenceNote(at, text, references, binds_sometimes(text), vague or not references, release_id, src)


def binds_sometimes(text: str) -> bool:
    """Whether a code-first note holds only if there is such a condition: 'if applicable', 'any', or some forms of it."""
    return bool(_OPTIONAL.search(text) or ("such as" not in text and _OF_SOME.search(text)))


def adverse_effect(code: str) -> bool:
    """Whether a code of T36-T50 is for an adverse effect: 5 in the 6th place, or in the 5th where X fills the 6th."""
    return (code[5:6].strip("X") or code[4:5]) == "5"
