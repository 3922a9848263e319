"""Health care provider taxonomy: who a provider is, as ten-character codes. Read from the operator's own file.

The texts belong to the National Uniform Claim Committee; nothing of them ships. The file is the csv that NUCC offers
(`nucc_taxonomy_251.csv`), UTF-8, one heading row. Its version is in the name only; the dates in its notes bound it.

NUCC publishes on January 1 (version 26.0, in force from April 1) and on July 1 (25.1, in force from October 1). Codes that are
no longer to be used stay in the list, with `marked inactive` among their notes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import ClassVar, NamedTuple

from superbill.errors import BadInput
from superbill.model.periods import Period
from superbill.model.rows import Interned, Table
from superbill.sources.base import Edition, Part, Source, SourceFile, day
from superbill.sources.layout import last_name
from superbill.sources.plain_table import Row, code_cell, filled, headings, table_rows


class Taxonomy(NamedTuple):
    """A kind of provider. `section` is Individual or Non-Individual; `specialization`, `definition` and `notes` may be
    empty. `active` is 0 for a code whose notes mark it inactive."""

    taxonomy: str
    section: Interned
    grouping: Interned
    classification: Interned
    specialization: str
    display: str
    definition: str
    notes: str
    active: int


TAXONOMY = Table("taxonomy", Taxonomy, ("taxonomy",))

COLUMNS = (
    "code", "grouping", "classification", "specialization", "definition", "notes", "display name", "section",
)  # fmt: skip

_CODE = re.compile(r"[0-9]{3}[0-9A-Z]{6}X")
_NAME = re.compile(r"taxonomy[_ -]?(\d\d)[._]?([01])(?!\d)", re.IGNORECASE)
_NOTE_DATE = re.compile(r"\d{1,2}/\d{1,2}/20\d\d")
_HOW = "Give it the name NUCC gave it, such as nucc_taxonomy_251.csv."


class NuccTaxonomy(Source):
    """NUCC's csv."""

    id = "nucc-taxonomy"
    title = "Health care provider taxonomy, your file"
    publisher = "National Uniform Claim Committee"
    page = "https://www.nucc.org/index.php/code-sets-mainmenu-41/provider-taxonomy-mainmenu-40/csv-mainmenu-57"
    licence = "National Uniform Claim Committee; the operator fetches the file under NUCC's terms"
    cadence = "twice a year: published January 1 and July 1, in force from April 1 and October 1"
    authority = "NUCC, Health Care Provider Taxonomy"
    tables = (TAXONOMY,)
    floors: ClassVar[dict[str, int]] = {"taxonomy": 800}
    fetch_hint = f"nucc_taxonomy (csv) from {page} with superbill build --from DIR"

    def recognises(self, file: SourceFile) -> bool:
        """The headings."""
        return headings(file) == COLUMNS

    def parse(self, file: SourceFile) -> Iterator[Part]:
        """One part."""
        rows = [(_taxonomy(file, line, row), line) for line, row in table_rows(file, COLUMNS)]
        yield Part(_edition(file, rows), file, TAXONOMY, [(*taxonomy, line) for taxonomy, line in rows])


def _taxonomy(file: SourceFile, line: int, row: Row) -> Taxonomy:
    code = code_cell(row, "code", _CODE, "taxonomy code", file, line)
    section, grouping, classification = (
        filled(row, name, file, line) for name in ("section", "grouping", "classification")
    )
    active = int("marked inactive" not in row["notes"].lower())
    display = filled(row, "display name", file, line)
    return Taxonomy(
        code, section, grouping, classification, row["specialization"], display, row["definition"], row["notes"], active
    )


def _edition(file: SourceFile, rows: list[tuple[Taxonomy, int]]) -> Edition:
    named = _NAME.search(last_name(file))
    if named is None:
        raise BadInput("neither content nor name states the version", file=file.name, hint=_HOW)
    year, half = 2000 + int(named[1]), int(named[2])
    published = date(year, 7 if half else 1, 1)
    for taxonomy, line in rows:
        for text in _NOTE_DATE.findall(taxonomy.notes):
            if day(text, file, line, "notes") > int(published.strftime("%Y%m%d")):
                raise BadInput(
                    f"is named {named[1]}.{half}, published on {published}, but has a note of {text}",
                    file=file.name,
                    line=line,
                    hint=_HOW,
                )
    period = Period(date(year, 10, 1), date(year + 1, 3, 31)) if half else Period(date(year, 4, 1), date(year, 9, 30))
    return Edition(f"{named[1]}.{half}", period, published=published)


SOURCE = NuccTaxonomy()
