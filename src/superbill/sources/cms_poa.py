"""Present-on-admission indicators of inpatient diagnoses, and what CMS pays by them for hospital-acquired conditions.

A csv with the headings `present_on_admit_code,description`. It states no date; the indicator is required since 2007-10-01.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import ClassVar, NamedTuple

from superbill.model.rows import Table
from superbill.sources.base import Part, Source, SourceFile
from superbill.sources.plain_table import code_cell, filled, headings, table_rows, undated


class PresentOnAdmission(NamedTuple):
    """`Y` yes, `N` no, `U` documentation insufficient, `W` clinically undetermined, `1` exempt (until 2011)."""

    indicator: str
    description: str


PRESENT_ON_ADMISSION = Table("present_on_admission", PresentOnAdmission, ("indicator",))

COLUMNS = ("present_on_admit_code", "description")
REQUIRED_FROM = date(2007, 10, 1)

_INDICATOR = re.compile(r"[YNUW1]")


class CmsPoa(Source):
    """The list of indicators, csv."""

    id = "cms-present-on-admission"
    title = "Present on admission indicators"
    publisher = "CMS"
    page = "https://www.cms.gov/medicare/payment/fee-for-service-providers/hospital-aquired-conditions-hac/coding"
    licence = "Public domain (work of the US government)"
    cadence = "unchanged for years"
    authority = "Deficit Reduction Act of 2005, section 5001(c); ICD-10-CM Official Guidelines, appendix I"
    tables = (PRESENT_ON_ADMISSION,)
    floors: ClassVar[dict[str, int]] = {"present_on_admission": 4}
    fetch_hint = f"the table of {page} as csv (present_on_admit_code, description), with superbill build --from DIR"

    def recognises(self, file: SourceFile) -> bool:
        """The headings."""
        return headings(file) == COLUMNS

    def parse(self, file: SourceFile) -> Iterator[Part]:
        """One part."""
        rows: list[tuple[object, ...]] = []
        for line, row in table_rows(file, COLUMNS):
            indicator = code_cell(row, COLUMNS[0], _INDICATOR, "present-on-admission indicator", file, line)
            rows.append((*PresentOnAdmission(indicator, filled(row, "description", file, line)), line))
        yield Part(undated(REQUIRED_FROM), file, PRESENT_ON_ADMISSION, rows)


SOURCE = CmsPoa()
