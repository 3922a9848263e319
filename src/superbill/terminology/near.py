"""Codes near to one that is not known: one slip of the finger away, its category, or what it begins."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from superbill.model.codes import System
from superbill.terminology.hits import Hit, HitReader, Part
from superbill.terminology.indexing import LONGEST_CODE
from superbill.terminology.matching import Matcher

MOST = 10
MOST_SLIPS = 6
SHORTEST_BEGINNING = 3

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def near_codes(code: str, systems: Collection[System], matcher: Matcher, reader: HitReader) -> list[Hit]:
    """At most 10 codes: one slip away, the likeliest slips and those late in the code first; then the longest beginning that
    is a code; then what begins with the code, shorter codes first."""

    def of(field: str, codes: Collection[str], match: str, limit: int) -> list[Hit]:
        query = matcher.one_of(field, codes)
        return reader.page([Part(query, query, match=match, by_code=True)], systems, limit)

    slips = one_slip(code)
    slipped = of("key", slips, "spelling", 200)
    slipped.sort(key=lambda hit: (slips.get(hit.code, 3), -_agreement(hit.code, code)))
    found = slipped[:MOST_SLIPS]
    for length in range(len(code) - 1, SHORTEST_BEGINNING - 1, -1):
        beginning = of("key", [code[:length]], "code prefix", 1)
        if beginning:
            found += beginning
            break
    found += of("code", [code], "code prefix", MOST) if len(code) <= LONGEST_CODE else []
    known = {(hit.system, hit.code): hit for hit in reversed(found)}
    return sorted(known.values(), key=found.index)[:MOST]


def one_slip(code: str) -> dict[str, int]:
    """Every code one slip away, with how unlikely the slip is: two characters swapped 0, one wrong 1, one missing or too
    many 2.

    >>> one_slip("E1")["1E"], one_slip("E1")["E2"], one_slip("E1")["E"]
    (0, 1, 2)
    """
    found: dict[str, int] = {}
    for unlikely, slipped in _slips(code[: LONGEST_CODE + 1]):
        found.setdefault(slipped, unlikely)
    found.pop(code, None)
    return found


def _slips(code: str) -> Iterator[tuple[int, str]]:
    cuts = [(code[:place], code[place:]) for place in range(len(code) + 1)]
    yield from ((0, a + b[1] + b[0] + b[2:]) for a, b in cuts if len(b) > 1)
    yield from ((1, a + c + b[1:]) for a, b in cuts if b for c in _ALPHABET)
    yield from ((2, a + b[1:]) for a, b in cuts if b and len(code) > 1)
    yield from ((2, a + c + b) for a, b in cuts for c in _ALPHABET)


def _agreement(one: str, other: str) -> int:
    """How many first characters are the same."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
