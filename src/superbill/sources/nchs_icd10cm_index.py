"""ICD-10-CM Alphabetic Index: terms, the code that each leads to, and references, out of the official XML or out of CSV.

The XML (`icd10cm-index-2026.xml`) is read as `index_xml` says; it was written from the published layout and from the
External Cause Index, which shares it. The CSV (`RowID, Letter, Level, Term, See, SeeAlso, NonEssModif, Code`) is made from
the XML of a year that only its name states. What stood behind a non-essential modifier in a title is lost in it, a
manifestation code too; five terms consist of modifiers only. `See` that begins with `also` was a see also. References to
categories keep their text (`category M01`, `E08-E13 with .620`); one that names a single category has its code too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

from superbill.errors import BadInput
from superbill.model.rows import Table
from superbill.sources.base import Part, Source, SourceFile, csv_rows
from superbill.sources.icd_edition import named_edition
from superbill.sources.index_terms import INDEX_SEE, INDEX_TERM, Entry, bare_code, book_parts
from superbill.sources.index_xml import IndexXml, is_index
from superbill.sources.layout import check_columns, check_width

BOOK = "index"
TITLE = "ICD-10-CM INDEX TO DISEASES and INJURIES"
COLUMNS = ("RowID", "Letter", "Level", "Term", "See", "SeeAlso", "NonEssModif", "Code")

_CATEGORY = re.compile(r"(?:sub)?category ([A-Z][0-9A-Z]{2}(?:\.[0-9A-Z]{1,4})?-*)", re.IGNORECASE)
_ALSO = re.compile(r"also\s+")
_AND_SEE_ALSO = re.compile(r";?\s+and see also\s+")


class Icd10cmIndex(Source):
    """The Alphabetic Index, XML and CSV."""

    id = "nchs-icd10cm-index"
    title = "ICD-10-CM Index to Diseases and Injuries"
    publisher = "National Center for Health Statistics"
    page = "https://www.cdc.gov/nchs/icd/icd-10-cm/files.html"
    licence = "Public domain (work of the US government)"
    cadence = "Yearly on October 1, with an update on April 1"
    authority = (
        "ICD-10-CM Official Guidelines for Coding and Reporting, section I.A (conventions) and I.B.1 (locating a code)"
    )
    tables: ClassVar[tuple[Table, ...]] = (INDEX_TERM, INDEX_SEE)
    floors: ClassVar[dict[str, int]] = {"index_term": 70_000, "index_see": 12_000}
    fetch_hint = f"superbill fetch nchs-icd10cm-index, or superbill build --from DIR with the index XML from {page}"

    def recognises(self, file: SourceFile) -> bool:
        """XML of that title, or CSV with the heading row."""
        return is_index(file, TITLE) or file.head.removeprefix(b"\xef\xbb\xbf").startswith(b"RowID,Letter,Level,Term,")

    def parse(self, file: SourceFile) -> Iterator[Part]:
        """Two parts: terms, references. Row numbers are lines."""
        if is_index(file, TITLE):
            xml = IndexXml(file)
            yield from book_parts(xml.edition, file, BOOK, xml.entries())
        else:
            yield from book_parts(named_edition(file), file, BOOK, _csv_entries(file))


def _csv_entries(file: SourceFile) -> Iterator[Entry]:
    rows = csv_rows(file)
    line, columns = next(rows, (1, []))
    check_columns(columns, COLUMNS, file, line)
    above: list[int] = []
    for number, (line, cells) in enumerate(rows, 1):
        check_width(cells, len(COLUMNS), file, line)
        row_id, _, level, term, see, see_also, modifiers, code = (" ".join(cell.split()) for cell in cells)
        if row_id != str(number):
            raise BadInput(f"row {row_id!r} where {number} must be", file=file.name, line=line, column="RowID")
        if level not in {str(depth) for depth in range(len(above) + 1)}:
            raise BadInput(f"level {level!r} below level {len(above) - 1}", file=file.name, line=line, column="Level")
        del above[int(level) :]
        entry = Entry(number, above[-1] if above else 0, int(level), term, line, modifiers)
        entry.code, entry.incomplete = bare_code(code, file, line, "Code")
        entry.see.extend((*_references("see", see), *_references("see_also", see_also)))
        above.append(number)
        yield entry


def _references(kind: str, text: str) -> Iterator[tuple[str, str, str]]:
    """Kind, text and code of each reference in a cell: stray dashes and commas are left out."""
    for place, said in enumerate(_AND_SEE_ALSO.split(text)):
        cleaned = said.rstrip(" ,").lstrip(" ,-")
        if not cleaned:
            continue
        also = _ALSO.match(cleaned)
        category = _CATEGORY.fullmatch(cleaned)
        code = category[1].replace(".", "").rstrip("-") if category else ""
        yield "see_also" if place or also else kind, cleaned[also.end() :] if also else cleaned, code


SOURCE = Icd10cmIndex()
