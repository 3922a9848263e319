"""Finds the terms of the dictionary in a sentence, whatever the order of their words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from superbill.casecode.dictionary import Dictionary
from superbill.casecode.sentences import Sentence
from superbill.casecode.words import CAPITALS, Word, is_ambiguous, stems_of, words_of
from superbill.terminology.lexicon import Lexicon, load_lexicon

SLACK = 5
"""Words of a term may stand so many words apart altogether, and one more for each of its words."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A set of the dictionary found in a sentence: at which words, in which place of the note, with how many other words
    in between, and whether in the order of one run. `spelled_out` is False when an abbreviation stands for a word of it."""

    set_number: int
    sentence: Sentence
    at: tuple[int, ...]
    gap: int
    spelled_out: bool

    @property
    def start(self) -> int:
        """Where the first word begins."""
        return self.sentence.words[self.at[0]].start

    @property
    def end(self) -> int:
        """Where the last word ends."""
        return self.sentence.words[self.at[-1]].end

    @property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """Places of its words, words that follow one another as one."""
        found: list[tuple[int, int]] = []
        before = -2
        for place in self.at:
            word = self.sentence.words[place]
            if place == before + 1 or (found and place == before):
                found[-1] = (found[-1][0], word.end)
            else:
                found.append((word.start, word.end))
            before = place
        return tuple(found)


class Matcher:
    """Holds the dictionary and the lexicon whose abbreviations and lay words stand for other words."""

    def __init__(self, dictionary: Dictionary, lexicon: Lexicon | None = None) -> None:
        self.dictionary = dictionary
        self._lexicon = lexicon or load_lexicon()
        self._first_words = {entry.words[0] for entry in self._lexicon.entries}

    def mentions(self, sentence: Sentence) -> list[Mention]:
        """Every set whose stems all stand close enough together, in the order of their numbers."""
        places, expanded = self._places(sentence.words)
        found: list[Mention] = []
        groups, present = self.dictionary.groups, places.keys()
        for stem in sorted(places):
            inner = groups.get(stem)
            if not inner:
                continue
            seconds = present & inner.keys() if len(inner) > len(places) else [s for s in inner if s in places]
            for second in sorted(seconds):
                for number in range(*inner[second]):
                    mention = self._fit(number, sentence, places, expanded)
                    if mention is not None:
                        found.append(mention)
            for number in range(*inner.get(-1, (0, 0))):
                found.extend(self._single(number, sentence, places[stem], expanded))
        return found

    def _places(self, words: Sequence[Word]) -> tuple[dict[int, list[int]], frozenset[int]]:
        """Stem number to the words it stands at; and the words at which something was spelled out."""
        ids = self.dictionary.stem_ids
        places: dict[int, list[int]] = {}
        for place, word in enumerate(words):
            number = ids.get(word.stem) if word.stem else None
            if number is not None:
                places.setdefault(number, []).append(place)
        expanded: set[int] = set()
        texts = [word.text for word in words]
        for place, text in enumerate(texts):
            if text in self._first_words and (not is_ambiguous(text) or words[place].stem.endswith(CAPITALS)):
                self._expand(place, texts, places, expanded)
        return places, frozenset(expanded)

    def _expand(self, place: int, texts: list[str], places: dict[int, list[int]], expanded: set[int]) -> None:
        entry = self._lexicon.longest(texts, place)
        if entry is None:
            return
        ids = self.dictionary.stem_ids
        own = {word.stem for word in words_of(" ".join(entry.words))} if len(entry.words) > 1 else set()
        passed = own if entry.kind == "abbreviation" else own | _generic()
        for phrase in entry.phrases:
            for word in words_of(" ".join(phrase)):
                number = ids.get(word.stem) if word.stem and word.stem not in passed else None
                if number is not None and place not in places.get(number, ()):
                    places.setdefault(number, []).append(place)
                    places[number].sort()
                    expanded.add(place)

    def _single(self, number: int, sentence: Sentence, at: list[int], expanded: frozenset[int]) -> list[Mention]:
        return [Mention(number, sentence, (place,), 0, place not in expanded) for place in at]

    def _fit(
        self, number: int, sentence: Sentence, places: dict[int, list[int]], expanded: frozenset[int]
    ) -> Mention | None:
        stems = self.dictionary.stems_in(number)
        lists = []
        for stem in stems:
            found = places.get(stem)
            if found is None:
                return None
            lists.append(found)
        at = _tightest(lists)
        gap = at[-1] - at[0] + 1 - len(at)
        content = sum(1 for w in sentence.words[at[0] : at[-1] + 1] if w.stem) - len(at)
        if content > SLACK + len(stems) // 2:
            return None
        return Mention(number, sentence, at, gap, expanded.isdisjoint(at))


@cache
def _generic() -> frozenset[str]:
    """Stems that a lay word does not lend to its neighbours: depression is a disorder, not the heart's."""
    return stems_of(["disease syndrome condition acute chronic high low pain loss"])


def _tightest(lists: list[list[int]]) -> tuple[int, ...]:
    """One place of each list, as close to one another as can be: around each place of the first list, the nearest of each."""
    best: tuple[int, ...] = ()
    width = 1 << 30
    for anchor in lists[0]:
        chosen = [anchor]
        for other in lists[1:]:
            chosen.append(other[0] if len(other) == 1 else min(other, key=lambda p: abs(p - anchor)))
        spread = max(chosen) - min(chosen)
        if spread < width:
            best, width = tuple(sorted(set(chosen))), spread
    return best
