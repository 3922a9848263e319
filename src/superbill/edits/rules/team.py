"""Surgical teams (66) against the team indicator."""

from __future__ import annotations

from typing import ClassVar

from superbill.edits.indicator_rule import NEVER, RECORDS, IndicatorRule


class Team(IndicatorRule):
    """See the module."""

    id = "team"
    title = "Surgical team (66)"
    about = "66 is paid by report at indicator 2, on records at 1, never at 0."
    authority = "CMS, RVU file documentation, team surgeons indicator; Medicare Claims Processing Manual, chapter 12, section 40.8"
    order = 24
    modifiers = frozenset({"66"})
    field = "team"
    label = "team indicator"
    verdicts: ClassVar[dict[str, tuple[str, str]]] = {
        "0": (NEVER, "a team is not permitted"),
        "1": (RECORDS, "paid by report, with records that show the need"),
        "2": (RECORDS, "permitted, paid by report"),
    }


RULE = Team()
