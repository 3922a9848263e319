"""Which schedules, beside those that price a line here, list a code: so that no answer says there is none when there is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from superbill.kb.queries import load_queries
from superbill.kb.store import Found, KnowledgeBase, Row
from superbill.pricing.clfs import clfs_rates
from superbill.pricing.rvu import rvu_rows

SQL = load_queries("superbill.pricing", "facility.sql")

Check = Callable[[Row], bool]


def _rated(place: int) -> Check:
    return lambda row: row[place] is not None


SCHEDULES: tuple[tuple[str, str, str, str, dict[str, Any], Check], ...] = (
    ("DMEPOS, by state", "dmepos", "cms-dmepos", "", {}, lambda row: True),
    ("DMEPOS, by state", "dmepos", "cms-dmepos", "pen", {}, lambda row: True),
    ("anesthesia base units", "anesthesia", "cms-anesthesia", "", {}, lambda row: True),
    ("hospital outpatient (OPPS)", "opps_code", "cms-opps", "addendum-b", {}, _rated(3)),
    ("surgery centre (ASC)", "asc_code", "cms-asc", "addendum-aa", {}, _rated(2)),
    ("surgery centre (ASC)", "asc_code", "cms-asc", "addendum-bb", {}, _rated(2)),
)
"""Name, statement, source, series, and whether a row has an amount."""


def schedules_listing(kb: KnowledgeBase, code: str, on: date) -> tuple[str, ...]:
    """The names of the schedules that pay a code in their own way, as far as they are loaded."""
    names = []
    for name, statement, source, series, more, pays in SCHEDULES:
        found = kb.find(SQL[statement], source=source, on=on, series=series, code=code, **more)
        if isinstance(found, Found) and any(pays(row) for row in found.rows):
            names.append(name)
    return tuple(dict.fromkeys(names))


def on_a_fee_schedule(kb: KnowledgeBase, code: str, on: date) -> bool:
    """Whether the physician or the laboratory schedule names a code, or another one pays it."""
    named = isinstance(rvu_rows(kb, code, on), tuple) or isinstance(clfs_rates(kb, code, on), tuple)
    return named or bool(schedules_listing(kb, code, on))
