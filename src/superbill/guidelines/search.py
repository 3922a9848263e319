"""Finds passages by the codes they name and by their words, and what changed in them from one edition to the next."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Any

from superbill.errors import UsageError
from superbill.guidelines.rank import WIDEST_RANGE, Ranking, Read, rarity_of, read, say_the_same
from superbill.guidelines.store import BETWEEN_HEADINGS, SQL, DocumentStore
from superbill.guidelines.words import Question, load_wordings
from superbill.model.code_spans import CodeSpan, code_spans
from superbill.model.guidance import Change, Document, Passage, PassageChange

CANDIDATES = 200
"""At least so many passages, found by their words alone, are read and ranked."""
LONGEST_QUOTE = 320
CUT = "…"
ALIKE = 0.5
"""Two passages under one heading whose words agree this far are one passage, reworded."""

_WORD = re.compile(r"\w+")
_SENTENCE = re.compile(r"(?<=[.!?;])\s+(?=[A-Z“\"(•])|\n")
_NUMBERING = re.compile(r"^(?:\(?\w{1,3}[.)]|[•●–-])\s+")


def passages_naming(store: DocumentStore, code: str, on: date) -> tuple[Passage, ...]:
    """The passages in force that name a code, or a range that holds it: those naming it outright first, then narrower
    ranges before wider ones."""
    return _naming(store, code, store.in_force(on))


def _naming(store: DocumentStore, code: str, documents: Iterable[Document]) -> tuple[Passage, ...]:
    by_id = {document.id: document for document in documents}
    rows = store.rows(SQL["naming"], documents=json.dumps(list(by_id)), code=code, widest=WIDEST_RANGE)
    found: dict[tuple[int, int], Passage] = {}
    for row in rows:
        if CodeSpan(row[7], row[8]).holds(code):
            found.setdefault(row[:2], _passage(row, by_id))
    return tuple(found.values())


def search_passages(store: DocumentStore, text: str, on: date, limit: int = 20) -> tuple[Passage, ...]:
    """The passages in force that answer a question, in whatever words, best first. One that a document repeats in other
    chapters is given once, at the place that answers best, with its `repeats`.

    Text without a word is a `UsageError`."""
    question = load_wordings().read(text)
    if not (question.in_index or question.codes):
        raise UsageError("no words to search for")
    by_id = {document.id: document for document in store.in_force(on)}
    ranking = Ranking(question, _rarities(store, question))
    scored = [(ranking.score(_read(row[6], row[2])), row) for row in _candidates(store, question, list(by_id), limit)]
    scored.sort(key=lambda each: (-each[0], each[1][:2]))
    found = _folded((row for score, row in scored if score > 0), limit)
    return tuple(
        replace(_passage(first, by_id), repeats=tuple(_passage(row, by_id) for row in sorted(others)))
        for first, *others in found
    )


def _rarities(store: DocumentStore, question: Question) -> dict[str, float]:
    (total,) = store.rows(SQL["count_passages"]) or [(0,)]
    counts = dict(store.rows(SQL["with_word"], words=json.dumps(list(question.in_index.values()))))
    return {word: rarity_of(total[0], counts.get(asked, 0)) for word, asked in question.in_index.items()}


def _candidates(store: DocumentStore, question: Question, documents: list[int], limit: int) -> list[tuple[Any, ...]]:
    """Rows that have words of the question or name its codes."""
    within = json.dumps(documents)
    asked = [*question.in_index.values(), *(f'"{code}"' for code in question.codes)]
    rows = store.rows(SQL["words"], documents=within, words=" OR ".join(asked), limit=max(CANDIDATES, 2 * limit))
    for code in question.codes:
        rows += store.rows(SQL["naming"], documents=within, code=code, widest=WIDEST_RANGE)
    return list({row[:2]: (*row[:7], "", "") for row in rows}.values())


@lru_cache(maxsize=20_000)
def _read(text: str, heading: str) -> Read:
    return read(_NUMBERING.sub("", text), heading.split(BETWEEN_HEADINGS) if heading else ())


def _folded(rows: Iterable[tuple[Any, ...]], limit: int) -> list[list[tuple[Any, ...]]]:
    """Rows, best first, each with those behind it that say the same in the same document."""
    found: list[tuple[Read, list[tuple[Any, ...]]]] = []
    for row in rows:
        said = _read(row[6], row[2])
        same = next((group for first, group in found if group[0][0] == row[0] and say_the_same(first, said)), None)
        if same is not None:
            same.append(row)
        elif len(found) < limit:
            found.append((said, [row]))
    return [group for _, group in found]


def changes_naming(store: DocumentStore, code: str, on: date) -> tuple[PassageChange, ...]:
    """What changed, in the passages that name a code, from the edition before to the one in force."""
    found: list[PassageChange] = []
    for after in store.in_force(on):
        earlier = [document for document in store.documents() if _is_earlier(document, after)]
        if earlier:
            before = max(earlier, key=lambda document: document.effective)
            found += _compared(_naming(store, code, [before]), _naming(store, code, [after]))
    return tuple(found)


def _is_earlier(document: Document, after: Document) -> bool:
    same = (document.title, document.publisher, document.payer) == (after.title, after.publisher, after.payer)
    return same and document.effective < after.effective


def _compared(before: Sequence[Passage], after: Sequence[Passage]) -> list[PassageChange]:
    """Passages that say the same words are no change, wherever they stand."""
    same = {_words(passage) for passage in before} & {_words(passage) for passage in after}
    gone = [passage for passage in before if _words(passage) not in same]
    changes = []
    for new in sorted((p for p in after if _words(p) not in same), key=lambda passage: passage.ordinal):
        old = max(gone, key=lambda passage: _likeness(passage, new), default=None)
        if old is not None and _likeness(old, new) >= ALIKE:
            gone.remove(old)
            changes.append(PassageChange(Change.REWORDED, old, new))
        else:
            changes.append(PassageChange(Change.ADDED, None, new))
    return [*changes, *(PassageChange(Change.REMOVED, passage, None) for passage in gone)]


def _words(passage: Passage) -> tuple[str, ...]:
    """The words alone: numbering, spacing and punctuation are set anew with each edition."""
    return tuple(_WORD.findall(_NUMBERING.sub("", passage.text).lower()))


def _likeness(before: Passage, after: Passage) -> float:
    return SequenceMatcher(None, _words(before), _words(after), autojunk=False).ratio()


def quote(text: str, code: str, longest: int = LONGEST_QUOTE) -> str:
    """The sentences of a passage that name the code, from the first on, cut to a brief quotation."""
    sentences = [sentence.strip() for sentence in _SENTENCE.split(_NUMBERING.sub("", text)) if sentence.strip()]
    first = next((place for place, said in enumerate(sentences) if _place(said, code) is not None), 0)
    said = _around(sentences[first], _place(sentences[first], code) or 0, longest)
    cut = said.endswith(CUT)
    for sentence in sentences[first + 1 :]:
        if cut or len(said) + len(sentence) >= longest:
            cut = True
            break
        said = f"{said} {sentence}"
    before = CUT if first and not said.startswith(CUT) else ""
    return f"{before}{said}{CUT if cut and not said.endswith(CUT) else ''}"


def _place(text: str, code: str) -> int | None:
    """Where a text names a code, or the range that holds it."""
    found = next((span for span in code_spans(text) if span.holds(code)), None)
    return text.index(found.first) if found else None


def _around(text: str, place: int, longest: int) -> str:
    """A piece of a long sentence around a place, cut between words."""
    if len(text) <= longest:
        return text
    begin = max(0, min(place - longest // 3, len(text) - longest))
    piece = text[begin : begin + longest]
    head = CUT if begin else ""
    tail = CUT if begin + longest < len(text) else ""
    words = piece.split(" ")[1 if begin else 0 : -1 if tail else None]
    return f"{head}{' '.join(words)}{tail}"


def _passage(row: tuple[Any, ...], documents: dict[int, Document]) -> Passage:
    return Passage(
        document=documents[row[0]],
        ordinal=row[1],
        heading=tuple(row[2].split(BETWEEN_HEADINGS)) if row[2] else (),
        page=row[3],
        last_page=row[4],
        line=row[5],
        text=row[6],
        span=CodeSpan(row[7], row[8]) if row[7] else None,
    )
