"""Modifier 50 against the bilateral indicator, and 50 beside LT or RT."""

from __future__ import annotations

from typing import ClassVar

from superbill.edits.case import Case, ServiceLine
from superbill.edits.indicator_rule import NEVER, PAID, IndicatorRule
from superbill.edits.procedure_facts import FeeIndicators
from superbill.model.finding import Finding


class Bilateral(IndicatorRule):
    """See the module."""

    id = "bilateral"
    title = "Bilateral procedures (50)"
    about = "50 needs bilateral indicator 1 or 3, one unit on the line, and neither LT nor RT beside it."
    authority = (
        "CMS, RVU file documentation, bilateral surgery indicator; Medicare Claims Processing Manual, chapter 12, "
        "section 40.7; NCCI Policy Manual, chapter I, section V"
    )
    order = 21
    modifiers = frozenset({"50"})
    field = "bilateral"
    label = "bilateral indicator"
    verdicts: ClassVar[dict[str, tuple[str, str]]] = {
        "0": (NEVER, "the rule for both sides does not apply"),
        "1": (PAID, ""),
        "2": (NEVER, "the amount is for both sides already"),
        "3": (PAID, ""),
    }

    def judge(self, case: Case, line: ServiceLine, fees: FeeIndicators) -> Finding | None:
        """The indicator first, then how the line is written."""
        found = super().judge(case, line, fees)
        if found is not None:
            return found
        release = line.facts.fees.release
        citation = case.facts.cite(release.id, line.facts.fees.src, line.on) if release else None
        if "LT" in line.marks or "RT" in line.marks:
            return self.fail(
                (line,),
                f"{line.shown}: 50 means both sides, LT and RT one",
                "keep 50 alone, or one line a side",
                citation=citation,
            )
        if line.units != 1:
            why = f"{line.code}-50 with {line.units:f} units: both sides are one unit with 50"
            return self.fail((line,), why, "report 1 unit with 50", citation=citation)
        return None


RULE = Bilateral()
