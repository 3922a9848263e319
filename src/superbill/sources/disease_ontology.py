"""Names and synonyms of diseases with the ICD-10-CM codes that the Human Disease Ontology cross-references.

Two layouts:

- `doid.obo`: stanzas `[Term]` with `name`, `synonym: "..." EXACT []` and `xref: ICD10CM:E88.9`; `data-version` in the head is
  the release. Obsolete terms, and synonyms that are not exact, are passed over. Written from the published layout (OBO 1.4).
- a JSON object with `synonym_to_icd10cm`: names and synonyms to one code each, without a date: in force since ICD-10-CM is.

Cross-references may name a heading or a code that is no longer valid; which code a name leads to today is for the reader.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from datetime import date
from typing import ClassVar, NamedTuple

from superbill.errors import BadInput
from superbill.model.periods import Period
from superbill.model.rows import Table
from superbill.sources.base import Edition, Part, Source, SourceFile, whole
from superbill.sources.layout import DOWNLOAD_AGAIN


class DiseaseSynonym(NamedTuple):
    """A name of a disease and the ICD-10-CM code or heading it is cross-referenced to, without a dot. `preferred` is 1 for
    the ontology's own name of the disease."""

    icd10cm: str
    term: str
    preferred: int


DISEASE_SYNONYM = Table("disease_synonym", DiseaseSynonym, ("icd10cm", "term"))

FIRST_DAY = date(2015, 10, 1)
"""An undated list is in force since ICD-10-CM is."""
_CODE = re.compile(r"(?:[A-Z]\d|QA)[0-9A-Z](?:\.?[0-9A-Z]{1,4})?")
_JSON = re.compile(rb'\s*\{\s*"doid_to_icd10cm"\s*:')
_VERSION = re.compile(r"data-version:\s*(?:doid/)?(?:releases/)?(\d{4})-(\d\d)-(\d\d)")
_SYNONYM = re.compile(r'synonym: "((?:[^"\\]|\\.)*)" EXACT\b')
_XREF = re.compile(r"xref: ICD10CM:(\S+)")


class DiseaseOntology(Source):
    """The OBO file, or a JSON table made of it."""

    id = "disease-ontology"
    title = "Human Disease Ontology: names and synonyms with ICD-10-CM cross-references"
    publisher = "Institute for Genome Sciences, University of Maryland School of Medicine"
    page = "https://disease-ontology.org/downloads/"
    licence = "CC0 1.0"
    cadence = "monthly"
    authority = "OBO Flat File Format 1.4; Disease Ontology, doid.obo"
    tables = (DISEASE_SYNONYM,)
    floors: ClassVar[dict[str, int]] = {"disease_synonym": 8_000}
    fetch_hint = f"doid.obo from {page} with superbill build --from DIR"

    def recognises(self, file: SourceFile) -> bool:
        """The head of an OBO file of the ontology `doid`, or the JSON table."""
        return _JSON.match(file.head) is not None or (
            file.head.startswith(b"format-version:") and b"\nontology: doid" in file.head[:8192]
        )

    def parse(self, file: SourceFile) -> Iterator[Part]:
        """One part."""
        if _JSON.match(file.head):
            notes = ("The file states no release; it holds one code for each name",)
            edition = Edition("undated", Period(FIRST_DAY), complete=True, notes=notes)
            yield Part(edition, file, DISEASE_SYNONYM, list(_of_json(file)))
            return
        head = _VERSION.search(file.head.decode("utf-8", errors="replace"))
        if head is None:
            raise BadInput("the head states no data-version", file=file.name, hint=DOWNLOAD_AGAIN)
        day = date(int(head[1]), int(head[2]), int(head[3]))
        yield Part(Edition(day.isoformat(), Period(day), published=day), file, DISEASE_SYNONYM, list(_of_obo(file)))


def _of_json(file: SourceFile) -> Iterator[tuple[object, ...]]:
    """Row numbers count the names."""
    try:
        content = json.loads(whole(file))
    except (ValueError, RecursionError) as error:
        raise BadInput(f"not readable as JSON: {error}", file=file.name, hint=DOWNLOAD_AGAIN) from error
    names = content.get("synonym_to_icd10cm")
    if not isinstance(names, dict):
        raise BadInput("synonym_to_icd10cm is missing", file=file.name, hint=DOWNLOAD_AGAIN)
    for number, (term, code) in enumerate(names.items(), 1):
        if isinstance(code, str) and "-" in code:  # a block
            continue
        yield *DiseaseSynonym(_code(code, file, number), term.strip(), 0), number


def _of_obo(file: SourceFile) -> Iterator[tuple[object, ...]]:
    seen: set[tuple[str, str]] = set()
    for stanza in _stanzas(file):
        if stanza[0][1] != "[Term]" or any(line == "is_obsolete: true" for _, line in stanza):
            continue
        codes = [(number, found[1]) for number, line in stanza if (found := _XREF.match(line))]
        names = [(number, line[6:].strip(), 1) for number, line in stanza if line.startswith("name: ")]
        names += [
            (number, found[1].replace('\\"', '"'), 0) for number, line in stanza if (found := _SYNONYM.match(line))
        ]
        for at, code in codes:
            if "-" in code:  # a block, such as A00-B99
                continue
            for number, term, preferred in names:
                row = DiseaseSynonym(_code(code, file, at), term, preferred)
                if (row.icd10cm, row.term) not in seen:
                    seen.add((row.icd10cm, row.term))
                    yield *row, number


def _stanzas(file: SourceFile) -> Iterator[list[tuple[int, str]]]:
    """The stanzas behind the head, each line with its number."""
    stanza: list[tuple[int, str]] = []
    with file.open() as raw:
        for number, line in enumerate(io.TextIOWrapper(raw, encoding="utf-8", errors="replace"), 1):
            text = line.rstrip()
            if text.startswith("["):
                if stanza:
                    yield stanza
                stanza = [(number, text)]
            elif stanza and text:
                stanza.append((number, text))
    if stanza:
        yield stanza


def _code(text: object, file: SourceFile, line: int) -> str:
    if not isinstance(text, str) or not _CODE.fullmatch(text):
        raise BadInput(f"{text!r} is no ICD-10-CM code", file=file.name, line=line)
    return text.replace(".", "")


SOURCE = DiseaseOntology()
