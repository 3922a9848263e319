"""Every two of many codes against the pair edits, in one question. Authority: NCCI Policy Manual, chapter I.

The answers are those of `check_pair`, without the trouble of asking 1,225 times for 50 codes: only pairs that have an
edit are looked at, the others share one reason.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from superbill.edits.facts import SQL
from superbill.edits.pairs import SOURCE, check_pair
from superbill.kb.store import KnowledgeBase
from superbill.model.edits import PairAnswer, PairResult, Setting


@dataclass(frozen=True, slots=True)
class PairMatrix:
    """The pairs of codes that have an edit, by their codes in the order given; `other` answers for every other pair."""

    codes: tuple[str, ...]
    edits: dict[tuple[str, str], PairAnswer]
    other: PairAnswer | None

    def answer(self, first: str, second: str) -> PairAnswer:
        """What holds for two of the codes. Raises `KeyError` for a code that is not among them."""
        if first not in self.codes or second not in self.codes:
            raise KeyError((first, second))
        found = self.edits.get((first, second)) or self.edits.get((second, first)) or self.other
        if found is None:
            raise KeyError((first, second))
        return found


def pair_matrix(
    kb: KnowledgeBase, codes: Sequence[str], on: date, setting: Setting = Setting.PRACTITIONER
) -> PairMatrix:
    """Every two of `codes`."""
    distinct = tuple(dict.fromkeys(codes))
    place = {code: number for number, code in enumerate(distinct)}
    listed = json.dumps(distinct)
    named: set[tuple[str, str]] = set()
    for release in kb.in_force(SOURCE, on, setting):
        for row in kb.rows(SQL["pairs_among"], release=release.id, codes=listed):
            if row[0] != row[1]:
                named.add((row[0], row[1]) if place[row[0]] < place[row[1]] else (row[1], row[0]))
    edits = {
        pair: check_pair(kb, *pair, on, setting) for pair in sorted(named, key=lambda p: (place[p[0]], place[p[1]]))
    }
    free = next(((a, b) for a in distinct for b in distinct if place[a] < place[b] and (a, b) not in edits), None)
    return PairMatrix(distinct, edits, check_pair(kb, *free, on, setting) if free else None)


def blocked(matrix: PairMatrix) -> tuple[PairAnswer, ...]:
    """The pairs that are not paid together, with or without a modifier that would help."""
    barred = (PairResult.NEVER, PairResult.WITH_MODIFIER)
    return tuple(answer for answer in matrix.edits.values() if answer.result in barred)
