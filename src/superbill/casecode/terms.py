"""Every way the knowledge base words a diagnosis: descriptions, inclusion terms, the Alphabetic Index with its references,
the neoplasm, drug and external-cause tables, Disease Ontology synonyms, and the project's lexicon."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from superbill.casecode.content import never_alone, read, unsafe_abbreviations
from superbill.casecode.phrases import OTHER, Reading, index_readings, readings
from superbill.kb.queries import load_queries
from superbill.kb.store import KnowledgeBase, Row
from superbill.model.codes import System, normalise_code
from superbill.terminology.lexicon import load_lexicon

SQL = load_queries("superbill.casecode", "terms.sql")

CODES = "nchs-icd10cm-codes"
TABULAR = "nchs-icd10cm-tabular"
INDEX = "nchs-icd10cm-index"
EXTERNAL = "nchs-icd10cm-eindex"
NEOPLASMS = "nchs-icd10cm-neoplasm"
DRUGS = "nchs-icd10cm-drugs"
ONTOLOGY = "disease-ontology"


class Kind(IntEnum):
    """Where a term comes from, the most trusted for choosing a code first."""

    LEXICON = 0
    INDEX = 1
    INCLUSION = 2
    DESCRIPTION = 3
    HEADING = 4
    REFERENCE = 5
    NEOPLASM = 6
    ONTOLOGY = 7
    EXTERNAL = 8
    DRUG = 9
    MINED = 10


@dataclass(frozen=True, slots=True)
class CodeText:
    """One code with its description; headings are codes that are too short to bill."""

    code: str
    billable: bool
    text: str


@dataclass(frozen=True, slots=True)
class Term:
    """One reading of one term, and the code that it leads to."""

    reading: Reading
    code: str
    kind: Kind


class TermReader:
    """Reads the terms in force on a day. Sources that are not loaded yield nothing."""

    def __init__(self, kb: KnowledgeBase, on: date) -> None:
        self._kb = kb
        self._on = on
        self._tables = {row[0] for row in kb.rows(SQL["tables"])}

    def releases(self) -> tuple[int, ...]:
        """The releases that the terms are from: equal ones give an equal dictionary."""
        sources = (CODES, TABULAR, INDEX, EXTERNAL, NEOPLASMS, DRUGS, ONTOLOGY)
        return tuple(found for source in sources if (found := self._release(source)) is not None)

    def codes(self) -> list[CodeText]:
        """The valid codes with the headings of the tabular list, in order."""
        listed = self._rows("codes", self._kb.list_of(System.ICD10CM) or CODES) or self._rows("codes", TABULAR)
        found = {code: CodeText(code, bool(billable), text) for code, billable, text in listed}
        for code, _, text in self._rows("codes", TABULAR):
            if code not in found and "-" not in code and any(c.isdigit() for c in code[:3]) and len(code) < 7:
                found[code] = CodeText(code, False, text)
        headings = {code[:length] for code in found for length in range(3, len(code))}
        for code in [c for c in found if c not in headings and not found[c].billable]:
            del found[code]
        return [found[code] for code in sorted(found)]

    def terms(self, codes: Sequence[CodeText]) -> Iterator[Term]:
        """All terms, of codes that are among `codes` only."""
        known = {code.code for code in codes}
        vague = never_alone()
        for term in self._all(codes):
            alone = len(term.reading.stems) == 1 and term.reading.stems[0] in vague
            if term.code in known and not alone:
                yield term

    def index_paths(self) -> Iterator[tuple[list[tuple[str, str]], str]]:
        """The terms of the Alphabetic Index that have a code: the levels of the path, and the code."""
        rows = self._rows("index_terms", INDEX, book="index")
        paths = _paths(rows)
        yield from ((paths[row[0]], row[4].rstrip("-")) for row in rows if row[4])

    def _all(self, codes: Sequence[CodeText]) -> Iterator[Term]:
        yield from _lexicon()
        yield from _phrases()
        yield from self._index(INDEX, "index", Kind.INDEX)
        yield from self._index(EXTERNAL, "external", Kind.EXTERNAL)
        for code, text in self._rows("inclusions", TABULAR):
            yield from _plain(text, code, Kind.INCLUSION)
        for line in codes:
            if len(line.code) < 7 or line.code[6] in "A01239" or not line.text.endswith(("encounter", "sequela")):
                yield from _plain(line.text, line.code, Kind.DESCRIPTION if line.billable else Kind.HEADING)
        yield from self._neoplasms()
        yield from self._drugs()
        for code, text, _ in self._rows("synonyms", ONTOLOGY) if "disease_synonym" in self._tables else ():
            yield from _plain(text, code, Kind.ONTOLOGY)

    def _index(self, source: str, book: str, kind: Kind) -> Iterator[Term]:
        """Terms with a code; then terms that refer elsewhere, with the codes of what they refer to."""
        rows = self._rows("index_terms", source, book=book)
        paths = _paths(rows)
        by_stems: dict[frozenset[str], str] = {}
        for row in rows:
            code = row[4].rstrip("-")
            if code:
                for reading in index_readings(paths[row[0]]):
                    by_stems.setdefault(frozenset(reading.stems), code)
                    yield Term(reading, code, kind)
        codes = {row[0]: row[4].rstrip("-") for row in rows}
        for number, text, target in self._rows("references", source, book=book):
            if text == "condition":
                continue
            meant = next((by_stems[s] for r in readings(text) if (s := frozenset(r.stems)) in by_stems), "")
            code = meant or codes.get(target, "")
            if code and not codes.get(number):
                for reading in index_readings(paths[number]):
                    yield Term(reading, code, Kind.REFERENCE if kind is Kind.INDEX else kind)

    def _neoplasms(self) -> Iterator[Term]:
        rows = self._rows("neoplasms", NEOPLASMS)
        paths = _paths([(*row[:4], *row[4:]) for row in rows])
        for row in rows:
            site = [level for level in paths[row[0]] if not level[0].startswith("Neoplasm")]
            if not site:
                continue
            for words, code in zip(_BEHAVIOURS, row[4:], strict=True):
                if code:
                    for reading in index_readings([(words, ""), *site]):
                        yield Term(reading, code.rstrip("-"), Kind.NEOPLASM)

    def _drugs(self) -> Iterator[Term]:
        for term, accidental, adverse, underdosing in self._rows("drugs", DRUGS):
            for cue, code in (("poisoning", accidental), ("adverse effect", adverse), ("underdosing", underdosing)):
                if code:
                    yield from _plain(f"{cue} {term}", code.rstrip("-"), Kind.DRUG)

    def _release(self, source: str) -> int | None:
        found = [r for r in self._kb.in_force(source, self._on) if r.complete]
        return found[-1].id if found else None

    def _rows(self, statement: str, source: str, **parameters: object) -> list[Row]:
        release = self._release(source)
        return [] if release is None else self._kb.rows(SQL[statement], release=release, **parameters)


_BEHAVIOURS = ("cancer", "metastasis", "carcinoma in situ", "benign tumor", "uncertain behavior tumor", "tumor")
"""The columns of the table of neoplasms in the words of notes."""


def _plain(text: str, code: str, kind: Kind, marks: int = 0) -> Iterator[Term]:
    for reading in readings(text):
        yield Term(Reading(reading.stems, reading.marks | marks), code, kind)


def _lexicon() -> Iterator[Term]:
    """Lay words and abbreviations with codes. The first code of an entry is the one that a coder starts from."""
    curated = frozenset(phrase for phrases in read("phrases.toml").values() for phrase in phrases)
    for entry in load_lexicon().entries:
        if " ".join(entry.words) in unsafe_abbreviations() or (
            entry.kind == "abbreviation" and len(entry.phrases) > len(entry.codes)
        ):
            continue  # senses without a code: which one is meant is for the words around it
        for place, code in enumerate([code for code in entry.codes if code.system is System.ICD10CM][:2]):
            own = " ".join(entry.words)
            phrases = entry.phrases if len(entry.phrases) == 1 else ()
            for text in (own.upper() if entry.kind == "abbreviation" else own, *map(" ".join, phrases)):
                if text.lower() not in curated:
                    yield from _plain(text, code.code, Kind.LEXICON, OTHER * place)


def _phrases() -> Iterator[Term]:
    for code, phrases in read("phrases.toml").items():
        for phrase in phrases:
            yield from _plain(phrase, normalise_code(code), Kind.LEXICON)


def _paths(rows: Sequence[Row]) -> dict[int, list[tuple[str, str]]]:
    """Term id to the (term, modifiers) of its levels, from the main term down."""
    found: dict[int, list[tuple[str, str]]] = {}
    for number, parent, term, modifiers, *_ in rows:
        found[number] = [*found.get(parent, []), (term, modifiers)]
    return found
