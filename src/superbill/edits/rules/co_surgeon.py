"""Two surgeons (62) against the co-surgeon indicator."""

from __future__ import annotations

from typing import ClassVar

from superbill.edits.indicator_rule import NEVER, PAID, RECORDS, IndicatorRule


class CoSurgeon(IndicatorRule):
    """See the module."""

    id = "co-surgeon"
    title = "Co-surgeons (62)"
    about = "62 is taken at indicator 2 (two specialties), on records at 1, never at 0."
    authority = "CMS, RVU file documentation, co-surgeons indicator; Medicare Claims Processing Manual, chapter 12, section 40.8"
    order = 23
    modifiers = frozenset({"62"})
    field = "co_surgeon"
    label = "co-surgeon indicator"
    verdicts: ClassVar[dict[str, tuple[str, str]]] = {
        "0": (NEVER, "co-surgeons are not permitted"),
        "1": (RECORDS, "paid with records that show the need for two surgeons"),
        "2": (PAID, ""),
    }


RULE = CoSurgeon()
