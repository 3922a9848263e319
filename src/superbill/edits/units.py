"""Medically unlikely edits (MUE): how many units of a code. Authority: NCCI Policy Manual, chapter I, section V."""

from __future__ import annotations

from datetime import date

from superbill.kb.queries import load_queries
from superbill.kb.store import Absent, Found, KnowledgeBase
from superbill.model.edits import Setting, UnitsAnswer

SQL = load_queries("superbill.edits", "edits.sql")
SOURCE = "cms-ncci-mue"

MAI_MEANING = {
    1: "limit for each claim line; lines with a proper modifier are judged apart",
    2: "absolute limit for the day, set by policy: more is never paid",
    3: "limit for the day; more needs records that the contractor accepts",
}


def units_of(kb: KnowledgeBase, code: str, on: date, setting: Setting = Setting.PRACTITIONER) -> UnitsAnswer:
    """The MUE of a code in a setting. No published value is said as that, never as "no limit"."""
    found = kb.find(SQL["mue"], source=SOURCE, on=on, series=setting, what=code, code=code)
    if isinstance(found, Found):
        row = found.rows[0]
        return UnitsAnswer(code, setting, on, row[0], row[1], MAI_MEANING[row[1]], row[3], found.cite(row))
    if isinstance(found, Absent):
        return UnitsAnswer(code, setting, on, None, None, "no value is published for this code", "", found.citation)
    return UnitsAnswer(code, setting, on, None, None, "", "", None, found)
