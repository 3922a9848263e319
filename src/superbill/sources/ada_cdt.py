"""CDT, the dental procedure codes: read from the operator's own licensed file. Nothing of it ships.

The codes and their texts belong to the American Dental Association. A licensee gives a csv or tab-separated file, UTF-8 or
cp1252, with one heading row:

- `code` (D0120) and `nomenclature` (or `description`): the code and its title. Needed.
- `descriptor`: the longer explanation, where the code has one.
- `effective`: the day the code came into force (2026-01-01, 1/1/2026 or 20260101).

Any other heading stops the import. The year is that of the file's name (`cdt-2026.csv`): CDT is in force for a calendar
year, and no column states it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import ClassVar

from superbill.errors import BadInput
from superbill.model.codes import System
from superbill.model.periods import Period
from superbill.model.rows import CONCEPT, CONCEPT_NOTE, Concept, ConceptNote
from superbill.sources.base import Edition, Part, Source, SourceFile, day
from superbill.sources.plain_table import Row, code_cell, filled, first_cells, headings, table_rows, year_in_name

TITLES = ("nomenclature", "description")
OPTIONAL = ("descriptor", "effective")

_CODE = re.compile(r"D[0-9]{4}")
_CDT = System.CDT.value


class AdaCdt(Source):
    """The operator's file."""

    id = "ada-cdt"
    title = "CDT dental procedure codes, your licensed file"
    publisher = "American Dental Association"
    page = "https://www.ada.org/publications/cdt"
    licence = "American Dental Association; each operator needs a licence, and brings the file"
    cadence = "yearly on January 1"
    authority = "45 CFR 162.1002 (Code on Dental Procedures and Nomenclature)"
    tables = (CONCEPT, CONCEPT_NOTE)
    lists = (System.CDT,)
    floors: ClassVar[dict[str, int]] = {"concept": 600}
    fetch_hint = "your licensed CDT file: superbill build --from DIR with code, nomenclature (csv)"

    def recognises(self, file: SourceFile) -> bool:
        """The heading, and a dental code in the first row below it."""
        found = headings(file)
        if "code" not in found or not set(TITLES) & set(found):
            return False
        first = next((cells for cells in first_cells(file, 9)[1:] if any(cells)), [])
        place = found.index("code")
        return len(first) > place and _CODE.fullmatch(first[place].strip().upper()) is not None

    def parse(self, file: SourceFile) -> Iterator[Part]:
        """Two parts: codes with their titles, and descriptors as notes."""
        year = year_in_name(file, "cdt-2026.csv")
        edition = Edition(f"CDT {year}", Period(date(year, 1, 1), date(year, 12, 31)))
        title = next(name for name in TITLES if name in headings(file))
        concepts: list[tuple[object, ...]] = []
        notes: list[tuple[object, ...]] = []
        for line, row in table_rows(file, ("code", title), OPTIONAL):
            concept = _concept(file, line, row, title, len(concepts), year)
            concepts.append((*concept, line))
            if row["descriptor"]:
                notes.append((*ConceptNote(_CDT, concept.code, "note", 1, row["descriptor"]), line))
        yield Part(edition, file, CONCEPT, concepts)
        yield Part(edition, file, CONCEPT_NOTE, notes)


def _concept(file: SourceFile, line: int, row: Row, title: str, ordinal: int, year: int) -> Concept:
    code = code_cell(row, "code", _CODE, "CDT code", file, line)
    text = filled(row, title, file, line)
    effective = day(row["effective"], file, line, "effective") if row["effective"] else None
    if effective is not None and effective // 10000 > year:
        raise BadInput(
            f"{code} begins on {effective}, after {year}, the year of the file's name", file=file.name, line=line
        )
    return Concept(_CDT, code, None, 1, None, text, effective, None, None, ordinal)


SOURCE = AdaCdt()
