"""Hits, and how a page of them is taken out of the index."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

import msgspec
from tantivy import DocAddress, Occur, Order, Query, Searcher

from superbill.model.codes import System
from superbill.terminology.indexing import Shown
from superbill.terminology.matching import Matcher, Tier, any_of

LATE = 1_000.0
"""What late documents lose of their score, so that scores fall along a page."""

MOST_SHOWN = 16_384
"""Documents kept as they are shown: about 5 MB."""

Clause = tuple[Occur, Query]

_SYSTEMS = tuple(System)
_FACETS = {"system": {"terms": {"field": "system", "size": len(_SYSTEMS)}}}
_decode = msgspec.msgpack.Decoder(Shown).decode


@dataclass(frozen=True, slots=True)
class Hit:
    """A code that was found.

    `display` is its description or the project's title, empty for a CPT code that only a licensed file describes. `match`
    tells why it was found: `code`, `code prefix`, `words`, `synonym`, `abbreviation`, `spelling` or `some words`. `score`
    orders the hits of one search and has no other meaning. `ended` is a code that the newest release no longer has in force,
    or one that is not in force on the date of service that was asked for; `standing` then says since or until when.
    """

    system: System
    code: str
    display: str
    match: str
    billable: bool
    score: float
    ended: bool = False
    standing: str = ""


@dataclass(frozen=True, slots=True)
class SearchResult:
    """A page of hits. `total` counts the hits in the systems asked for, `facets` those in every system; `corrected` is the
    query with its typos repaired, when nothing was found without."""

    hits: tuple[Hit, ...]
    total: int
    facets: dict[System, int]
    corrected: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a result: the query that ranks it, and one that finds the same documents.

    `match` is what its hits are called; None calls them by their tier, and `lexical` those that the lexicon gave. `base` is
    added to the scores. `by_code` sorts by code instead of by score. `late_last` keeps late documents for the end of the
    result. `extends` tells that it has all documents of the part before.
    """

    scored: Query
    matches: Query
    match: str | None = None
    lexical: str = "synonym"
    base: float = 0.0
    by_code: bool = False
    late_last: bool = False
    extends: bool = False


class HitReader:
    """Takes facets and pages out of an index for the parts of a result."""

    def __init__(self, searcher: Searcher, matcher: Matcher) -> None:
        self._searcher = searcher
        self._matcher = matcher
        self._shown = lru_cache(MOST_SHOWN)(self._read)

    def facets(self, parts: Sequence[Part]) -> dict[System, int]:
        """How many hits each system has, in the order of systems; systems without any are left out."""
        if not parts:
            return {}
        whole = [*(part for part, after in pairwise(parts) if not after.extends), parts[-1]]
        found = self._searcher.aggregate(any_of([part.matches for part in whole]), _FACETS)
        counts = {bucket["key"]: bucket["doc_count"] for bucket in found["system"]["buckets"]}
        return {_SYSTEMS[place]: counts[place] for place in sorted(counts)}

    def has_any(self, parts: Sequence[Part]) -> bool:
        """Whether the parts have a hit at all."""
        return bool(parts and self._searcher.search(any_of([part.matches for part in parts]), 1, False).hits)

    def page(self, parts: Sequence[Part], systems: Collection[System], limit: int, offset: int = 0) -> list[Hit]:
        """Hits `offset` to `offset + limit` of the parts one after another; a document counts in its first part only."""
        hits: list[Hit] = []
        wanted = [(Occur.Must, self._of(systems))] if systems else []
        for part, clauses in self._stretches(parts):
            query = (
                Query.boolean_query([(Occur.Must, part.scored), *wanted, *clauses])
                if wanted or clauses
                else part.scored
            )
            order_by = "code_rank" if part.by_code else None
            # Only a page further down needs to know how many hits stand before it.
            counted = offset > 0
            found = self._searcher.search(query, limit - len(hits), counted, order_by, offset, Order.Asc)
            hits += [self._hit(part, score, address) for score, address in found.hits]
            if len(hits) == limit:
                break
            if counted:
                offset = max(0, offset - found.count)  # type: ignore[attr-defined]
        return hits

    def _stretches(self, parts: Sequence[Part]) -> Iterator[tuple[Part, list[Clause]]]:
        """The parts with what they leave out: what an earlier part has, and late documents, which come in a second round."""
        late = Query.const_score_query(self._matcher.late(), 0.0)
        second: list[tuple[Part, list[Clause]]] = []
        earlier: list[Clause] = []
        for part in parts:
            if part.late_last:
                yield part, [*earlier, (Occur.MustNot, late)]
                if part.extends and second:
                    # Late documents are few: those of a part and of the one that it extends come out of one look, in order.
                    before, clauses = second.pop()
                    second.append((replace(before, scored=any_of([before.scored, part.scored])), clauses))
                else:
                    second.append((replace(part, base=part.base - LATE), [*earlier, (Occur.Must, late)]))
            else:
                yield part, earlier
            earlier = [*(earlier[:-1] if part.extends else earlier), (Occur.MustNot, part.matches)]
        yield from second

    def _of(self, systems: Collection[System]) -> Query:
        return Query.const_score_query(any_of([self._matcher.system(system) for system in sorted(systems)]), 0.0)

    def _hit(self, part: Part, score: float, address: DocAddress) -> Hit:
        shown = self._shown(address.segment_ord, address.doc)
        match = part.match or _match(int(score), part.lexical)
        ranked = part.base if part.by_code else part.base + score
        return Hit(System(shown.system), shown.code, shown.display, match, shown.billable, ranked, shown.ended)

    def _read(self, segment: int, document: int) -> Shown:
        """What is shown of a document; kept, for the same codes are found again and again."""
        return _decode(bytes(self._searcher.doc(DocAddress(segment, document))["hit"][0]))


def _match(score: int, lexical: str) -> str:
    """Why a document matched, from the tiers that its score adds up."""
    if score >= Tier.STEMS:
        return "words"
    if score >= Tier.SYNONYM:
        return "synonym"
    return lexical if score >= Tier.ABBREVIATION else "words"
