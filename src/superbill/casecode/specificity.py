"""What a note would have to say for a more specific code: the side, the stage, the trimester, the type, the acuity."""

from __future__ import annotations

import re
from collections.abc import Callable

from superbill.casecode.dictionary import Dictionary
from superbill.casecode.leaves import Leaves
from superbill.casecode.marks import Mark
from superbill.model.note import Missing

MOST_SIBLINGS = 3
_SIDES = Mark.RIGHT | Mark.LEFT | Mark.BILATERAL
_KINDS = (
    ("trimester", re.compile(r"\btrimester\b")),
    ("stage", re.compile(r"\bstage\b")),
    ("severity", re.compile(r"\b(?:mild|moderate|severe)\b")),
    ("acuity", re.compile(r"\b(?:acute|chronic|subacute)\b")),
    ("type", re.compile(r"\btype\b")),
    ("complication", re.compile(r"\bwith(?:out)?\b")),
    ("site", re.compile(r"\b(?:upper|lower|proximal|distal|shaft|end|quadrant|lobe|region|part)\b")),
)
_WORD = re.compile(r"[A-Za-z0-9-]+")


class Specificity:
    """Asks the hierarchy for the codes beside a code. `title` gives the description of a code."""

    def __init__(self, dictionary: Dictionary, title: Callable[[str], str]) -> None:
        self._dictionary = dictionary
        self._leaves = Leaves(dictionary)
        self._marks = dictionary.arrays["code_marks"]
        self._title = title

    def missing(self, code: str) -> tuple[Missing, ...]:
        """What to document for which more specific code; empty for a code that is no unspecified one."""
        place = self._dictionary.place(code)
        if place is None or not Mark(self._marks[place]) & Mark.UNSPECIFIED:
            return ()
        own = set(_WORD.findall(self._title(code).lower()))
        found = []
        for sibling in self._siblings(place):
            marks = Mark(self._marks[sibling])
            if marks & (Mark.UNSPECIFIED | Mark.OTHER):
                continue
            text = self._title(self._dictionary.codes[sibling])
            extra = " ".join(word for word in _WORD.findall(text) if word.lower() not in own) or text
            sided = bool(marks & _SIDES and not Mark(self._marks[place]) & _SIDES)
            found.append(
                Missing("laterality" if sided else _kind(extra.lower()), extra, self._dictionary.codes[sibling], text)
            )
        found.sort(key=lambda m: (m.what != "laterality", m.code))
        return tuple(found[:MOST_SIBLINGS])

    def unspecified(self, code: str) -> str:
        """The unspecified sibling of a code; '' when there is none or it is that itself."""
        place = self._dictionary.place(code)
        if place is None or Mark(self._marks[place]) & Mark.UNSPECIFIED:
            return ""
        return next(
            (self._dictionary.codes[s] for s in self._siblings(place) if Mark(self._marks[s]) & Mark.UNSPECIFIED), ""
        )

    def vagueness(self, code: str) -> int:
        """2 for a description that says unspecified, 1 for other or without, 0 for the rest: the lower goes before."""
        place = self._dictionary.place(code)
        marks = Mark(self._marks[place]) if place is not None else Mark.NONE
        return 2 if marks & Mark.UNSPECIFIED else 1 if marks & (Mark.WITHOUT | Mark.OTHER) else 0

    def _siblings(self, place: int) -> list[int]:
        """Complete codes below the same heading, of the same 7th character."""
        code = self._dictionary.codes[place]
        beginning = code[:5] if len(code) == 7 else code[:-1]
        heading = self._dictionary.place(beginning) if len(beginning) >= 3 else None
        if heading is None:
            return []
        below = self._dictionary.below(heading)
        return [n for n in below if n != place and self._dictionary.billable[n] and len(self._dictionary.codes[n]) == len(code)
                and self._dictionary.codes[n][6:] == code[6:]]  # fmt: skip


def _kind(extra: str) -> str:
    return next((name for name, pattern in _KINDS if pattern.search(extra)), "detail")
