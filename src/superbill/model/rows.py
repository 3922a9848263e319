"""Row types of the tables that several sources fill. A table of one source is declared in that source's file.

A `Table` names its row type; the knowledge base derives the columns from the annotations: `str` TEXT, `int` INTEGER,
`Day` an integer yyyymmdd, `Amount` the decimal text as published, `Interned` a text stored once. `| None` allows NULL.
Every row tuple is followed by one more number when it is yielded: the row (line) of the file it came from.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, NamedTuple

Day = Annotated[int, "day"]
Amount = Annotated[str, "amount"]
Interned = Annotated[str, "interned"]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the knowledge base. `key` is unique within a release; each of `indexes` is a tuple of columns."""

    name: str
    row: type[tuple[object, ...]]
    key: tuple[str, ...]
    indexes: tuple[tuple[str, ...], ...] = ()


class Concept(NamedTuple):
    """A code of a code system in one release. `billable` is 1 for a complete code, 0 for a header; `parent` is the code
    or block id above it. Dates are the code's own, where the release states them."""

    system: str
    code: str
    parent: str | None
    billable: int
    short: str | None
    long: Interned
    added: Day | None
    terminated: Day | None
    action: str | None
    ordinal: int


class ConceptNote(NamedTuple):
    """An instructional note or synonym that a release attaches to a code. `kind` is one of `inclusion`, `includes`,
    `excludes1`, `excludes2`, `code_first`, `use_additional`, `code_also`, `note`, `seventh_note`, `search_term`."""

    system: str
    code: str
    kind: str
    seq: int
    text: str


class SeventhCharacter(NamedTuple):
    """A 7th character defined at `code` for it and everything below, with its meaning."""

    system: str
    code: str
    character: str
    meaning: str


CONCEPT = Table("concept", Concept, ("system", "code"), (("system", "parent"),))
CONCEPT_NOTE = Table("concept_note", ConceptNote, ("system", "code", "kind", "seq"))
SEVENTH_CHARACTER = Table("seventh_character", SeventhCharacter, ("system", "code", "character"))
