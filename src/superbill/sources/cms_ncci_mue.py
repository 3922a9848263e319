"""NCCI Medically Unlikely Edits: the most units of a code for one patient, one day, one provider; three settings apart.

The setting is in the header. The quarter is in the file's name only (`..._Eff_07-01-2024.csv`); the copyright year of the
notice above the header bounds it. The notice is one quoted cell over several lines, its trade-mark sign in cp1252 or UTF-8.
Receipts number rows as a spreadsheet does, which takes that cell for one; errors name the line of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar, NamedTuple

from superbill.errors import BadInput
from superbill.model.rows import Interned, Table
from superbill.sources.base import Edition, Part, Source, SourceFile, csv_rows, quarter_period
from superbill.sources.layout import DOWNLOAD_AGAIN, check_columns, check_width, hcpcs_code, last_name


class Mue(NamedTuple):
    """The limit of a code; 0 units is a limit of zero. `mai`: 1 claim line, 2 day by policy (absolute), 3 day, more may be
    paid on records; `mai_text` is the file's wording behind the number. NCCI Policy Manual, chapter I."""

    hcpcs: str
    units: int
    mai: int
    mai_text: Interned
    rationale: Interned


MUE = Table("mue", Mue, ("hcpcs",))

SERIES = {
    "Practitioner Services MUE Values": "practitioner",
    "Outpatient Hospital Services MUE Values": "outpatient",
    "DME Supplier Services MUE Values": "dme",
}
FIRST_COLUMN = "HCPCS/ CPT Code"
LAST_COLUMNS = ("MUE Adjudication Indicator", "MUE Rationale")

_NAME = re.compile(r"_Eff_(\d{2})-(\d{2})-(\d{4})")
_NAMED_SERIES = {"practitioner": "practitioner", "outpatient": "outpatient", "dme": "dme"}
_COPYRIGHT = re.compile(r"copyright (\d{4}) American Medical Association")
_UNITS = re.compile(r"[0-9]{1,9}")
_MAI = re.compile(r"([123])\b\s*(.*)")


class CmsNcciMue(Source):
    """The three MUE tables, csv."""

    id = "cms-ncci-mue"
    title = "NCCI Medically Unlikely Edits"
    publisher = "CMS"
    page = (
        "https://www.cms.gov/medicare/coding-billing/national-correct-coding-initiative-ncci-edits/"
        "medicare-ncci-medically-unlikely-edits-mues"
    )
    licence = "CMS click-through (AMA); codes without descriptors"
    cadence = "quarterly"
    authority = "NCCI Policy Manual, chapter I, section V"
    tables = (MUE,)
    floors: ClassVar[dict[str, int]] = {"mue:practitioner": 8_000, "mue:outpatient": 8_000, "mue:dme": 500}
    fetch_hint = f"superbill fetch cms-ncci-mue, or superbill build --from DIR with MCR_MUE (csv) from {page}"

    def recognises(self, file: SourceFile) -> bool:
        """A header that names the values of one of the settings."""
        head = file.head[:8000]
        return b"MUE Adjudication Indicator" in head and any(name.encode() in head for name in SERIES)

    def parse(self, file: SourceFile) -> Iterator[Part]:
        """One part."""
        encoding = "cp1252" if b"CPT\xae" in file.head else "utf-8-sig"
        rows = ((number, line, cells) for number, (line, cells) in enumerate(csv_rows(file, encoding=encoding), 1))
        notice = ""
        for _, line, cells in rows:
            names = [" ".join(cell.split()) for cell in cells]
            series = next((SERIES[name] for name in names if name in SERIES), None)
            if series is not None:
                setting = next(name for name in names if name in SERIES)
                check_columns(names, (FIRST_COLUMN, setting, *LAST_COLUMNS), file, line)
                yield Part(_edition(file, series, notice), file, MUE, _edits(file, rows))
                return
            notice += " ".join(names)
        raise BadInput("the header row is missing", file=file.name, hint=DOWNLOAD_AGAIN)


def _edits(file: SourceFile, rows: Iterator[tuple[int, int, list[str]]]) -> Iterator[tuple[object, ...]]:
    for number, line, cells in rows:
        if not any(cells):
            continue
        check_width(cells, 4, file, line)
        code = hcpcs_code(cells[0], file, line, FIRST_COLUMN)
        units, indicator = cells[1].strip(), _MAI.fullmatch(cells[2].strip())
        if not _UNITS.fullmatch(units):
            raise BadInput(f"{cells[1]!r} is no number of units", file=file.name, line=line, column="MUE Values")
        if indicator is None:
            raise BadInput(
                f"{cells[2]!r} is no adjudication indicator 1, 2 or 3",
                file=file.name,
                line=line,
                column=LAST_COLUMNS[0],
            )
        yield (code, int(units), int(indicator[1]), indicator[2], cells[3].strip(), number)


def _edition(file: SourceFile, series: str, notice: str) -> Edition:
    name = last_name(file)
    how = "Give it the name CMS gave it, such as MCR_MUE_PractitionerServices_Eff_07-01-2024.csv."
    named = _NAME.search(name)
    if named is None:
        raise BadInput("neither content nor name states the effective date", file=file.name, hint=how)
    month, dom, year = (int(part) for part in named.groups())
    if (month, dom) not in {(1, 1), (4, 1), (7, 1), (10, 1)}:
        raise BadInput(f"{named[0].strip('_')} is no first day of a quarter", file=file.name, hint=how)
    for word, meant in _NAMED_SERIES.items():
        if word in name.lower() and meant != series:
            raise BadInput(f"is named {word}, its header says {series}", file=file.name, hint=how)
    copyright_year = _COPYRIGHT.search(notice)
    if copyright_year is not None and year - int(copyright_year[1]) not in (0, 1):
        raise BadInput(f"is named for {year}, its notice is of {copyright_year[1]}", file=file.name, line=1, hint=how)
    quarter = (month + 2) // 3
    return Edition(f"{year}Q{quarter}", quarter_period(year, quarter), series)


SOURCE = CmsNcciMue()
