"""Finds passages by the codes they name and by their words, and what changed in them from one edition to the next."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from superbill.errors import UsageError
from superbill.guidelines.store import BETWEEN_HEADINGS, SQL, DocumentStore
from superbill.model.code_spans import CodeSpan, code_spans
from superbill.model.guidance import Change, Document, Passage, PassageChange

WIDEST_RANGE = 2_000
"""A wider range names a whole chapter of codes, which says nothing about one of them."""
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
    """The passages in force that have all the words, best first; without any, those that have some of them.

    Text without a word is a `UsageError`."""
    words = [f'"{word}"' for word in _WORD.findall(text)]
    if not words:
        raise UsageError("no words to search for")
    by_id = {document.id: document for document in store.in_force(on)}
    documents = json.dumps(list(by_id))
    for together in (" AND ", " OR "):
        rows = store.rows(SQL["words"], documents=documents, words=together.join(words), limit=limit)
        if rows:
            return tuple(_passage(row, by_id) for row in rows)
    return ()


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
