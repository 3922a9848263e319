"""Whether a finding is the patient's own, present and certain: scope rules, applied span by span.

A cue reaches from where it stands to the end of the sentence, forward or back, unless a word that ends the scope (`but`,
`however`) stands between. Authority for what follows from it: ICD-10-CM Official Guidelines, section IV.H (uncertain
diagnoses of outpatients are not coded) and IV.I to IV.J, I.C.21.c.4 (history of).
"""

from __future__ import annotations

import tomllib
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from superbill.casecode.sentences import Sentence
from superbill.casecode.words import words_of
from superbill.kb.home import content_folder

REACH_BACK = 6
"""An `after` cue reaches so many words back."""
REACH_ON = 14
"""A `before` cue reaches so many words on; lists of `denies a, b, c or d` reach as far as the list."""


class Status(StrEnum):
    """What a note says of a finding; anything but `present` is not coded as such."""

    PRESENT = "present"
    NEGATED = "negated"
    UNCERTAIN = "uncertain"
    RULED_OUT = "ruled out"
    HISTORICAL = "historical"
    FAMILY = "family"
    OTHER_PERSON = "other person"
    PLANNED = "planned"


_STRENGTH = (
    Status.NEGATED, Status.FAMILY, Status.RULED_OUT, Status.OTHER_PERSON, Status.PLANNED, Status.UNCERTAIN, Status.HISTORICAL,
)  # fmt: skip
"""Which one holds where several reach a finding."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The words `first` to `last` of a sentence that a cue reaches; the cue itself stands at `cue`."""

    status: Status
    first: int
    last: int
    cue: tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Cues:
    before: dict[tuple[str, ...], Status]
    after: dict[tuple[str, ...], Status]
    ends: frozenset[tuple[str, ...]]
    first_words: frozenset[str]
    longest: int


@cache
def _cues() -> _Cues:
    content = tomllib.loads((content_folder() / "casecode" / "assertion.toml").read_text(encoding="utf-8"))
    before: dict[tuple[str, ...], Status] = {}
    after: dict[tuple[str, ...], Status] = {}
    for status in Status:
        group = content.get(status.name.lower(), {})
        before |= {_cut(cue): status for cue in group.get("before", ())}
        after |= {_cut(cue): status for cue in group.get("after", ())}
    ends = frozenset(_cut(end) for end in content["ends"])
    every = [*before, *after, *ends]
    return _Cues(before, after, ends, frozenset(cue[0] for cue in every if cue), max(map(len, every)))


def _cut(text: str) -> tuple[str, ...]:
    return tuple(word.text for word in words_of(text))


def scopes_of(sentence: Sentence, text: str) -> list[Scope]:
    """All scopes of a sentence. `text` is the whole note: a list after a cue is followed over its commas."""
    texts = [word.text for word in sentence.words]
    cues, found, ends = _cues(), [], []
    place = 0
    while place < len(texts):
        step = 1
        if texts[place] in cues.first_words:
            for length in range(min(cues.longest, len(texts) - place), 0, -1):
                key = tuple(texts[place : place + length])
                if key in cues.before or key in cues.after:
                    found.append((place, place + length, cues.before.get(key), cues.after.get(key)))
                    step = length
                    break
                if key in cues.ends:
                    ends.append(place)
                    break
        place += step
    return [scope for cue in found for scope in _reach(cue, found, ends, sentence, text)]


_Cue = tuple[int, int, Status | None, Status | None]


def _reach(cue: _Cue, every: Sequence[_Cue], ends: Sequence[int], sentence: Sentence, text: str) -> list[Scope]:
    start, stop, before, after = cue
    found = []
    if before is not None:
        limit = min(_next(ends, stop), len(sentence.words), _list_end(sentence, stop, text))
        if limit > stop:
            found.append(Scope(before, stop, limit - 1, (start, stop)))
    if after is not None:
        since = max((end for end in ends if end < start), default=-1) + 1
        others = [other[1] for other in every if other[1] <= start]
        since = max(since, start - REACH_BACK, *others, 0)
        since = _clause_start(sentence, since, start, text)  # the sign before the cue itself is no border: `RSV: neg`
        if since < start:
            found.append(Scope(after, since, start - 1, (start, stop)))
    return found


def _next(ends: Sequence[int], place: int) -> int:
    at = bisect_left(ends, place)
    return ends[at] if at < len(ends) else 1 << 30


def _list_end(sentence: Sentence, place: int, text: str) -> int:
    """Where a list that begins at a word ends: after `REACH_ON` words, but on over commas, `or` and `and` of one list."""
    words = sentence.words
    end = min(len(words), place + REACH_ON)
    while end < len(words):
        gap = text[words[end - 1].end : words[end].start]
        if "," not in gap and words[end].text not in ("or", "nor"):
            break
        end = min(len(words), end + 4)
    for at in range(place + 1, end):
        if any(sign in text[words[at - 1].end : words[at].start] for sign in ".;:"):
            return at
    return end


def _clause_start(sentence: Sentence, since: int, start: int, text: str) -> int:
    """An `after` cue stays within its clause."""
    for place in range(start - 1, since, -1):
        if any(sign in text[sentence.words[place - 1].end : sentence.words[place].start] for sign in ",;:."):
            return place
    return since


def status_of(first: int, last: int, scopes: Sequence[Scope]) -> Status:
    """The status of the finding at the words `first` to `last`: the strongest of the scopes that hold its last word."""
    reached = {
        s.status for s in scopes if s.first <= last <= s.last and not (s.cue[0] >= first and s.cue[1] <= last + 1)
    }
    return next((status for status in _STRENGTH if status in reached), Status.PRESENT)
