"""The weeks of a pregnancy: the code that says them, and the trimester of the codes of pregnancy.

Authority: ICD-10-CM Official Guidelines, I.C.15.a.3 (trimester), I.C.21.c.11 (Z3A); tabular list, chapter 15: first trimester less than 14
weeks, second 14 weeks to less than 28, third 28 weeks until delivery.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from superbill.casecode.content import begins
from superbill.casecode.dictionary import Dictionary
from superbill.casecode.suggest import REVIEW, Draft
from superbill.model.note import Span

_WEEKS = re.compile(
    r"\b(\d{1,2})\s?(?:w(?:ee)?ks?|w)\s?(?:(?:and\s)?\d\s?(?:d|days?)\b)?(?=[^.\n]{0,25}\b(?:gestation|pregnan\w*|iup|ega|ga|by\b))"
    r"|\b(?:iup|ega|ga|gestational age|gestation|pregnan\w*|g\d+p\d+)\b[^.\n]{0,20}?\b(\d{1,2})\s?(?:w(?:ee)?ks?|w)(?![a-z])"
    r"|\b(\d{1,2})w\d?d?\b",
    re.IGNORECASE,
)
_TRIMESTER = re.compile(r"\b(?:first|second|third|unspecified) trimester\b")
EARLIEST, LATEST, SECOND, THIRD = 8, 42, 14, 28
CERTAIN = 0.85


def weeks_of(text: str) -> tuple[int, Span] | None:
    """The completed weeks of gestation that a note says, and where; None for none."""
    for match in _WEEKS.finditer(text):
        weeks = int(next(group for group in match.groups() if group))
        if EARLIEST <= weeks <= LATEST:
            return weeks, match.span()
    return None


def at_weeks(drafts: Sequence[Draft], text: str, dictionary: Dictionary, title: Callable[[str], str]) -> list[Draft]:
    """Drafts with the trimester that the weeks give, and the code of the weeks; unchanged where no pregnancy is coded."""
    pregnant = any(begins(d.code, ("O0", "O1", "O2", "O3", "O4", "O99")) and d.probability >= REVIEW for d in drafts)
    found = weeks_of(text) if pregnant else None
    if found is None:
        return list(drafts)
    weeks, span = found
    name = "first" if weeks < SECOND else "second" if weeks < THIRD else "third"
    moved: dict[str, Draft] = {}
    for draft in drafts:
        code = _in_trimester(draft.code, name, dictionary, title)
        if code not in moved or moved[code].probability < draft.probability:
            moved[code] = replace(draft, code=code)
    code = f"Z3A{weeks:02d}"
    if dictionary.place(code) is not None:
        moved[code] = Draft(code, CERTAIN, (span,), why=f"{weeks} completed weeks", origin="weeks")
    return sorted(moved.values(), key=lambda d: (-d.probability, d.code))


def _in_trimester(code: str, name: str, dictionary: Dictionary, title: Callable[[str], str]) -> str:
    if not code.startswith("O"):
        return code
    text = title(code)
    number = dictionary.described(_TRIMESTER.sub(f"{name} trimester", text)) if _TRIMESTER.search(text) else None
    return dictionary.codes[number] if number is not None and dictionary.billable[number] else code
