"""Terms learned from coded notes: runs of one to three words that stand in notes with a code far more often than elsewhere.

What is mined is only as good as the coding it comes from, so it is kept apart from the official terms. A reranker that sees
mined terms must be cross-fitted: each note is scored with terms from other notes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log

from superbill.casecode.sentences import Sentence

Run = tuple[str, ...]

LEAST_NOTES = 2
LEAST_SHARE = 0.12
MOST_CODES = 4
LONGEST = 3


@dataclass(frozen=True, slots=True)
class Mined:
    """A code that a run speaks for: in `notes` notes with the run the code stood, `share` of all with it (smoothed)."""

    code: str
    notes: int
    share: float
    lift: float


def runs_of(sentences: Iterable[Sentence]) -> frozenset[Run]:
    """The runs of a note, without stop words, each once and in alphabetic order of its words."""
    found: set[Run] = set()
    for sentence in sentences:
        stems = [word.stem for word in sentence.words if word.stem and not word.stem[0].isdigit()]
        for length in range(1, LONGEST + 1):
            for place in range(len(stems) - length + 1):
                found.add(tuple(sorted(stems[place : place + length])))
    return frozenset(found)


def mine(notes: Sequence[tuple[frozenset[Run], frozenset[str]]]) -> dict[Run, list[Mined]]:
    """The runs worth knowing with their codes, the likeliest first."""
    in_notes: Counter[Run] = Counter()
    together: dict[str, Counter[Run]] = {}
    codes: Counter[str] = Counter()
    for runs, given in notes:
        in_notes.update(runs)
        codes.update(given)
    common = {run for run, count in in_notes.items() if count >= LEAST_NOTES}
    for runs, given in notes:
        shared = runs & common
        for code in given:
            if codes[code] >= LEAST_NOTES:
                together.setdefault(code, Counter()).update(shared)
    found: dict[Run, list[Mined]] = {}
    for code in sorted(together):
        base = codes[code] / len(notes)
        for run, count in together[code].items():
            share = count / (in_notes[run] + 1.5)
            if count >= LEAST_NOTES and share >= LEAST_SHARE and share > 3 * base:
                found.setdefault(run, []).append(Mined(code, count, share, log(share / base)))
    return {run: sorted(ways, key=lambda m: (-m.share, m.code))[:MOST_CODES] for run, ways in sorted(found.items())}


def spoken_for(runs: frozenset[Run], mined: Mapping[Run, Sequence[Mined]]) -> dict[str, list[Mined]]:
    """The codes that the runs of a note speak for, with all that speaks for each, in a fixed order."""
    found: dict[str, list[Mined]] = {}
    for run in sorted(runs & mined.keys()):
        for one in mined[run]:
            found.setdefault(one.code, []).append(one)
    return found


def mined_features(found: Sequence[Mined], prior: float) -> list[float]:
    """What mined terms say of one code: the best share, its notes, the sum of lifts of the best three, how many, the prior."""
    if not found:
        return [0.0, 0.0, 0.0, 0.0, prior]
    best = max(found, key=lambda m: (m.share, m.notes))
    lifts = sorted((m.lift for m in found), reverse=True)[:3]
    return [best.share, float(best.notes), sum(lifts), float(len(found)), prior]
