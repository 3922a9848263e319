"""Which passages answer a question best, and which of them say the same.

The score is BM25 over the subjects of a question, a word of the headings counting as part of one in the text. Codes that a
passage names count on top. Tried on the questions of `benchmarks/passages.py` and of little or no use: nearness of the subjects,
windows of two sentences, scores of the neighbours or of the section, pseudo relevance feedback, vectors (LSA, PPMI).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from superbill.guidelines.words import Question, Subject, stem, tokens
from superbill.model.code_spans import CodeSpan, code_spans

SATURATION, LENGTH_SHARE, USUAL_LENGTH, SHORT = 1.2, 0.5, 65, 12
"""BM25: k1, b, the length of a usual passage in words, and the length below which shorter is no better."""
IN_HEADING, IN_CHAPTER = 0.6, 0.3
"""What a word counts that stands in the headings of the section, and of the chapter."""
LONGEST_WORDING = 1.5
"""A wording of several words counts at most this many times its rarest one."""
AGAIN = 0.4
"""What a word counts for a second subject of the question."""
CODE, IN_RANGE, IN_CHAPTER_RANGE = 6.0, 2.5, 1.5
WIDEST_RANGE = 2_000
"""A wider range names a whole chapter of codes, which says nothing about one of them."""
ALIKE = 0.9
NAMED_OUTRIGHT = 100
"""A wider range of codes may differ between two passages that say the same for two chapters."""


@dataclass(frozen=True, slots=True)
class Read:
    """A passage as the ranking reads it: what each of its stems weighs with the headings counted in, and the codes it
    names; `said` are its words without numbers, `named` the codes and narrow ranges."""

    weights: Mapping[str, float]
    length: int
    spans: tuple[CodeSpan, ...]
    chapter_spans: tuple[CodeSpan, ...]
    said: frozenset[str]
    named: frozenset[CodeSpan]


def read(text: str, heading: Sequence[str]) -> Read:
    """Read a passage without the number in front of it. `heading` is outermost first."""
    stems = [stem(word) for word in tokens(text)]
    weights: dict[str, float] = dict(Counter(stems))
    for titles, weight in ((heading[1:], IN_HEADING), (heading[:1], IN_CHAPTER)):
        for word in {stem(each) for title in titles for each in tokens(title)}:
            weights[word] = weights.get(word, 0.0) + weight
    spans = code_spans(text)
    return Read(
        weights=weights,
        length=len(stems),
        spans=spans,
        chapter_spans=code_spans(heading[0]) if heading else (),
        said=frozenset(word for word in stems if not word.isdigit()),
        named=frozenset(span for span in spans if span.width <= NAMED_OUTRIGHT),
    )


class Ranking:
    """Scores passages for one question. `rarity` tells how telling each of its stems is (the idf in the store)."""

    def __init__(self, question: Question, rarity: Mapping[str, float]) -> None:
        self._question = question
        self._rarity = rarity
        self._words = rarity.keys()

    def score(self, passage: Read) -> float:
        """How well a passage answers; 0 when it has nothing that is asked for."""
        found = self._found(passage)
        score = 0.0
        credited: set[str] = set()
        for subject in self._question.subjects:
            part, way = self._best(subject, found)
            overlap = sum(self._rarity[word] for word in way if word in credited)
            if overlap:
                part *= 1 - (1 - AGAIN) * overlap / sum(self._rarity[word] for word in way)
            credited.update(way)
            score += part
        return score + self._codes(passage)

    def _found(self, passage: Read) -> dict[str, float]:
        """The words of the question that a passage has, with their BM25."""
        usual = SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * max(passage.length, SHORT) / USUAL_LENGTH)
        weights, rarity = passage.weights, self._rarity
        return {
            word: rarity[word] * weights[word] * (SATURATION + 1) / (weights[word] + usual)
            for word in self._words & weights.keys()
        }

    def _best(self, subject: Subject, found: Mapping[str, float]) -> tuple[float, tuple[str, ...]]:
        """The way of saying it that counts most here, and its words that are here."""
        best = 0.0
        words: tuple[str, ...] = ()
        for said, weight in subject.ways:
            here = tuple(word for word in said if word in found)
            if here:
                score = weight * (found[here[0]] if len(said) == 1 else self._together(said, here, found))
                if score > best:
                    best, words = score, here
        return best, words

    def _together(self, said: Sequence[str], here: Sequence[str], found: Mapping[str, float]) -> float:
        """A wording of several words: less by the square of what is missing."""
        rarity = self._rarity
        share = sum(rarity[word] for word in here) / sum(rarity[word] for word in said)
        most = LONGEST_WORDING * (SATURATION + 1) * max(rarity[word] for word in said)
        return min(sum(found[word] for word in here) * share * share, most)

    def _codes(self, passage: Read) -> float:
        total = 0.0
        for code in self._question.codes:
            named = [span.width for span in passage.spans if span.holds(code) and span.width <= WIDEST_RANGE]
            if named:
                total += IN_RANGE if min(named) else CODE
            if any(span.holds(code) for span in passage.chapter_spans):
                total += IN_CHAPTER_RANGE
        return total


def rarity_of(passages: int, with_word: int) -> float:
    """The idf of a word that so many of the passages have."""
    return math.log(1 + (passages - with_word + 0.5) / (with_word + 0.5))


def say_the_same(one: Read, other: Read) -> bool:
    """Whether two passages are one that a manual repeats: their words agree but for a few, and they name the same codes.

    Ranges of a chapter's codes and numbers may differ; short ones have to agree in every word."""
    first, second = one.said, other.said
    fewer, more = sorted((len(first), len(second)))
    if fewer < ALIKE * more or one.named != other.named:
        return False
    if fewer < SHORT:
        return first == second
    return len(first & second) >= ALIKE * len(first | second)
