"""Rules of the tabular list between the suggested codes, and of age and sex.

Authority: Official Guidelines, I.A.12 (Excludes), I.A.13 (code first, use additional), I.B.4 and I.B.5 (symptoms integral to
a diagnosis); Medicare Code Editor for age and sex.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

from superbill.casecode.content import begins, integral
from superbill.casecode.sections import DECIDING
from superbill.casecode.suggest import REVIEW, Draft, with_conflict
from superbill.casecode.terms import SQL
from superbill.kb.store import Found, KnowledgeBase
from superbill.model.codes import System
from superbill.model.note import Conflict, Patient
from superbill.terminology.tree import Note, Tree

EDITOR = "cms-mce-codes"
SYMPTOMS = ("R", "M255", "M796", "L29", "L539", "M7989")
"""Beginnings of codes of symptoms, those outside their chapter among them."""
GIVEN_WAY = 0.2
"""The probability that is left to a symptom beside what its Excludes1 note names."""
_PLACE = r"([A-TV-Z][0-9A-Z][0-9A-Z](?:\.[0-9A-Z]{1,4})?)"
_NAMED = re.compile(rf"\b{_PLACE}(?:\s*(?:-|to)\s*{_PLACE})?")
_KINDS = ("excludes1", "code_first", "use_additional")
_ADULT_YEARS, _CHILD_YEARS, _NEWBORN_YEARS = 15, 17, 1
_BEARING = (9, 64)


class Conventions:
    """Asks the tabular list and the code editor of one knowledge base on one day."""

    def __init__(self, kb: KnowledgeBase, on: date, vagueness: Callable[[str], int]) -> None:
        self._kb = kb
        self._on = on
        self._tree = Tree(kb)
        self._vagueness = vagueness
        self._notes = lru_cache(maxsize=4096)(self._read_notes)
        self.edits = lru_cache(maxsize=4096)(self._read_edits)
        self.sexes = lru_cache(maxsize=4096)(self._read_sexes)

    def settle(self, drafts: Sequence[Draft], patient: Patient, *, fitted: bool = False) -> list[Draft]:
        """Drafts without those that cannot be, and with what conflicts said: the likeliest first. `fitted` probabilities know
        already that symptoms count less."""
        fitting = [draft for draft in drafts if not self._impossible(draft.code, patient)]
        specific = [d for d in fitting if not self._given_way(d, fitting)]
        specific = [self._without_integral(d, specific) for d in specific]
        damped = [self._of_other_sex(d if fitted else self._without_symptom(d, specific), patient) for d in specific]
        found = {draft.code: draft for draft in sorted(damped, key=lambda d: (d.probability, d.code))}
        self._mark(found)
        return sorted(found.values(), key=lambda d: (-d.probability, d.code))

    def _mark(self, found: dict[str, Draft]) -> None:
        """Say the conflicts of codes that are shown; a symptom gives way to what its Excludes1 note names."""
        shown = sorted(code for code, draft in found.items() if draft.probability >= REVIEW)
        for code in shown:
            for other, text in self._excluded(code, shown):
                found[code] = with_conflict(found[code], Conflict("excludes1", text, other))
                weaker = next((c for c in (code, other) if begins(c, ("R",))), "")
                if weaker == code or (weaker and not begins(code, ("R",))):
                    found[weaker] = replace(found[weaker], probability=min(found[weaker].probability, GIVEN_WAY))
            for kind in ("code_first", "use_additional"):
                text = "; ".join(note.text for note in self._notes(code) if note.kind == kind)[:300]
                if text:
                    found[code] = with_conflict(found[code], Conflict(kind, text))

    def manifestations(self, codes: Sequence[str]) -> frozenset[str]:
        """Those that are never listed first."""
        return frozenset(code for code in codes if "manifestation" in self.edits(code))

    def _impossible(self, code: str, patient: Patient) -> bool:
        edits = self.edits(code)
        age = patient.age_years
        if age is None:
            return False
        low, high = _BEARING
        return (
            ("newborn" in edits and age >= _NEWBORN_YEARS)
            or ("pediatric" in edits and age > _CHILD_YEARS)
            or ("adult" in edits and age < _ADULT_YEARS)
            or ("maternity" in edits and not low <= age <= high)
        )

    def _of_other_sex(self, draft: Draft, patient: Patient) -> Draft:
        """The editor listed codes by sex until September 2024; what it listed still tells what a code is about."""
        wrong = {"M": {"female", "maternity"}, "F": {"male"}}.get(patient.sex, set())
        said = self.sexes(draft.code) & wrong
        if not said:
            return draft
        text = f"the code editor listed it for {'women' if patient.sex == 'M' else 'men'} only (until 2024-09-30)"
        return with_conflict(replace(draft, probability=0.15 * draft.probability), Conflict("sex", text))

    def _given_way(self, draft: Draft, all_drafts: Sequence[Draft]) -> bool:
        """A vague code gives way to a specific one of its category, unless it is stated by itself and that one is not."""
        own = self._vagueness(draft.code)
        return own > 0 and any(
            other.code[:3] == draft.code[:3]
            and (self._vagueness(other.code), -len(other.code)) < (own, -len(draft.code))
            and other.probability >= max(REVIEW, 0.6 * draft.probability)
            for other in all_drafts
        )

    def _without_symptom(self, draft: Draft, all_drafts: Sequence[Draft]) -> Draft:
        """A symptom that is no problem of its own counts less when the assessment states diagnoses (I.B.5)."""
        if not begins(draft.code, SYMPTOMS) or draft.alone:
            return draft
        stated = any(d.alone and d.section in DECIDING and not begins(d.code, (*SYMPTOMS, "Z")) for d in all_drafts)
        share = 1.0 if not stated else 0.6 if draft.section in DECIDING else 0.45
        return replace(draft, probability=draft.probability * share)

    def _without_integral(self, draft: Draft, all_drafts: Sequence[Draft]) -> Draft:
        """A symptom that belongs to a diagnosis of the note gives way to it, unless it is a heading of its own (I.B.5)."""
        if draft.alone:
            return draft
        owners = next((others for own, others in integral().items() if begins(draft.code, own)), ())
        if any(begins(d.code, owners) and d.probability >= REVIEW for d in all_drafts if d is not draft):
            return replace(draft, probability=min(draft.probability, GIVEN_WAY), origin="integral")
        return draft

    def _excluded(self, code: str, others: Sequence[str]) -> list[tuple[str, str]]:
        found = []
        for note in self._notes(code):
            if note.kind == "excludes1":
                found += [(o, note.text) for o in others if o[:3] != code[:3] and names(note.text, o)]
        return found

    def _read_notes(self, code: str) -> tuple[Note, ...]:
        return tuple(note for note in self._tree.notes(System.ICD10CM, code, self._on) if note.kind in _KINDS)

    def _read_edits(self, code: str) -> frozenset[str]:
        found = self._kb.find(SQL["edits"], source=EDITOR, on=self._on, code=code)
        return frozenset(found.rows[-1][0].split()) if isinstance(found, Found) else frozenset()

    def _read_sexes(self, code: str) -> frozenset[str]:
        found = self._kb.find(SQL["edits"], source=EDITOR, on=self._on, code=code)
        rows = found.rows if isinstance(found, Found) else ()
        return frozenset(edit for row in rows for edit in row[0].split())


def names(text: str, code: str) -> bool:
    """Whether a note names a code, in itself, as a heading (`E10.-`) or inside a range (`E76.0-E76.3`)."""
    for match in _NAMED.finditer(text):
        first, last = match[1].replace(".", ""), (match[2] or match[1]).replace(".", "")
        if code.startswith((first, last)) or (first <= code[: len(first)] and code[: len(last)] <= last):
            return True
    return False
