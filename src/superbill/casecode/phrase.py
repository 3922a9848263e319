"""Codes for a phrase that stands alone: a line of a problem list, a term that somebody looks up.

All terms are compared with the phrase by the rarity of the words they share, so that a part of the words is enough; a word
that no term has is read as the known word that is spelled most alike (by runs of three letters).
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from superbill.casecode.dictionary import Dictionary
from superbill.casecode.leaves import Leaves
from superbill.casecode.marks import Mark, side_of
from superbill.casecode.phrases import OTHER, clean
from superbill.casecode.terms import Kind
from superbill.casecode.words import Word, words_of
from superbill.terminology.lexicon import Lexicon, load_lexicon

LEAST_SHARE = 0.35
LEAST_ALIKE = 0.5
_KIND_BONUS = {Kind.LEXICON: 0.06, Kind.INDEX: 0.05, Kind.INCLUSION: 0.03, Kind.DESCRIPTION: 0.02, Kind.HEADING: 0.02}
_SHORTEST_REPAIRED = 5


@dataclass(frozen=True, slots=True)
class Match:
    """A complete code and how well a term that leads to it fits the phrase, 0 to about 1."""

    code: str
    score: float


class PhraseFinder:
    """Ranks codes for phrases. The word-to-terms table is made when the first phrase comes."""

    def __init__(self, dictionary: Dictionary, lexicon: Lexicon | None = None) -> None:
        self._dictionary = dictionary
        self._lexicon = lexicon or load_lexicon()
        self._leaves = Leaves(dictionary)
        self._postings: dict[int, array[int]] = {}
        self._totals = array("d")
        self._trigrams: dict[str, list[int]] = {}
        self._common: dict[int, frozenset[int]] = {}

    def find(self, text: str, limit: int = 10, least: float = LEAST_SHARE) -> list[Match]:
        """The best codes for a phrase, each once, from terms that share at least `least` of its words and their own."""
        self._prepare()
        words = words_of(clean(text))
        stems = self._stems(words)
        side = next((turn for word in words if (turn := side_of(word))), Mark.NONE)
        ranked = sorted(self._scored(stems, least), key=lambda pair: (-pair[0], pair[1]))[: 6 * limit]
        best: dict[str, float] = {}
        said = self._dictionary.described(text)
        if said is not None and self._dictionary.billable[said]:
            best[self._dictionary.codes[said]] = 2.0
        for score, number in ranked:
            for rank, entry in enumerate(self._ordered(number, side)[:3]):
                leaf = self._leaves.resolve(self._dictionary.entry_code[entry], stems, side)
                code = self._leaves.by_side(self._dictionary.codes[self._leaves.sided(leaf.code, side)], side)
                value = score - 0.03 * rank + 0.02 * min(1.0, leaf.evidence)
                best[code] = max(best.get(code, 0.0), value)
        found = [Match(code, score) for code, score in sorted(best.items(), key=lambda item: (-item[1], item[0]))]
        return found[:limit]

    def _stems(self, words: Sequence[Word]) -> set[int]:
        ids = self._dictionary.stem_ids
        found: set[int] = set()
        texts = [word.text for word in words]
        for place, word in enumerate(words):
            if not word.stem or side_of(word):
                continue
            number = ids.get(word.stem)
            if number is not None:
                found.add(number)
            elif len(word.stem) >= _SHORTEST_REPAIRED:
                found |= self._alike(word.stem)
            entry = self._lexicon.longest(texts, place)
            for phrase in entry.phrases[:1] if entry else ():
                told = {ids[w.stem] for w in words_of(" ".join(phrase)) if w.stem in ids}
                if told and entry is not None and entry.kind == "abbreviation" and len(entry.phrases) == 1:
                    found.discard(number if number is not None else -1)  # said twice, it would count twice
                found |= told
        return found

    def _scored(self, stems: Iterable[int], least: float) -> list[tuple[float, int]]:
        weights = self._dictionary.weights
        shared: defaultdict[int, float] = defaultdict(float)
        ordered = sorted(stems, key=lambda stem: (-weights[stem], stem))
        whole = left = sum(weights[stem] for stem in ordered)
        for stem in ordered:
            weight = weights[stem]
            if 2 * left >= least * (whole + left):  # else no term that has none of the rarer words can be alike enough
                for number in self._postings.get(stem, ()):
                    shared[number] += weight
            else:
                for number in shared.keys() & self._holding(stem):
                    shared[number] += weight
            left -= weight
        found = []
        for number, weight in shared.items():
            score = 2 * weight / (whole + self._totals[number])
            if score >= least:
                entry = self._dictionary.entry_at[number]
                bonus = _KIND_BONUS.get(Kind(self._dictionary.entry_kind[entry]), 0.0)
                other = 0.04 if self._dictionary.entry_marks[entry] & OTHER else 0.0
                found.append((score + bonus - other, number))
        return found

    def _holding(self, stem: int) -> frozenset[int]:
        """The sets with a stem that is in so many that they are asked for again and again."""
        found = self._common.get(stem)
        if found is None:
            found = self._common[stem] = frozenset(self._postings.get(stem, ()))
        return found

    def _ordered(self, number: int, side: Mark) -> list[int]:
        marks = self._dictionary.arrays["code_marks"]
        any_side = Mark.RIGHT | Mark.LEFT | Mark.BILATERAL

        def against(entry: int) -> tuple[bool, int]:
            said = Mark(marks[self._dictionary.entry_code[entry]]) & any_side
            return (bool(said) and said != side, entry)

        return sorted(list(self._dictionary.entries(number))[:40], key=against)

    def _prepare(self) -> None:
        if self._totals:
            return
        dictionary = self._dictionary
        for number in range(len(dictionary.set_at) - 1):
            stems = dictionary.stems_in(number)
            self._totals.append(sum(dictionary.weights[stem] for stem in stems))
            for stem in stems:
                self._postings.setdefault(stem, array("i")).append(number)
        for number, word in enumerate(dictionary.stems):
            if len(word) >= _SHORTEST_REPAIRED:
                for gram in _grams(word):
                    self._trigrams.setdefault(gram, []).append(number)

    def _alike(self, stem: str) -> set[int]:
        """The known stem with the most runs of three letters in common; none when less than half are."""
        counts: dict[int, int] = defaultdict(int)
        own = _grams(stem)
        for gram in sorted(own):
            for number in self._trigrams.get(gram, ()):
                counts[number] += 1
        best = max(counts, key=lambda n: (self._likeness(n, own, counts[n]), -n), default=None)
        return {best} if best is not None and self._likeness(best, own, counts[best]) >= LEAST_ALIKE else set()

    def _likeness(self, number: int, own: frozenset[str], shared: int) -> float:
        return 2 * shared / (len(own) + len(_grams(self._dictionary.stems[number])))


def _grams(word: str) -> frozenset[str]:
    padded = f"^{word}$"
    return frozenset(padded[place : place + 3] for place in range(len(padded) - 2))
