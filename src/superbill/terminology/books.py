"""The Alphabetic Index and its sister books: from words to codes, the way the official index leads there.

A term has a place in its book (a path from the main term), sometimes a code, and references to other terms. A code of the
index is where to look in the tabular list, never yet the answer (Official Guidelines, section I.B.1).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import takewhile
from typing import Any

from superbill.kb.queries import load_queries
from superbill.kb.store import Found, KnowledgeBase, Row
from superbill.model.citation import Citation, NotAvailable

SQL = load_queries("superbill.terminology", "books.sql")
MOST_TERMS = 100
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
        slots = {f"word{n}": f"%{words[min(n, len(words)) - 1]}%" for n in (1, 2, 3)}
        deeper = self._find("terms_with", book, on, limit=MOST_TERMS, **slots)
        found = [main, deeper]
        terms = [self._term(row, each, book) for each in found if isinstance(each, Found) for row in each.rows]
        return tuple(terms[:MOST_TERMS])

    def term(self, book: Book, term_id: int, on: date) -> Term | NotAvailable | None:
        """One term with what stands below it, at most 600 terms; None when there is none of that id.

        Ids follow the order of the book, so what stands below a term comes right behind it."""
        found = self._find("terms_from", book, on, id=term_id, limit=MOST_BELOW)
        if isinstance(found, NotAvailable):
            return found
        if found is None or found.rows[0][0] != term_id:
            return None
        inside = [found.rows[0], *takewhile(lambda row: row[2] > found.rows[0][2], found.rows[1:])]
        see = self._references(found, book, term_id, inside[-1][0])
        below: dict[int, list[Term]] = {}
        for row in reversed(inside):
            term = _made(row, found, see.get(row[0], ()), tuple(reversed(below.pop(row[0], []))))
            below.setdefault(row[1], []).append(term)
        return below[found.rows[0][1]][0]

    def _term(self, row: Row, found: Found, book: Book) -> Term:
        return _made(row, found, self._references(found, book, row[0], row[0]).get(row[0], ()))

    def _references(self, found: Found, book: Book, first: int, last: int) -> dict[int, tuple[See, ...]]:
        rows = self._kb.rows(SQL["references"], release=found.release.id, book=book, first=first, last=last)
        see: dict[int, tuple[See, ...]] = {}
        for number, kind, text, code, target, _ in rows:
            see[number] = (*see.get(number, ()), See(kind.replace("_", " "), text, code, target))
        return see

    def _find(self, statement: str, book: Book, on: date, **parameters: Any) -> Found | NotAvailable | None:
        found = self._kb.find(SQL[statement], source=book.source, on=on, what="that term", book=book, **parameters)
        return found if isinstance(found, Found | NotAvailable) else None


def _made(row: Row, found: Found, see: tuple[See, ...], below: tuple[Term, ...] = ()) -> Term:
    number, parent, level, term, modifiers, path, code, incomplete, manifestation = row[:9]
    citation = found.cite(row)
    return Term(
        number, parent, level, term, modifiers, path, code, bool(incomplete), manifestation, see, citation, below
    )


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
