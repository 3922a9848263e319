"""ICD-10-CM codes that an instructional note names: `(I69. with final characters -23)`, `(T36-T65 with fifth or sixth
character 1-4)`, `(S14.0, S14.1-)`. Authority: ICD-10-CM tabular list, conventions (a hyphen stands for further characters).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_BRACKETS = re.compile(r"\(([^()]*[A-Z]\d[^()]*)\)")
_CODE = r"[A-Z][0-9][0-9A-Z](?:\.[0-9A-Z]{0,4})?"
_SPAN = re.compile(rf"(?<![0-9A-Za-z])({_CODE})(?:-?\s*(?:-|–|to)\s*({_CODE})-?|-)?(?![0-9a-z])")
_WITH = re.compile(r"\bwith\b(.*)$", re.I)
_CHARACTERS = re.compile(
    r"((?:(?:4th|5th|6th|7th|fourth|fifth|sixth|seventh)[ -]+(?:or )?)+)characters? ([0-9A-Z])(?:-([0-9A-Z]))?"
)
_FINAL = re.compile(r"final characters? -([0-9A-Z]+)")
_PLACES = {"4th": 3, "fourth": 3, "5th": 4, "fifth": 4, "6th": 5, "sixth": 5, "7th": 6, "seventh": 6}


@dataclass(frozen=True, slots=True)
class IcdReference:
    """Codes from `first` to `last` with all below them; `places` (from 0) of which one must hold `low` to `high`, or the
    `ending`, when the note narrows them down."""

    first: str
    last: str
    places: tuple[int, ...] = ()
    low: str = ""
    high: str = ""
    ending: str = ""

    def holds(self, code: str) -> bool:
        """Whether a code without dot is meant."""
        if not (self.first <= code[: len(self.first)] and code[: len(self.last)] <= self.last):
            return False
        if self.ending:
            return code.endswith(self.ending)
        return not self.places or any(self.low <= code[place : place + 1] <= self.high for place in self.places)

    def __str__(self) -> str:
        ends = [f"{code[:3]}.{code[3:]}" if len(code) > 3 else code for code in (self.first, self.last)]
        return ends[0] if self.first == self.last else "-".join(ends)


@lru_cache(maxsize=8_192)
def icd_references(text: str) -> tuple[IcdReference, ...]:
    """The codes that stand in the brackets of a note. A narrowing that is not understood drops its bracket: better no
    conflict than a wrong one.

    >>> [str(found) for found in icd_references("neonatal dacryocystitis (P39.1), see (S24.0, T36-T50)")]
    ['P39.1', 'S24.0', 'T36-T50']
    """
    return tuple(found for bracket in _BRACKETS.findall(text) for found in _in_bracket(bracket))


def _in_bracket(text: str) -> list[IcdReference]:
    narrowed = _WITH.search(text)
    spans = [(m[1].replace(".", ""), (m[2] or m[1]).replace(".", "")) for m in _SPAN.finditer(text[: narrowed.start()] if narrowed else text)]  # fmt: skip
    if narrowed is None:
        return [IcdReference(first, last) for first, last in spans]
    ending, characters = _FINAL.search(narrowed[1]), _CHARACTERS.search(narrowed[1])
    if ending:
        return [IcdReference(first, last, ending=ending[1]) for first, last in spans]
    if characters is None:
        return []
    places = tuple(place for name, place in _PLACES.items() if name in characters[1])
    return [IcdReference(first, last, places, characters[2], characters[3] or characters[2]) for first, last in spans]
