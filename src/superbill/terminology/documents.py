"""The documents of the search index: one for each code of each system, as the newest release has it.

CPT codes that no plain-language text covers are known by their code alone, from the federal files that price or limit
them. Documents come in the order in which equal matches are shown: what a coder means more often comes first.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from dataclasses import dataclass, field

from superbill.kb.queries import load_queries
from superbill.model.codes import CodeRef, System, systems_of
from superbill.terminology.lexicon import Lexicon

_SYSTEMS = {system.value: system for system in System}
SYSTEM_ORDER = {system: place for place, system in enumerate(System)}

SQL = load_queries("superbill.terminology", "search.sql")
SUPERSEDED = frozenset({System.ICD9CM, System.ICD9PROC})
"""Code sets that ended as a whole, on September 30, 2015."""

CPT_TABLES = ("mpfs_rvu", "clfs_rate", "mue")

HEADER = 60
MOST_COMMON = -150
COMMON = -100
RELATED = -50
UNSPECIFIED = -15
LATER_ENCOUNTER = 30
LONGEST = 160
RARER_CHAPTERS = {"O": 15, "P": 15, "Q": 5, "T": 5, "V": 10, "W": 5, "X": 5, "Y": 10}
"""ICD-10-CM chapters about pregnancy, newborns, malformations, poisoning and external causes."""
RARER_SYSTEMS = {
    System.MODIFIER: 20,
    System.CDT: 20,
    System.ICD10PCS: 40,
    System.MSDRG: 60,
    System.ICD9CM: 80,
    System.ICD9PROC: 80,
}

_UNSPECIFIED = ("nspecified", "without complication", "not otherwise specified")
_LATER = ("subsequent encounter", "sequela")


@dataclass(slots=True)
class Document:
    """A code with the words it is found by. `old` is a code that ended; `synonyms` are texts of notes.

    Short names (`Frame typ socket shoulder di`) are no synonyms: their cut-off words would match what people begin to type.
    """

    system: System
    code: str
    display: str
    billable: bool = True
    old: bool = False
    synonyms: list[str] = field(default_factory=list)

    @property
    def key(self) -> str:
        """The code as it is looked up: no dot, no dash. Empty for a chapter, which has no code."""
        return "" if self.code.startswith("chapter") else self.code.replace("-", "").upper()

    @property
    def late(self) -> bool:
        """Whether it comes after all others that match: codes that ended, chapters and blocks, and the HCPCS codes that only
        report quality measures (M1, G8, G9), whose long texts hold the words of every common disease."""
        return self.old or self.is_range or (self.system is System.HCPCS and self.code.startswith(("M1", "G8", "G9")))

    @property
    def is_range(self) -> bool:
        """A chapter or block."""
        return "-" in self.code


def read_documents(connection: sqlite3.Connection, lexicon: Lexicon) -> list[Document]:
    """All documents, in the order in which equal matches are shown."""
    tables = {name for (name,) in connection.execute(SQL["tables"])}
    documents: dict[tuple[System, str], Document] = {}
    if "concept" in tables:
        releases = _releases(connection)
        documents = _concepts(connection, releases)
        _add_notes(connection, {release.id: release for release in releases}, documents)
    for table in tables.intersection(CPT_TABLES):
        for (code,) in connection.execute(SQL[table]):
            if System.CPT in systems_of(code):
                documents.setdefault((System.CPT, code), Document(System.CPT, code, ""))
    related = {code for (code,) in connection.execute(SQL["related_code"])} if "related_code" in tables else set()
    return sorted(documents.values(), key=lambda d: (_cost(d, lexicon, related), SYSTEM_ORDER[d.system], d.code))


def _cost(document: Document, lexicon: Lexicon, related: Collection[str]) -> int:
    """How late a document comes among equal matches: about the length of its description, shifted by what is known of it."""
    text = document.display
    cost = min(len(text), LONGEST) if text else LONGEST
    cost += RARER_SYSTEMS.get(document.system, 0)
    if document.system is System.ICD10CM:
        cost += RARER_CHAPTERS.get(document.code[0], 0)
    code = CodeRef(document.system, document.code)
    if code in lexicon.most_common:
        cost += MOST_COMMON
    elif code in lexicon.common or (document.system is System.CPT and text):
        cost += COMMON
    elif document.system is System.ICD10CM and document.code in related:
        cost += RELATED
    if not document.billable:
        cost += HEADER
    if any(words in text for words in _UNSPECIFIED):
        cost += UNSPECIFIED
    if text.endswith(_LATER) or _LATER[0] in text:
        cost += LATER_ENCOUNTER
    return cost


@dataclass(frozen=True, slots=True)
class _Release:
    """A release. `age` orders them, the oldest first."""

    id: int
    age: int
    series: tuple[str, str]
    last_day: int
    complete: bool


def _releases(connection: sqlite3.Connection) -> list[_Release]:
    return [
        _Release(row[0], age, (row[1], row[2]), row[4] or 99991231, bool(row[5]))
        for age, row in enumerate(connection.execute(SQL["releases"]))
    ]


def _concepts(connection: sqlite3.Connection, releases: list[_Release]) -> dict[tuple[System, str], Document]:
    """A document for each code as its newest release has it. A code that any series has given up is old: of the whole
    releases before the newest of a series, only the codes that it lacks are read."""
    newest = {release.series: release for release in releases if release.complete}
    documents: dict[tuple[System, str], Document] = {}
    for release in reversed(releases):
        last = newest.get(release.series)
        gone = release.complete and last is not None and last.id != release.id
        statement, but = ("given_up", last.id) if gone and last is not None else ("concepts", None)
        for name, code, billable, text, terminated in connection.execute(
            SQL[statement], {"release": release.id, "newest": but}
        ):
            system = _SYSTEMS[name]
            ended = terminated is not None and terminated <= release.last_day
            fresh = Document(system, code, text, bool(billable), ended or system in SUPERSEDED)
            document = documents.setdefault((system, code), fresh)
            document.old = document.old or gone
    return documents


def _add_notes(
    connection: sqlite3.Connection, releases: dict[int, _Release], documents: dict[tuple[System, str], Document]
) -> None:
    """Adds inclusion and search terms, of each series the newest that has any for the code."""
    found: dict[tuple[tuple[str, str], str, str], tuple[int, list[str]]] = {}
    for release_id, system, code, text in connection.execute(SQL["notes"]):
        release = releases[release_id]
        age, texts = found.setdefault((release.series, system, code), (release.age, []))
        if age < release.age:
            found[release.series, system, code] = (release.age, [text])
        elif age == release.age:
            texts.append(text)
    for (_, system, code), (_, texts) in sorted(found.items()):
        document = documents.get((System(system), code))
        if document is not None:
            document.synonyms.extend(texts)
