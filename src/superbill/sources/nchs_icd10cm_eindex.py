"""ICD-10-CM External Cause of Injuries Index: terms that lead to chapter 20 codes, and references. XML, see `index_xml`.

References to the table of drugs, and to categories of other chapters (`categories T17 and`, as published), lead to no term
of this book; `<subcat>` and `<seecat>` give the category's code.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from superbill.model.rows import Table
from superbill.sources.base import Part, Source, SourceFile
from superbill.sources.index_terms import INDEX_SEE, INDEX_TERM, book_parts
from superbill.sources.index_xml import IndexXml, is_index

BOOK = "external"
TITLE = "ICD-10-CM EXTERNAL CAUSE of INJURIES INDEX"


class Icd10cmExternalIndex(Source):
    """The external cause index."""

    id = "nchs-icd10cm-eindex"
    title = "ICD-10-CM External Cause of Injuries Index"
    publisher = "National Center for Health Statistics"
    page = "https://www.cdc.gov/nchs/icd/icd-10-cm/files.html"
    licence = "Public domain (work of the US government)"
    cadence = "Yearly on October 1, with an update on April 1"
    authority = "ICD-10-CM Official Guidelines for Coding and Reporting, section I.C.20 (external causes of morbidity)"
    tables: ClassVar[tuple[Table, ...]] = (INDEX_TERM, INDEX_SEE)
    floors: ClassVar[dict[str, int]] = {"index_term": 7_000, "index_see": 700}
    fetch_hint = f"superbill fetch nchs-icd10cm-eindex, or superbill build --from DIR with the eindex XML from {page}"

    def recognises(self, file: SourceFile) -> bool:
        """XML of that title."""
        return is_index(file, TITLE)

    def parse(self, file: SourceFile) -> Iterator[Part]:
        """Two parts: terms, references. Row numbers are lines of the XML."""
        xml = IndexXml(file)
        yield from book_parts(xml.edition, file, BOOK, xml.entries())


SOURCE = Icd10cmExternalIndex()
