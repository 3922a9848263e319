"""Typo repair over the vocabulary of the index, for words that it does not know."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tantivy import Query, Schema, Searcher

from superbill.terminology.lexicon import Lexicon
from superbill.terminology.tokens import stem

SHORTEST = 4
"""Shorter words are too easily turned into others."""
TWO_SLIPS_FROM = 8
CANDIDATES = 5
MOST_REPAIRS = 3


class Speller:
    """Repairs words: one slip (a letter wrong, missing, too many, or two swapped), two from 8 letters on."""

    def __init__(self, schema: Schema, searcher: Searcher, lexicon: Lexicon) -> None:
        self._schema = schema
        self._searcher = searcher
        self._lexicon = lexicon

    def repair(self, words: Sequence[str], has_hits: Callable[[list[str]], bool]) -> list[str] | None:
        """The words with the unknown ones repaired so that there are hits if possible; None when there is nothing to repair.

        `has_hits` tells whether a list of words finds anything.
        """
        repaired = list(words)
        unknown = [place for place, word in enumerate(words) if not self.knows(word)][:MOST_REPAIRS]
        for place in unknown:
            repaired[place] = self._best(repaired, place, has_hits) or repaired[place]
        return None if repaired == list(words) else " ".join(repaired).split()

    def knows(self, word: str) -> bool:
        """Whether a word needs no repair: it is in the vocabulary, in any form, or it is none that could be repaired."""
        if not word.isalpha() or len(word) < SHORTEST or self._lexicon.get((word,)):
            return True
        return bool(self._searcher.doc_freq("word", word) or self._searcher.doc_freq("more", stem(word)))

    def _candidates(self, word: str) -> list[str]:
        """Words of the vocabulary that are fewest slips away: those with the same first letter before others, the more
        frequent before the rarer. Else the two words that were typed as one."""
        for slips in (1, 2) if len(word) >= TWO_SLIPS_FROM else (1,):
            query = Query.fuzzy_term_query(self._schema, "word", word, slips, transposition_cost_one=True)
            hits = self._searcher.search(query, 50, count=False).hits
            found = [bytes(self._searcher.doc(address)["hit"][0]).decode("ascii") for _, address in hits]
            if found:
                return sorted(found, key=lambda candidate: candidate[0] != word[0])[:CANDIDATES]
        pairs = [(word[:place], word[place:]) for place in range(3, len(word) - 2)]
        return [f"{a} {b}" for a, b in pairs if self._in_vocabulary(a) and self._in_vocabulary(b)][:CANDIDATES]

    def _in_vocabulary(self, word: str) -> bool:
        return self._searcher.doc_freq("word", word) > 0

    def _best(self, words: list[str], place: int, has_hits: Callable[[list[str]], bool]) -> str | None:
        """The first candidate that makes a lexicon entry, else the first that has hits beside the words known so far."""
        candidates = self._candidates(words[place])
        for candidate in candidates:
            if self._lexicon.get([*words[:place], candidate, *words[place + 1 :]]):
                return candidate
        known = [word for other, word in enumerate(words) if other != place and self.knows(word)]
        return next((candidate for candidate in candidates if has_hits([*known, *candidate.split()])), None)
