"""What the reranker sees of a candidate: figures that mean the same for every code and every kind of note."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log1p

from superbill.casecode.assertion import Status
from superbill.casecode.candidates import Candidate
from superbill.casecode.dictionary import Dictionary
from superbill.casecode.marks import Mark
from superbill.casecode.phrases import OTHER, SHORTENED, SIDED, UNSPECIFIED
from superbill.casecode.terms import Kind
from superbill.terminology.lexicon import Lexicon

CHAPTERS = "ABCDEFGHIJKLMNOPQRSTVWXYZ"
_KINDS = tuple(Kind)

NAMES = (
    "mentions", "sets", "sentences", "weight", "stems", "gap", "rank", "choices", "steps", "leaf_evidence", "covered", "behind",
    "spelled_out", "characters", "named", "marked_unspecified", "marked_other", "shortened", "sided", "side_said", "side_agrees",
    "code_unspecified", "code_other", "code_without", "text_share", "text_share_note", "text_stems", "present", "negated",
    "historical", "family", "uncertain", "planned", "first_place", "last_place", "length", "chapter", "common", "most_common",
    "rivals_at_words", "best_rival", "category_rivals", "category_best", "code_length", "order", "single_weight",
    "present_weight", "level3_mentions", "candidates", "best_kind",
    *(f"kind_{kind.name.lower()}" for kind in _KINDS),
)  # fmt: skip


class FeatureMaker:
    """Makes the features of all candidates of one note together: some compare them with one another."""

    def __init__(self, dictionary: Dictionary, lexicon: Lexicon) -> None:
        self._dictionary = dictionary
        self._common = {code.code for code in lexicon.common}
        self._most_common = {code.code for code in lexicon.most_common}

    def features(
        self, candidates: Mapping[int, Candidate], length: int, note_stems: frozenset[int]
    ) -> list[list[float]]:
        """One row for each candidate, in their order; the columns are `NAMES`. `length` is that of the note in characters."""
        found = list(candidates.values())
        at_words: dict[tuple[int, int], list[tuple[float, int]]] = {}
        category: dict[str, list[tuple[float, int]]] = {}
        for candidate in found:
            best = candidate.best
            key = (best.mention.sentence.number, best.mention.at[-1])
            value = best.weight - 1.5 * best.rank
            at_words.setdefault(key, []).append((value, candidate.code))
            category.setdefault(self._dictionary.codes[candidate.code][:3], []).append((value, candidate.code))
        return [self._row(c, at_words, category, max(1, length), note_stems, len(found)) for c in found]

    def _row(
        self,
        candidate: Candidate,
        at_words: Mapping[tuple[int, int], Sequence[tuple[float, int]]],
        category: Mapping[str, Sequence[tuple[float, int]]],
        length: int,
        note_stems: frozenset[int],
        total: int,
    ) -> list[float]:
        dictionary, evidence, best = self._dictionary, candidate.evidence, candidate.best
        mention, code = best.mention, dictionary.codes[candidate.code]
        marks = Mark(dictionary.arrays["code_marks"][candidate.code])
        stems = set(dictionary.stems_in(mention.set_number))
        text = dictionary.text_of(candidate.code)
        whole = sum(dictionary.weights[stem] for stem in text) or 1.0
        value = best.weight - 1.5 * best.rank
        rivals = [other for other, who in at_words[(mention.sentence.number, mention.at[-1])] if who != candidate.code]
        kin = [other for other, who in category[code[:3]] if who != candidate.code]
        said = [e.status for e in evidence]
        count = len(said)
        kinds = {e.kind for e in evidence}
        starts = [e.mention.start for e in evidence]
        agrees = bool(best.side and marks & best.side)
        row = [
            count, len({e.mention.set_number for e in evidence}), len({e.mention.sentence.number for e in evidence}),
            best.weight, len(stems), mention.gap, best.rank, log1p(best.choices), best.leaf.steps, best.leaf.evidence,
            best.covered, best.best_here - best.weight, mention.spelled_out, mention.end - mention.start,
            mention.sentence.words[mention.at[0]].named, bool(best.marks & UNSPECIFIED), bool(best.marks & OTHER),
            bool(best.marks & SHORTENED), bool(best.marks & SIDED), bool(best.side), agrees,
            bool(marks & Mark.UNSPECIFIED), bool(marks & Mark.OTHER), bool(marks & Mark.WITHOUT),
            sum(dictionary.weights[s] for s in text if s in stems) / whole,
            sum(dictionary.weights[s] for s in text if s in note_stems) / whole, len(text),
            said.count(Status.PRESENT) / count, said.count(Status.NEGATED) / count, said.count(Status.HISTORICAL) / count,
            said.count(Status.FAMILY) / count, (said.count(Status.UNCERTAIN) + said.count(Status.RULED_OUT)) / count,
            said.count(Status.PLANNED) / count, min(starts) / length, max(starts) / length, log1p(length),
            CHAPTERS.find(code[0]), code in self._common, code in self._most_common, len(rivals),
            value - max(rivals, default=0.0), len(kin), value - max(kin, default=0.0), len(code), starts[0] / length,
            best.weight / len(stems), max((e.weight for e in evidence if e.status is Status.PRESENT), default=0.0),
            sum(1 for _ in kin), total, best.kind,
            *(kind in kinds for kind in _KINDS),
        ]  # fmt: skip
        return [float(value) for value in row]
