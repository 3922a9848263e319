"""Search over all code systems: one box for codes, descriptions, synonyms, abbreviations, lay words and typos.

Order: the exact code; the codes that the lexicon names for what was typed; codes that begin so, shorter ones first; then
descriptions by how they have the words (`Tier`). Typos are repaired, and a part of the words is enough, only when nothing
else is found.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from tantivy import Index, Query

from superbill.errors import NotLoaded, UsageError, WrongFormat
from superbill.model.codes import CodeRef, System, TypedCode, normalise_code, parse_code
from superbill.terminology.hits import Hit, HitReader, Part, SearchResult
from superbill.terminology.indexing import FORMAT, FORMAT_FILE, LONGEST_CODE, build_index
from superbill.terminology.lexicon import Lexicon, load_lexicon
from superbill.terminology.matching import Matcher, all_of, any_of, cut
from superbill.terminology.near import near_codes
from superbill.terminology.spelling import Speller
from superbill.terminology.tokens import MAX_CHARACTERS, STOP_WORDS, query_tokens

__all__ = ["Hit", "SearchIndex", "SearchResult", "build_index"]

MOST_HITS = 1_000
DEEPEST = 10_000
"""How many hits one call gives, and how deep one can page."""

SHORT_QUERY = 3

_LOCK = ".tantivy-meta.lock"
_REBUILD = "Make it again: superbill build"
_EXACT, _NAMED, _PREFIX, _LAST = 400.0, 300.0, 200.0, -200.0
_SHORTEST_CODE_WITH_MODIFIERS = 5
_SHORTEST_COMPLETED = 4
_MOST_COMPLETIONS = 3


class SearchIndex:
    """The index of one knowledge base. Read-only; safe to use from several threads."""

    def __init__(self, index: Index) -> None:
        self._schema = index.schema
        self._searcher = index.searcher()
        self._matcher = Matcher(self._schema, self._searcher)
        self._reader = HitReader(self._searcher, self._matcher)

    @property
    def _lexicon(self) -> Lexicon:
        """Read when the first search needs it: opening stays quick."""
        return load_lexicon()

    @classmethod
    def open(cls, folder: Path) -> SearchIndex:
        """Open the index in `folder`. Raises `NotLoaded` when there is none, `WrongFormat` when this version cannot read it."""
        stamp = folder / FORMAT_FILE
        if not stamp.is_file():
            raise NotLoaded(f"There is no search index at {folder}.", hint=_REBUILD)
        if stamp.read_bytes() != FORMAT.encode():
            raise WrongFormat(f"The search index at {folder} was written by another Superbill.", hint=_REBUILD)
        try:
            if os.access(folder / _LOCK, os.W_OK):
                return cls(_opened(folder))
            with TemporaryDirectory(prefix="superbill-search-") as shadow:
                return cls(_opened(_shadow(folder, Path(shadow))))
        except ValueError as error:
            raise WrongFormat(f"The search index at {folder} cannot be read: {error}.", hint=_REBUILD) from error

    def search(self, text: str, systems: Collection[System] = (), limit: int = 20, offset: int = 0) -> SearchResult:
        """Hits for what a person typed, the best first, only of `systems` if any are given.

        Text beyond 300 characters or 24 words is not looked at. Raises `UsageError` for text without a letter or digit, for
        a limit outside 1 to 1,000, and for paging beyond 10,000 hits.
        """
        words = _checked(text, limit, offset)
        speller = Speller(self._schema, self._searcher, self._lexicon)
        parts = self._parts(text, words, unfinished=_may_go_on(words, speller))
        facets = self._reader.facets(parts)
        corrected = None
        if not facets and words:
            repaired = speller.repair(words, self._has_hits)
            if repaired is not None:
                corrected, words = " ".join(repaired), repaired
                parts = [*self._named(words, "spelling"), *self._worded(words, "spelling")]
                facets = self._reader.facets(parts)
            if not facets:
                parts = self._partly(words)
                facets = self._reader.facets(parts)
        total = sum(count for system, count in facets.items() if not systems or system in systems)
        return SearchResult(tuple(self._reader.page(parts, systems, limit, offset)), total, facets, corrected)

    def suggest(self, text: str, limit: int = 10) -> list[Hit]:
        """Hits while typing: the last word may be unfinished, unless a blank follows it. Raises `UsageError` as `search`."""
        words = _checked(text, limit, 0)
        typing = not text[-1].isspace()
        parts = self._parts(text, words, unfinished=typing, completing=typing)
        return self._reader.page(parts, (), limit) or self._other_than_typed(text, words, limit, typing=typing)

    def _other_than_typed(self, text: str, words: list[str], limit: int, *, typing: bool) -> list[Hit]:
        """What `search` finds for a text that begins nothing: the same steps, without counting hits."""
        speller = Speller(self._schema, self._searcher, self._lexicon)
        hits: list[Hit] = []
        if not typing or not STOP_WORDS.isdisjoint(words):
            hits = self._reader.page(self._parts(text, words, unfinished=_may_go_on(words, speller)), (), limit)
        repaired = speller.repair(words, self._has_hits) if words and not hits else None
        if repaired is not None:
            words = repaired
            hits = self._reader.page([*self._named(words, "spelling"), *self._worded(words, "spelling")], (), limit)
        return hits or self._reader.page(self._partly(words), (), limit)

    def near(self, code: str, systems: Collection[System] = ()) -> list[Hit]:
        """Codes that an unknown one may have been meant to be, at most 10: one character off or two swapped, then its
        longest beginning that is a code, then codes that begin with it. Never raises."""
        typed = _typed(code)
        return near_codes(typed.code, systems, self._matcher, self._reader) if typed.code else []

    def _parts(self, text: str, words: Sequence[str], *, unfinished: bool, completing: bool = False) -> list[Part]:
        """The stretches of a result, in order."""
        typed = _typed(text)
        named = self._named(words, unfinished=completing) or (self._completed(words) if completing else [])
        # A single letter begins codes, not words: nearly every description has a word with it.
        worded = self._worded(words, unfinished=unfinished and len("".join(words)) > 1)
        if len(typed.code) > 1 and typed.code.isalpha():
            return [*self._exact(typed), *named, *worded, *self._prefix(typed, _LAST)]
        return [*self._exact(typed), *named, *self._prefix(typed, _PREFIX), *worded]

    def _exact(self, typed: TypedCode) -> list[Part]:
        """The code as typed, in the likeliest system first."""
        if not self._searcher.doc_freq("key", typed.code) or (typed.dotted and not typed.systems):
            return []
        ranked = [self._ranked(CodeRef(s, typed.code), rank) for rank, s in enumerate(reversed(typed.systems), start=1)]
        anywhere = [] if typed.dotted else [Query.const_score_query(self._matcher.term("key", typed.code), 0.5)]
        query = any_of([*ranked, *anywhere])
        return [Part(query, query, match="code", base=_EXACT)]

    def _prefix(self, typed: TypedCode, base: float) -> list[Part]:
        """Codes that begin as typed. They come after descriptions when what was typed is a word rather than a code."""
        if (
            typed.modifiers
            or (typed.dotted and not typed.systems)
            or len(typed.code) > LONGEST_CODE
            or not self._searcher.doc_freq("code", typed.code)
        ):
            return []
        query = self._matcher.term("code", typed.code)
        if typed.dotted:
            query = all_of([query, any_of([self._matcher.system(system) for system in typed.systems])])
        return [Part(query, query, match="code prefix", base=base, by_code=True)]

    def _named(self, words: Sequence[str], match: str | None = None, *, unfinished: bool = False) -> list[Part]:
        """The codes that the lexicon names when an entry is all that was typed."""
        slots = cut(words, self._lexicon, unfinished=unfinished)
        entry = slots[0].entry if len(slots) == 1 else None
        return self._codes(entry.codes, match or entry.kind) if entry else []

    def _completed(self, words: Sequence[str]) -> list[Part]:
        """The codes of entries that begin with what was typed so far; of entries of several words from the second word on."""
        if sum(map(len, words)) < _SHORTEST_COMPLETED:
            return []
        entries = [e for e in self._lexicon.completions(words) if len(words) > 1 or len(e.words) == 1]
        codes = dict.fromkeys(code for entry in entries for code in entry.codes[:1])
        return self._codes(list(islice(codes, _MOST_COMPLETIONS)), "synonym")

    def _codes(self, codes: Sequence[CodeRef], match: str) -> list[Part]:
        known = [code for code in codes if self._searcher.doc_freq("key", code.code)]
        if not known:
            return []
        query = any_of([self._ranked(code, rank) for rank, code in enumerate(reversed(known), start=1)])
        return [Part(query, query, match=match, base=_NAMED, late_last=True)]

    def _ranked(self, code: CodeRef, rank: int) -> Query:
        """One code of one system, with `rank` as its score."""
        query = all_of([self._matcher.term("key", code.code), self._matcher.system(code.system)])
        return Query.const_score_query(query, float(rank))

    def _worded(self, words: Sequence[str], match: str | None = None, *, unfinished: bool = False) -> list[Part]:
        """Documents that have all the words, one way or another."""
        if not words:
            return []
        slots = cut(words, self._lexicon, unfinished=unfinished)
        abbreviated = any(slot.entry and slot.entry.kind == "abbreviation" for slot in slots)
        lexical = "abbreviation" if abbreviated else "synonym"
        return [
            Part(stage.scored, stage.matches, match, lexical, late_last=True, extends=place > 0)
            for place, stage in enumerate(self._matcher.read(slots))
        ]

    def _partly(self, words: Sequence[str]) -> list[Part]:
        """Documents that have some of the words, those with the rarest first."""
        stage = self._matcher.read_partly(cut(words, self._lexicon, unfinished=False))
        return [Part(stage.scored, stage.matches, match="some words", late_last=True)]

    def _has_hits(self, words: Sequence[str]) -> bool:
        return self._reader.has_any(self._worded(words))


def _opened(folder: Path) -> Index:
    index = Index.open(str(folder))
    index.config_reader("manual")
    return index


def _shadow(folder: Path, shadow: Path) -> Path:
    """A folder of links to the index: tantivy wants to write a lock beside what it opens, even where it may only read."""
    for file in folder.iterdir():
        if file.name != _LOCK:
            (shadow / file.name).symlink_to(file.resolve())
    return shadow


def _checked(text: str, limit: int, offset: int) -> list[str]:
    """The words of the query."""
    if not any(character.isalnum() for character in text):
        raise UsageError(
            "nothing to search for", hint="Type a code, a part of one, or words: superbill search 'chest pain'"
        )
    if not 1 <= limit <= MOST_HITS:
        raise UsageError(f"limit {limit} is outside 1 to {MOST_HITS}")
    if offset < 0 or offset + limit > DEEPEST:
        raise UsageError(f"offset {offset} is outside 0 to {DEEPEST - limit}", hint="Narrow the search instead.")
    return query_tokens(text)


def _typed(text: str) -> TypedCode:
    """What was typed, read as a code. A short code is no code with modifiers: `e11 65` is E11.65."""
    typed = parse_code(text[:MAX_CHARACTERS])
    if typed.modifiers and len(typed.code) < _SHORTEST_CODE_WITH_MODIFIERS:
        return TypedCode(normalise_code(text[:MAX_CHARACTERS]))
    return typed


def _may_go_on(words: Sequence[str], speller: Speller) -> bool:
    """Whether the last word of a finished query is taken as a beginning as well: of a short query always, of a longer one
    only if it is no word as it stands."""
    if not words or not words[-1].isalpha():
        return False
    if len(words) > SHORT_QUERY:
        return not speller.knows(words[-1])
    return len(words) == 1 or words[-1] not in STOP_WORDS
