"""The Medicare Code Editor's lists that a stay's procedures are on. Authority: Definitions of Medicare Code Edits."""

from __future__ import annotations

from dataclasses import dataclass

from superbill.edits.case import Case
from superbill.edits.facts import EDITOR
from superbill.model.codes import System


@dataclass(frozen=True, slots=True)
class EditedProcedure:
    """An ICD-10-PCS code on the day: valid or not, the editor's lists, the row."""

    code: str
    valid: bool
    lists: frozenset[str]
    src: int | None


def edited_procedures(case: Case) -> list[EditedProcedure] | None:
    """The procedures of a stay as the editor sees them on the day; None when it does not reach to it."""
    release = case.epoch.whole(EDITOR)
    if release is None or (release.period.end is not None and case.on > release.period.end):
        return None
    return [_edited(case, procedure.code.replace(".", "").upper()) for procedure in case.claim.procedures]


def _edited(case: Case, code: str) -> EditedProcedure:
    key = ("pcs", case.epoch, code)
    rows = case.facts.shared.get(key)
    if rows is None:
        shelf = case.epoch.shelves[EDITOR]
        rows = case.facts.shared.keep(
            key, case.facts.first_rows(shelf, "validity_rows", system=System.ICD10PCS, code=code)[0]
        )
    for first, last, lists, src in rows:
        if first <= case.day <= last:
            return EditedProcedure(code, True, frozenset(lists.split()), src)
    return EditedProcedure(code, False, frozenset(), rows[-1][3] if rows else None)
