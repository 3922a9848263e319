"""ICD-10-PCS: the codes, enumerated from the tables with built titles, or as the official lists have them.

Layouts, each a release of its own:

- Tables XML (`icd10pcs_tables_2026.xml`): a `<pcsTable>` has axes 1-3 (section, body system, operation) and rows with axes
  4-7; a row stands for every combination of its values. The file gives the number of values and of codes, which are checked.
  Section `0`, body system `00` and table `001` become headers. Titles are built (`pcs_titles`): against the official list
  of April 2024, all but 2 of 78,538 are the same, and these 2 because the label was renamed since.
- Code file and order file (`icd10pcs-codes-2024.txt`, `icd10pcs_order_2026.txt`, see `icd10_order_file`): official
  descriptions. The year is that of the name, and the edition is called a code list, as the tables of the year may be there too.
- The pack's `"code","description"` list, which states no release. `PACK_EDITIONS` knows it by its digest; its 78,638 codes
  are exactly those that the Medicare Code Editor has in force from April to September 2024.

The newest release begun is the list of record, whichever its layout.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import ClassVar

from superbill.errors import BadInput
from superbill.model.codes import System
from superbill.model.periods import Period
from superbill.model.rows import CONCEPT, Concept, Table
from superbill.sources.base import Edition, Part, Source, SourceFile, csv_rows
from superbill.sources.icd10_order_file import OrderLine, code_lines, order_lines
from superbill.sources.icd_edition import named_edition, stated_edition
from superbill.sources.layout import NEW_LAYOUT, check_width
from superbill.sources.pcs_tables import PCS_AXIS, PcsTables
from superbill.sources.xml_tree import read_xml

PACK_EDITIONS = {
    "22579d4173653f177a24057e9f2464511b854729354d2921f7a3084152ab76ee": Edition(
        "April 2024 code list",
        Period(date(2024, 4, 1), date(2024, 9, 30)),
        notes=("The pack states no release; its codes are those in force from 2024-04-01 to 2024-09-30",),
    ),
}
"""SHA-256 of a pack's list to the release that it holds."""

_PCS = System.ICD10PCS.value
_ROOT = re.compile(rb"<ICD10PCS\.tabular[\s>]")
_CODE = re.compile(r"[0-9A-HJ-NP-Z]{7}|[0-9A-HJ-NP-Z]{3}")
_COMPLETE = re.compile(r"[0-9A-HJ-NP-Z]{7}")
_ORDER = re.compile(rb"\A(?:\xef\xbb\xbf)?\d{5} [0-9][0-9A-HJ-NP-Z]{2}[0-9A-Z ]{4} [01] \S")
_CODES = re.compile(rb"\A(?:[0-9][0-9A-HJ-NP-Z]{6} \S[^\r\n]*\r?\n){2}")
_PACK = re.compile(rb'\A(?:"[0-9][0-9A-HJ-NP-Z]{6}","[^"\r\n]+"\r?\n){2}')


class CmsIcd10pcs(Source):
    """Tables XML, code file, order file, and the pack's list."""

    id = "cms-icd10pcs"
    title = "ICD-10-PCS codes"
    publisher = "CMS"
    page = "https://www.cms.gov/medicare/coding-billing/icd-10-codes"
    licence = "Public domain (work of the US government)"
    cadence = "Yearly on October 1, with an update on April 1"
    authority = (
        "ICD-10-PCS Official Guidelines for Coding and Reporting, section A (conventions: seven characters, tables)"
    )
    tables: ClassVar[tuple[Table, ...]] = (CONCEPT, PCS_AXIS)
    lists = (System.ICD10PCS,)
    trees = (System.ICD10PCS,)
    floors: ClassVar[dict[str, int]] = {"concept": 71_000, "pcs_axis": 30_000}
    fetch_hint = (
        f"superbill fetch cms-icd10pcs, or superbill build --from DIR with the ICD-10-PCS code tables from {page}"
    )

    def recognises(self, file: SourceFile) -> bool:
        """XML whose root is `<ICD10PCS.tabular>`, or a list that begins with ICD-10-PCS codes."""
        head = file.head
        return _ROOT.search(head) is not None or any(shape.match(head) for shape in (_ORDER, _CODES, _PACK))

    def parse(self, file: SourceFile) -> Iterator[Part]:
        """Codes, and for the tables their axes. Row numbers are lines."""
        if _ROOT.search(file.head):
            yield from _tables(file)
        elif _PACK.match(file.head):
            yield Part(_pack_edition(file), file, CONCEPT, _concepts(_pack_lines(file)))
        else:
            lines = order_lines(file, _CODE) if _ORDER.match(file.head) else code_lines(file, _COMPLETE)
            yield Part(_list_edition(named_edition(file)), file, CONCEPT, _concepts(lines))


def _tables(file: SourceFile) -> Iterator[Part]:
    root = read_xml(file)
    version = root.child("version")
    if version is None:
        raise BadInput("has no <version>", file=file.name, line=root.line, hint=NEW_LAYOUT)
    edition = stated_edition(file, version.text, version.line)
    rows = PcsTables(file, root)
    yield Part(edition, file, CONCEPT, rows.concepts)
    yield Part(edition, file, PCS_AXIS, rows.axes)


def _list_edition(edition: Edition) -> Edition:
    return Edition(f"{edition.name} code list", edition.period, notes=edition.notes)


def _pack_edition(file: SourceFile) -> Edition:
    edition = PACK_EDITIONS.get(file.sha256())
    if edition is None:
        raise BadInput(
            "is a list of ICD-10-PCS codes that states no release, and none that is known",
            file=file.name,
            hint="Use the code file as CMS publishes it, such as icd10pcs_codes_2026.txt.",
        )
    return edition


def _pack_lines(file: SourceFile) -> Iterator[OrderLine]:
    for line, cells in csv_rows(file):
        check_width(cells, 2, file, line)
        code, long = cells
        if not _COMPLETE.fullmatch(code) or not long:
            raise BadInput(f"{code!r} is no ICD-10-PCS code with a description", file=file.name, line=line)
        yield OrderLine(line, None, code, 1, None, long)


def _concepts(lines: Iterable[OrderLine]) -> Iterator[tuple[object, ...]]:
    """Complete codes hang below their table; its header, where a list has one, is a top."""
    for ordinal, (line, _, code, billable, short, long) in enumerate(lines):
        parent = code[:3] if billable else None
        yield *Concept(_PCS, code, parent, billable, short, long, None, None, None, ordinal), line


SOURCE = CmsIcd10pcs()
