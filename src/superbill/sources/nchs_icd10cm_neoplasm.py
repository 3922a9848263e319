"""ICD-10-CM Table of Neoplasms: the code of each site by behavior. XML, see `index_xml`.

A dash for a code that needs more characters stays behind it (`C798-`); '' is a column without a code, or a site that only
refers to another. A site may have a code in some columns only, as `skin, basal cell carcinoma` does; the explanation of one
(`book-leaf [ventral surface of tongue and floor of mouth]`) stands with its non-essential modifiers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar, NamedTuple

from superbill.model.rows import Table
from superbill.sources.base import Part, Source, SourceFile
from superbill.sources.index_terms import INDEX_SEE, Entry, cell_code, paths, see_rows
from superbill.sources.index_xml import IndexXml, is_index

BOOK = "neoplasm"
HEADINGS = (
    "Neoplasm",
    "Malignant Primary",
    "Malignant Secondary",
    "Ca in situ",
    "Benign",
    "Uncertain Behavior",
    "Unspecified Behavior",
)


class NeoplasmTerm(NamedTuple):
    """A site. `id`, `parent`, `level`, `term`, `modifiers` and `path` are as in `index_term`; then its six codes."""

    id: int
    parent: int
    level: int
    term: str
    modifiers: str
    path: str
    malignant_primary: str
    malignant_secondary: str
    in_situ: str
    benign: str
    uncertain: str
    unspecified: str


NEOPLASM_TERM = Table("neoplasm_term", NeoplasmTerm, ("id",), (("parent",),))


class Icd10cmNeoplasm(Source):
    """The neoplasm table."""

    id = "nchs-icd10cm-neoplasm"
    title = "ICD-10-CM Table of Neoplasms"
    publisher = "National Center for Health Statistics"
    page = "https://www.cdc.gov/nchs/icd/icd-10-cm/files.html"
    licence = "Public domain (work of the US government)"
    cadence = "Yearly on October 1, with an update on April 1"
    authority = "ICD-10-CM Official Guidelines for Coding and Reporting, section I.C.2 (neoplasms)"
    tables: ClassVar[tuple[Table, ...]] = (NEOPLASM_TERM, INDEX_SEE)
    floors: ClassVar[dict[str, int]] = {"neoplasm_term": 1_700}
    fetch_hint = (
        f"superbill fetch nchs-icd10cm-neoplasm, or superbill build --from DIR with the neoplasm XML from {page}"
    )

    def recognises(self, file: SourceFile) -> bool:
        """XML of an index whose first column is `Neoplasm`."""
        return is_index(file, HEADINGS[0])

    def parse(self, file: SourceFile) -> Iterator[Part]:
        """Two parts: sites, references. Row numbers are lines of the XML."""
        xml = IndexXml(file, HEADINGS)
        edition, entries = xml.edition, xml.entries()
        yield Part(edition, file, NEOPLASM_TERM, _rows(file, entries))
        yield Part(edition, file, INDEX_SEE, see_rows(BOOK, entries))


def _rows(file: SourceFile, entries: Sequence[Entry]) -> Iterator[tuple[object, ...]]:
    for entry, path in paths(entries):
        codes = [
            cell_code(entry.cells.get(column, ""), file, entry.line, heading)
            for column, heading in enumerate(HEADINGS[1:], 2)
        ]
        row = NeoplasmTerm(entry.id, entry.parent, entry.level, entry.term, entry.modifiers, path, *codes)
        yield *row, entry.line


SOURCE = Icd10cmNeoplasm()
