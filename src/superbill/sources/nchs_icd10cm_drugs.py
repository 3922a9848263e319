"""ICD-10-CM Table of Drugs and Chemicals: the code of each substance by circumstance. XML, see `index_xml`.

The codes are those of poisoning, adverse effect and underdosing, without their 7th character. '' is a column in which the
table has no code (`--`: a chemical has no adverse effect), or a substance that only refers to another. A term may begin with
its modifier, as `(mono) semicarbazone` does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar, NamedTuple

from superbill.model.rows import Table
from superbill.sources.base import Part, Source, SourceFile
from superbill.sources.index_terms import INDEX_SEE, Entry, cell_code, paths, see_rows
from superbill.sources.index_xml import IndexXml, is_index

BOOK = "drugs"
HEADINGS = (
    "Substance",
    "Poisoning Accidental (unintentional)",
    "Poisoning Intentional self-harm",
    "Poisoning Assault",
    "Poisoning Undetermined",
    "Adverse effect",
    "Underdosing",
)


class DrugTerm(NamedTuple):
    """A substance. `id`, `parent`, `level`, `term`, `modifiers` and `path` are as in `index_term`; then its six codes."""

    id: int
    parent: int
    level: int
    term: str
    modifiers: str
    path: str
    accidental: str
    self_harm: str
    assault: str
    undetermined: str
    adverse_effect: str
    underdosing: str


DRUG_TERM = Table("drug_term", DrugTerm, ("id",), (("parent",),))


class Icd10cmDrugs(Source):
    """The table of drugs."""

    id = "nchs-icd10cm-drugs"
    title = "ICD-10-CM Table of Drugs and Chemicals"
    publisher = "National Center for Health Statistics"
    page = "https://www.cdc.gov/nchs/icd/icd-10-cm/files.html"
    licence = "Public domain (work of the US government)"
    cadence = "Yearly on October 1, with an update on April 1"
    authority = "ICD-10-CM Official Guidelines for Coding and Reporting, section I.C.19.e (adverse effects, poisoning, underdosing)"
    tables: ClassVar[tuple[Table, ...]] = (DRUG_TERM, INDEX_SEE)
    floors: ClassVar[dict[str, int]] = {"drug_term": 7_000}
    fetch_hint = f"superbill fetch nchs-icd10cm-drugs, or superbill build --from DIR with the drug XML from {page}"

    def recognises(self, file: SourceFile) -> bool:
        """XML of an index whose first column is `Substance`."""
        return is_index(file, HEADINGS[0])

    def parse(self, file: SourceFile) -> Iterator[Part]:
        """Two parts: substances, references. Row numbers are lines of the XML."""
        xml = IndexXml(file, HEADINGS)
        edition, entries = xml.edition, xml.entries()
        yield Part(edition, file, DRUG_TERM, _rows(file, entries))
        yield Part(edition, file, INDEX_SEE, see_rows(BOOK, entries))


def _rows(file: SourceFile, entries: Sequence[Entry]) -> Iterator[tuple[object, ...]]:
    for entry, path in paths(entries):
        codes = [
            cell_code(entry.cells.get(column, ""), file, entry.line, heading)
            for column, heading in enumerate(HEADINGS[1:], 2)
        ]
        row = DrugTerm(entry.id, entry.parent, entry.level, entry.term, entry.modifiers, path, *codes)
        yield *row, entry.line


SOURCE = Icd10cmDrugs()
