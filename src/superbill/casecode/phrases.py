"""How official texts are worded in notes: a description or an index path becomes sets of stems that a note must hold.

A phrase gives several readings: with and without what stands in parentheses, without tails that a note leaves out
(`without complications`, `initial encounter`), with each of the alternates of an index term (`abdomen, abdominal`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, product

from superbill.casecode.words import words_of

UNSPECIFIED, OTHER, SHORTENED, SIDED = 1, 2, 4, 8
"""Marks of a reading: the text says `unspecified`; it says `other`; a tail was left out; a side was left out."""

MOST_STEMS = 9
MOST_READINGS = 12
SIDES = frozenset(("right", "left", "bilateral", "unilateral"))
_SIDE_STEMS = frozenset(word.stem for word in words_of(" ".join(sorted(SIDES))))

_PARENTHESES = re.compile(r"\s*[(\[][^()\[\]]*[)\]]")
_ENCOUNTER = re.compile(
    r",? (?:initial|subsequent) encounter(?: for .*)?$|, sequela$|,? not applicable or unspecified$|, fetus \d$|, other fetus$"
)
_NEC = re.compile(
    r",? (?:not elsewhere classified|not otherwise specified|elsewhere classified|NEC|NOS)\b|,? in diseases classified elsewhere|"
    r",? so stated|,? unspecified as to .*$|,? unspecified whether .*$|\bunspecified (?:type|trimester|side|organism|cause)\b",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?:,? (?:without|with no) [^,]*|, not [^,]*|, uncomplicated|, unspecified [^,]*|, single episode|, idiopathic|, simple)$"
    r"|,? without .*$",
    re.IGNORECASE,
)
_OR = re.compile(r"\s+(?:or|and/or)\s+|/")
_TRANSLATIONS = (
    (re.compile(r"\bmalignant (?:neoplasm|tumou?r)s?\b", re.IGNORECASE), "cancer"),
    (re.compile(r"\bsecondary (?:cancer|neoplasm)\b", re.IGNORECASE), "metastasis"),
    (re.compile(r"\bx[ -]?ray\b", re.IGNORECASE), "xray"),
)
_UNSPECIFIED = re.compile(r"\bunspecified\b|\bNOS\b", re.IGNORECASE)
_OTHER = re.compile(r"\bother\b|\bNEC\b|\bnot elsewhere\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reading:
    """Stems in the order of the text, without repeats and sides, and the marks of how they came about."""

    stems: tuple[str, ...]
    marks: int


def clean(text: str) -> str:
    """Text with the fixed expressions of the code sets made those of notes (`malignant neoplasm` is cancer)."""
    for pattern, replacement in _TRANSLATIONS:
        text = pattern.sub(replacement, text)
    return text


def readings(text: str) -> list[Reading]:
    """The readings of a description or an inclusion term, the fullest first."""
    marks = (UNSPECIFIED if _UNSPECIFIED.search(text) else 0) | (OTHER if _OTHER.search(text) else 0)
    full = _NEC.sub("", _ENCOUNTER.sub("", text))
    versions = [(full, 0)]
    plain = _PARENTHESES.sub("", full)
    versions.append((plain, 0))
    short = _TAIL.sub("", plain)
    if short != plain:
        versions.append((short, SHORTENED))
    return _distinct((clean(version), marks | mark) for version, mark in versions)


def index_readings(levels: Sequence[tuple[str, str]]) -> list[Reading]:
    """The readings of an index path: one alternate of each level, with its nonessential modifiers left out."""
    text = " ".join(term for term, _ in levels)
    marks = (UNSPECIFIED if _UNSPECIFIED.search(text) else 0) | (OTHER if _OTHER.search(text) else 0)
    ways = [_alternates(_NEC.sub("", term), first=place == 0) for place, (term, _) in enumerate(levels)]
    combined = islice(product(*ways), MOST_READINGS)
    return _distinct((clean(" ".join(way)), marks) for way in combined)


def _alternates(term: str, *, first: bool) -> list[str]:
    """`abdomen, abdominal` gives both; `back, low` of a subterm is one phrase and gives the whole only."""
    plain = _PARENTHESES.sub("", term)
    parts = [part.strip() for part in plain.split(",") if part.strip()]
    if len(parts) < 2:
        return [plain]
    stems = [word.text for word in words_of(parts[0])]
    alike = all(_akin(part, stems[0] if stems else "") for part in parts[1:])
    if alike and (first or all(" " not in part for part in parts)):
        return parts
    return [" ".join(parts)]


def _akin(part: str, first: str) -> bool:
    """Forms of one word begin alike: `hypertension, hypertensive`."""
    found = [word.text for word in words_of(part)]
    return len(found) == 1 and found[0][:3] == first[:3]


def _distinct(versions: Iterator[tuple[str, int]] | list[tuple[str, int]]) -> list[Reading]:
    seen: dict[tuple[str, ...], int] = {}
    for text, marks in versions:
        words = [word for word in words_of(text) if word.stem]
        sided = any(word.stem in _SIDE_STEMS for word in words)
        kept = tuple(dict.fromkeys(word.stem for word in words if word.stem not in _SIDE_STEMS))
        if 0 < len(kept) <= MOST_STEMS:
            seen.setdefault(kept, marks | (SIDED if sided else 0))
    return [Reading(stems, marks) for stems, marks in seen.items()]
