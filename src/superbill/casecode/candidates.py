"""The codes that a note could mean: every term found, the codes it leads to, each brought down to a complete code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice

from superbill.casecode.assertion import Scope, Status, scopes_of, status_of
from superbill.casecode.dictionary import Dictionary
from superbill.casecode.leaves import Leaf, Leaves
from superbill.casecode.marks import Mark, side_of
from superbill.casecode.match import Matcher, Mention
from superbill.casecode.sentences import Sentence

MOST_CODES = 3
"""A term that leads to more codes is vague: the first ones only are tried."""
SIDE_REACH = 7
CLOSE = 2
"""Words of a term are close together when no more than so many others stand between."""

_LATER = re.compile(
    r"\b(?:weeks?|wks?|months?|mos?|days?) (?:s/p|post[- ]?op\w*|status post|out from|after (?:surgery|orif|fracture|injury))"
    r"|\bsubsequent encounter|\b(?:cast|splint|suture|staple|hardware) (?:removal|removed|check)|\bs/p (?:orif|crpp|open reduction)"
    r"|\bpost[- ]?op(?:erative)? (?:visit|check|follow)|\b(?:fracture|fx)\b[^.\n]{0,40}\b(?:healing|healed|callus)|\bcallus\b[^.\n]{0,40}\bfracture",
    re.IGNORECASE,
)
"""What a note of a later encounter for an injury says."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One mention that leads to a code. `rank` is the place of the code among those of the term, `choices` their number;
    `kind` and `marks` tell of the term, `leaf` how the code was completed; `covered` the share of its words that a longer
    mention has as well."""

    mention: Mention
    kind: int
    marks: int
    rank: int
    choices: int
    leaf: Leaf
    status: Status
    weight: float
    covered: float
    best_here: float
    side: Mark
    swallowed: bool = False
    """Whether one longer term, its words close together, has all of its words."""


@dataclass(slots=True)
class Candidate:
    """A code with all that speaks for it."""

    code: int
    evidence: list[Evidence] = field(default_factory=list)

    @property
    def best(self) -> Evidence:
        """The mention that speaks most for it: first those that no longer mention holds."""
        return max(self.evidence, key=_strength)


def _strength(evidence: Evidence) -> tuple[bool, float, float, int]:
    return (
        evidence.covered < 1,
        evidence.weight - evidence.mention.gap * 0.5 - 1.5 * evidence.rank,
        -evidence.kind,
        -evidence.mention.start,
    )


class CandidateFinder:
    """Finds the candidates of a note."""

    def __init__(self, dictionary: Dictionary, matcher: Matcher) -> None:
        self._dictionary = dictionary
        self._matcher = matcher
        self._leaves = Leaves(dictionary)

    def find(self, sentences: Iterable[Sentence], text: str) -> dict[int, Candidate]:
        """All candidates by the number of their code, in the order in which the note first has them."""
        found: dict[int, Candidate] = {}
        for sentence in sentences:
            mentions = self._matcher.mentions(sentence)
            if mentions:
                self._of_sentence(sentence, mentions, scopes_of(sentence, text), found)
        return self._at_encounter(found, "D") if _LATER.search(text) else found

    def _at_encounter(self, found: dict[int, Candidate], seventh: str) -> dict[int, Candidate]:
        """Injuries with the 7th character of the encounter that the note is of (Official Guidelines, I.C.19.a)."""
        moved: dict[int, Candidate] = {}
        for number, candidate in found.items():
            code = self._leaves.encounter(number, seventh)
            moved.setdefault(code, Candidate(code)).evidence.extend(candidate.evidence)
        return moved

    def _of_sentence(
        self, sentence: Sentence, mentions: Sequence[Mention], scopes: Sequence[Scope], found: dict[int, Candidate]
    ) -> None:
        ids = self._dictionary.stem_ids
        context = {number for word in sentence.words if word.stem and (number := ids.get(word.stem)) is not None}
        weights = [self.weight(mention) for mention in mentions]
        owners = _owners(mentions, weights)
        for mention, weight in zip(mentions, weights, strict=True):
            held = max((owners[place] for place in mention.at), default=weight)
            swallowed = _swallowed(mention, mentions)
            covered = sum(1 for place in mention.at if owners[place] > weight) / len(mention.at)
            side = _side(sentence, mention)
            status = status_of(mention.at[0], mention.at[-1], scopes)
            for rank, (entry, leaf, choices) in enumerate(self._codes(mention, context, side)):
                evidence = Evidence(
                    mention, self._dictionary.entry_kind[entry], self._dictionary.entry_marks[entry], rank, choices, leaf,
                    status, weight, covered, held, side, swallowed,
                )  # fmt: skip
                found.setdefault(leaf.code, Candidate(leaf.code)).evidence.append(evidence)

    def weight(self, mention: Mention) -> float:
        """How much a mention tells: the rarity of its stems, less for words in between."""
        weights = self._dictionary.weights
        return sum(weights[stem] for stem in self._dictionary.stems_in(mention.set_number)) - 0.4 * mention.gap

    def _codes(self, mention: Mention, context: set[int], side: Mark) -> list[tuple[int, Leaf, int]]:
        entries = self._dictionary.entries(mention.set_number)
        marks = self._dictionary.arrays["code_marks"]
        wanted = sorted(
            islice(entries, 60), key=lambda e: (_against(Mark(marks[self._dictionary.entry_code[e]]), side), e)
        )
        found: dict[int, tuple[int, Leaf, int]] = {}
        for entry in wanted:
            code = self._dictionary.entry_code[entry]
            leaf = self._leaves.resolve(code, context, side)
            turned = self._leaves.sided(leaf.code, side)
            if turned != leaf.code:
                leaf = Leaf(turned, leaf.steps, leaf.evidence + 3.0)
            found.setdefault(leaf.code, (entry, leaf, len(entries)))
            if len(found) == MOST_CODES:
                break
        return list(found.values())


def at_later_encounter(leaves: Leaves, code: str, text: str) -> str:
    """The code of an injury with the 7th character of the encounter that a note is of."""
    return leaves.at(code, "D") if len(code) == 7 and _LATER.search(text) else code


def _swallowed(mention: Mention, others: Sequence[Mention]) -> bool:
    own = set(mention.at)
    return any(len(other.at) > len(own) and other.gap <= CLOSE and own.issubset(other.at) for other in others)


def _owners(mentions: Sequence[Mention], weights: Sequence[float]) -> dict[int, float]:
    """For each word, the weight of the weightiest mention that has it."""
    owners: dict[int, float] = {}
    for mention, weight in zip(mentions, weights, strict=True):
        for place in mention.at:
            if weight > owners.get(place, 0.0):
                owners[place] = weight
    return owners


def _against(marks: Mark, side: Mark) -> int:
    """How far a code's side is from the note's: 0 the same, 1 none said, 2 another one."""
    said = marks & (Mark.RIGHT | Mark.LEFT | Mark.BILATERAL)
    if not said:
        return 1 if side else 0
    return 0 if side and said == side else 2


def _side(sentence: Sentence, mention: Mention) -> Mark:
    """The side that is said nearest to a mention."""
    best, nearest = Mark.NONE, SIDE_REACH + 1
    for place in range(max(0, mention.at[0] - SIDE_REACH), min(len(sentence.words), mention.at[-1] + SIDE_REACH + 1)):
        side = side_of(sentence.words[place])
        if side:
            distance = (
                0
                if mention.at[0] <= place <= mention.at[-1]
                else min(abs(place - mention.at[0]), abs(place - mention.at[-1]))
            )
            if distance < nearest:
                best, nearest = side, distance
    return best
