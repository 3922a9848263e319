"""The HCPCS Level II record's own dates, as fields of a report."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from superbill.kb.queries import load_queries
from superbill.kb.store import Found, KnowledgeBase
from superbill.model.codes import System
from superbill.model.periods import from_day_number
from superbill.model.report import Field, Kind

SQL = load_queries("superbill.terminology", "codes.sql")
SOURCE = "cms-hcpcs"


def hcpcs_fields(kb: KnowledgeBase, code: str, on: date) -> Iterator[Field]:
    """When the code was added and terminated; nothing for codes of other systems."""
    found = kb.find(SQL["concept"], source=SOURCE, on=on, system=System.HCPCS, code=code)
    if not isinstance(found, Found):
        return
    row = found.rows[0]
    for label, number in (("Added", row[5]), ("Terminated", row[6])):
        if number is not None:
            yield Field(label, found.fact(from_day_number(number), row), Kind.DATE)
