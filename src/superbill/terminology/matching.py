"""Turns the words of a query into tantivy queries, from the strictest reading to the loosest.

A query is cut into slots: a word, or the words of a lexicon entry. A document matches when it has every slot. How it has
them decides its tier, and tiers decide the order; within a tier the order of the index holds. Queries are built as objects,
so nothing that is typed can be read as syntax.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import IntEnum

from tantivy import Occur, Query, Schema, Searcher

from superbill.model.codes import System
from superbill.terminology.documents import SYSTEM_ORDER
from superbill.terminology.indexing import LONGEST_CODE, LONGEST_START
from superbill.terminology.lexicon import Entry, Lexicon, Words
from superbill.terminology.tokens import MAX_TOKENS, STOP_WORDS, stem

MOST_PARTS = 6
"""How many slots are looked for when not all of them can be had."""


class Tier(IntEnum):
    """How a document has the slots of a query: its score. A document of a strict tier is in the looser ones as well."""

    LOOSEST = 1
    """A word goes on where the query ends, in a synonym."""
    PREFIX = 2
    """A word of the description goes on where the query ends."""
    ABBREVIATION = 4
    """What the lexicon says a slot stands for."""
    SYNONYM = 8
    """Stems of the description, of inclusion terms and of synonyms together."""
    STEMS = 16
    """Stems of the description."""
    WORDS = 32
    """Words of the description."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A part of the query that a hit must have. `unfinished`: the last word may go on. `parts`: the slots inside several
    words, for a hit may have each of them instead of what the whole stands for."""

    words: Words
    entry: Entry | None = None
    unfinished: bool = False
    parts: tuple[Slot, ...] = ()


def cut(words: Sequence[str], lexicon: Lexicon, *, unfinished: bool, most: int = MAX_TOKENS) -> list[Slot]:
    """The slots of a query, entries of the lexicon up to `most` words long. Stop words make none, unless there is nothing
    else or the last one is unfinished."""
    slots = []
    place = 0
    while place < len(words):
        entry = lexicon.longest(words[: place + most], place)
        covered = tuple(words[place : place + (len(entry.words) if entry else 1)])
        place += len(covered)
        last = unfinished and place == len(words)
        if entry or last or covered[0] not in STOP_WORDS:
            parts = cut(covered, lexicon, unfinished=last, most=len(covered) - 1) if len(covered) > 1 else ()
            slots.append(Slot(covered, entry, last, tuple(parts)))
    return slots or [Slot((word,)) for word in words]


@dataclass(frozen=True, slots=True)
class Stage:
    """One step from the strictest reading to the loosest: `scored` ranks by tier, `matches` finds the same documents."""

    scored: Query
    matches: Query


class Matcher:
    """Builds queries for one index."""

    def __init__(self, schema: Schema, searcher: Searcher) -> None:
        self._schema = schema
        self._searcher = searcher

    def term(self, field: str, value: str | int) -> Query:
        """Documents that have one term."""
        return Query.term_query(self._schema, field, value, "basic")

    def system(self, system: System) -> Query:
        """Documents of one code system."""
        return Query.term_query(self._schema, "system", SYSTEM_ORDER[system], "basic")

    def late(self) -> Query:
        """Documents that come after all others."""
        return Query.term_query(self._schema, "late", 1, "basic")

    def one_of(self, field: str, values: Collection[str]) -> Query:
        """Documents that have one of the terms."""
        return Query.term_set_query(self._schema, field, sorted(values))

    def read(self, slots: Sequence[Slot]) -> list[Stage]:
        """Stages for the documents that have all slots. The second has the documents of the first, and some more: so
        common words fill a page from the first alone, and rare ones need one look at everything else."""
        looser = [Tier.STEMS, Tier.SYNONYM]
        if any(slot.entry for slot in slots):
            looser.append(Tier.ABBREVIATION)
        if slots[-1].unfinished:
            looser += [Tier.PREFIX, Tier.LOOSEST]
        return [self._stage(slots, tiers) for tiers in ([Tier.WORDS], looser)]

    def _stage(self, slots: Sequence[Slot], tiers: Sequence[Tier]) -> Stage:
        queries = [all_of([self._slot(slot, tier) for slot in slots]) for tier in tiers]
        scored = [Query.const_score_query(query, float(tier)) for query, tier in zip(queries, tiers, strict=True)]
        return Stage(any_of(scored), queries[-1])

    def read_partly(self, slots: Sequence[Slot]) -> Stage:
        """Documents that have at least a third of the slots, the rarer ones counting more; of many slots only the rarest
        are looked for."""
        found = [
            (self._frequency(query), query)
            for query in (self._slot(slot, Tier.LOOSEST) for slot in dict.fromkeys(slots))
        ]
        rarest = sorted(found, key=lambda pair: pair[0])[:MOST_PARTS]
        weighed = [Query.const_score_query(query, self._weight(frequency)) for frequency, query in rarest]
        query = Query.boolean_query([(Occur.Should, part) for part in weighed], max(1, len(rarest) // 3))
        return Stage(query, query)

    def _frequency(self, query: Query) -> int:
        frequency: int = self._searcher.search(query, 1).count  # type: ignore[attr-defined]
        return frequency

    def _weight(self, frequency: int) -> float:
        return math.log(1 + self._searcher.num_docs / (1 + frequency))

    def _slot(self, slot: Slot, tier: Tier) -> Query:
        if slot.parts:
            options = [all_of([self._slot(part, tier) for part in slot.parts])]
        else:
            options = self._word(slot.words[0], tier, unfinished=slot.unfinished)
        if tier <= Tier.ABBREVIATION and slot.entry:
            options += [all_of([self.term("more", stem(word)) for word in phrase]) for phrase in slot.entry.phrases]
        return any_of(options)

    def _word(self, word: str, tier: Tier, *, unfinished: bool) -> list[Query]:
        """The ways to have one word. One with digits may also be the beginning of a code: `e11 neuropathy`."""
        if tier is Tier.WORDS:
            options = [self.term("words", word)]
        else:
            options = [self.term("stems" if tier is Tier.STEMS else "more", stem(word))]
        if not word.isalpha() and 3 <= len(word) <= LONGEST_CODE:
            options.append(self.term("code", word.upper()))
        if unfinished and tier <= Tier.PREFIX:
            options.append(self.term("starts", word[:LONGEST_START]))
        if unfinished and tier is Tier.LOOSEST:
            options.append(self.term("starts_more", word[:LONGEST_START]))
        return options


def all_of(queries: Sequence[Query]) -> Query:
    """Documents that match every one of the queries."""
    return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Must, query) for query in queries])


def any_of(queries: Sequence[Query]) -> Query:
    """Documents that match at least one of the queries; scores add up."""
    return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Should, query) for query in queries])
