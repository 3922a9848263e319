"""Split surgical care (54, 55, 56) against the global days."""

from __future__ import annotations

from typing import ClassVar

from superbill.edits.indicator_rule import PAID, IndicatorRule


class SplitCare(IndicatorRule):
    """See the module."""

    id = "split-care"
    title = "Split surgical care (54, 55, 56)"
    about = "Care before, during and after an operation is split only where the global period has 10 or 90 days."
    authority = "CMS, RVU file documentation, global days; Medicare Claims Processing Manual, chapter 12, sections 40.1 and 40.2"
    order = 25
    modifiers = frozenset({"54", "55", "56"})
    field = "global_days"
    label = "global days"
    verdicts: ClassVar[dict[str, tuple[str, str]]] = {"010": (PAID, ""), "090": (PAID, "")}
    otherwise = "there is no care before or after to be split"


RULE = SplitCare()
