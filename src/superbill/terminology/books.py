"""The Alphabetic Index and its sister books: from words to codes, the way the official index leads there.

A term has a place in its book (a path from the main term), sometimes a code, and references to other terms. A code of the
index is where to look in the tabular list, never yet the answer (Official Guidelines, section I.B.1).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from superbill.kb.queries import load_queries
from superbill.kb.store import Found, KnowledgeBase, Row
from superbill.model.citation import Citation, NotAvailable

SQL = load_queries("superbill.terminology", "books.sql")
MOST_TERMS = 100
DEEPEST = 9
MOST_BELOW = 600


class Book(StrEnum):
    """The books, by the id they carry in the knowledge base."""

    INDEX = "index"
    EXTERNAL = "external"
    PCS = "pcs"

    @property
    def source(self) -> str:
        """The source that fills it."""
        return _SOURCES[self]

    @property
    def label(self) -> str:
        """Its name."""
        return _TITLES[self]


_SOURCES = {
    Book.INDEX: "nchs-icd10cm-index",
    Book.EXTERNAL: "nchs-icd10cm-eindex",
    Book.PCS: "cms-icd10pcs-index",
}
_TITLES = {
    Book.INDEX: "Alphabetic Index",
    Book.EXTERNAL: "External causes",
    Book.PCS: "ICD-10-PCS Index",
}


@dataclass(frozen=True, slots=True)
class See:
    """A reference: `kind` is `see`, `see also` or `use`; `target` the id of the term it leads to, 0 for none."""

    kind: str
    text: str
    code: str
    target: int


@dataclass(frozen=True, slots=True)
class Term:
    """A term of a book, with the terms below it when they were asked for. `code` has no dot and may be ''."""

    id: int
    parent: int
    level: int
    term: str
    modifiers: str
    path: str
    code: str
    incomplete: bool
    manifestation: str
    see: tuple[See, ...]
    citation: Citation
    below: tuple[Term, ...] = ()


class Books:
    """Asks the books of one knowledge base."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb

    def search(self, book: Book, text: str, on: date) -> tuple[Term, ...] | NotAvailable:
        """Main terms that begin with the text, then terms further down whose path has all its words (the first three)."""
        words = [_escaped(word) for word in text.replace(",", " ").split()][:3]
        if not words:
            return ()
        main = self._find("main_terms", book, on, start=f"{_escaped(' '.join(text.split()))}%", limit=MOST_TERMS)
        if isinstance(main, NotAvailable):
            return main
        found = list(self._terms(main, book))
        slots = {f"word{n}": f"%{words[min(n, len(words)) - 1]}%" for n in (1, 2, 3)}
        deeper = self._find("terms_with", book, on, limit=MOST_TERMS, **slots)
        if isinstance(deeper, Found):
            found += self._terms(deeper, book)
        return tuple(found[:MOST_TERMS])

    def term(self, book: Book, term_id: int, on: date) -> Term | NotAvailable | None:
        """One term with everything below it, at most 600 terms; None when there is none of that id."""
        found = self._find("term", book, on, id=term_id)
        if isinstance(found, NotAvailable):
            return found
        if not isinstance(found, Found):
            return None
        left = [MOST_BELOW]
        return self._term(found.rows[0], found, book, on, DEEPEST, left)

    def _term(self, row: Row, found: Found, book: Book, on: date, depth: int, left: list[int]) -> Term:
        plain = self._plain(row, found, book)
        left[0] -= 1
        if depth == 0 or left[0] <= 0:
            return plain
        children = self._kb.rows(SQL["below_term"], release=found.release.id, book=book, id=plain.id)
        below = tuple(self._term(child, found, book, on, depth - 1, left) for child in children if left[0] > 0)
        return Term(**{**{name: getattr(plain, name) for name in Term.__slots__}, "below": below})

    def _terms(self, found: Found | object, book: Book) -> Iterator[Term]:
        if isinstance(found, Found):
            for row in found.rows:
                yield self._plain(row, found, book)

    def _plain(self, row: Row, found: Found, book: Book) -> Term:
        rows = self._kb.rows(SQL["references"], release=found.release.id, book=book, id=row[0])
        see = tuple(See(kind.replace("_", " "), text, code, target) for kind, text, code, target, *_ in rows)
        number, parent, level, term, modifiers, path, code, incomplete, manifestation = row[:9]
        return Term(
            number, parent, level, term, modifiers, path, code, bool(incomplete), manifestation, see, found.cite(row)
        )

    def _find(self, statement: str, book: Book, on: date, **parameters: Any) -> Found | NotAvailable | None:
        found = self._kb.find(SQL[statement], source=book.source, on=on, what="that term", book=book, **parameters)
        return found if isinstance(found, Found | NotAvailable) else None


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
