"""The books that lead from words to codes: Alphabetic Index, external causes, neoplasms, drugs, the ICD-10-PCS index.

All are trees of terms. Their sources hand over an `Entry` for each term, in the order of the book; here entries become rows:
a path from the main term downwards, a code without its dot, and references led to the term they name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from superbill.errors import BadInput
from superbill.model.rows import Table
from superbill.sources.base import Edition, Part, SourceFile
from superbill.sources.index_references import References


class IndexTerm(NamedTuple):
    """A term of a `book` (`index`, `external` or `pcs`). `id` counts within the file, `parent` is 0 for a main term
    (`level` 0). `modifiers` are the non-essential ones, in their parentheses; `path` holds the terms from the main term
    down, without them. `code` has no dot and may be ''; `incomplete` 1 tells that it needs more characters. `manifestation`
    is the code to be given second (several are joined by a blank). A term that is '' is a further code of the term above it."""

    book: str
    id: int
    parent: int
    level: int
    term: str
    modifiers: str
    path: str
    code: str
    incomplete: int
    manifestation: str


class IndexSee(NamedTuple):
    """A reference of a term: `kind` is `see`, `see_also` or `use` (ICD-10-PCS: the value to choose). `target` is the term of
    the same book that `text` leads to, 0 when it leads to none; `rest` is the end of the text that leads no further (`by
    site, malignant`), '' when it leads all the way. `code` is the category, code or table that the reference names."""

    book: str
    id: int
    seq: int
    kind: str
    text: str
    code: str
    target: int
    rest: str


USE = "use"
"""The kind of reference that names a value, never a term."""

INDEX_TERM = Table("index_term", IndexTerm, ("book", "id"), (("book", "parent"), ("code",)))
INDEX_SEE = Table("index_see", IndexSee, ("book", "id", "seq"), (("book", "target"),))

_CODE = re.compile(r"([A-Z][0-9A-Z]{2})(?:\.([0-9A-Z]{0,4}))?(-*)")


@dataclass(slots=True)
class Entry:
    """A term as read. `code` and `manifestation` are as printed; `cells` are the columns of a table, by number; `see` holds
    kind, text and code of each reference."""

    id: int
    parent: int
    level: int
    term: str
    line: int
    modifiers: str = ""
    code: str = ""
    incomplete: bool = False
    manifestation: str = ""
    cells: dict[int, str] = field(default_factory=dict)
    see: list[tuple[str, str, str]] = field(default_factory=list)


def bare_code(text: str, file: SourceFile, line: int, column: str) -> tuple[str, bool]:
    """A printed ICD-10-CM code without its dot, and whether a dash says that it needs more characters.

    `E08.3-` gives `("E083", True)`; nothing or dashes alone (no code in that column) give `("", False)`.
    """
    if not text.strip("-"):
        return "", False
    said = _CODE.fullmatch(text)
    if said is None:
        raise BadInput(f"{text!r} is no ICD-10-CM code", file=file.name, line=line, column=column)
    return said[1] + (said[2] or ""), bool(said[3])


def cell_code(text: str, file: SourceFile, line: int, column: str) -> str:
    """A code of a table: as `bare_code`, with one dash behind it when it needs more characters (`C798-`)."""
    code, incomplete = bare_code(text, file, line, column)
    return f"{code}-" if incomplete else code


def paths(entries: Sequence[Entry]) -> Iterator[tuple[Entry, str]]:
    """Each entry with the terms from its main term down, joined by commas. A term without text is spoken of by its
    non-essential modifiers, or not at all."""
    above: dict[int, str] = {0: ""}
    for entry in entries:
        parts = (above[entry.parent], entry.term or entry.modifiers)
        above[entry.id] = path = ", ".join(part for part in parts if part)
        yield entry, path


def term_rows(book: str, entries: Sequence[Entry]) -> Iterator[tuple[object, ...]]:
    """Rows of `index_term`."""
    for entry, path in paths(entries):
        yield (
            *IndexTerm(
                book, entry.id, entry.parent, entry.level, entry.term, entry.modifiers, path,
                entry.code, int(entry.incomplete), entry.manifestation,
            ),
            entry.line,
        )  # fmt: skip


def see_rows(book: str, entries: Sequence[Entry]) -> Iterator[tuple[object, ...]]:
    """Rows of `index_see`, each reference led to the term that it names."""
    references = References((entry.id, entry.parent, entry.term) for entry in entries)
    for entry in entries:
        for seq, (kind, text, code) in enumerate(entry.see, 1):
            target, rest = (0, text) if kind == USE else references.find(text)
            yield *IndexSee(book, entry.id, seq, kind, text, code, target, rest), entry.line


def book_parts(edition: Edition, file: SourceFile, book: str, entries: Iterable[Entry]) -> Iterator[Part]:
    """The two parts of a book of terms with one code each."""
    known = list(entries)
    yield Part(edition, file, INDEX_TERM, term_rows(book, known))
    yield Part(edition, file, INDEX_SEE, see_rows(book, known))
