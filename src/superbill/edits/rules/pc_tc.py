"""Modifiers 26 and TC against the PC/TC indicator, and the technical part in a hospital."""

from __future__ import annotations

from collections.abc import Iterator

from superbill.edits.case import Case, ServiceLine
from superbill.edits.facts import FEES
from superbill.edits.rule import PROFESSIONAL, Rule, fees_of
from superbill.model.finding import Finding

PARTS = frozenset({"26", "TC"})
TAKES_26 = frozenset("16")
TAKES_TC = frozenset("1")
MEANINGS = {
    "0": "a physician service, not split into parts",
    "2": "the professional part already",
    "3": "the technical part already",
    "4": "both parts together",
    "5": "an incident-to service",
    "6": "a laboratory test with a physician interpretation, no technical part",
    "7": "a therapy service",
    "8": "a physician interpretation only",
    "9": "the concept does not apply",
}


class ProfessionalTechnical(Rule):
    """See the module."""

    id = "pc-tc"
    title = "Professional and technical part (26, TC)"
    about = "26 needs PC/TC indicator 1 or 6, TC indicator 1; never both on one line."
    authority = (
        "CMS, RVU file documentation, PC/TC indicator; Medicare Claims Processing Manual, chapter 13, section 20"
    )
    kinds = PROFESSIONAL
    order = 20

    def check(self, case: Case) -> Iterator[Finding]:
        """Lines with 26 or TC that do not take it; one pass for the rest."""
        for day in case.days:
            if PARTS.isdisjoint(day.marks):
                yield self.clear_day(case, day)
                continue
            settled = [line.number for line in day.lines if PARTS.isdisjoint(line.marks)]
            if settled:
                yield self.passed(case, tuple(settled), day.on)
            for line in day.lines:
                if line.number in settled:
                    continue
                finding = self._judge(case, line)
                if finding is not None:
                    settled.append(line.number)
                    yield finding
            yield from self.rest(case, day, settled, FEES, fees_of, "26 and TC stand only where the code takes them")

    def _judge(self, case: Case, line: ServiceLine) -> Finding | None:
        fees = line.facts.fees
        if fees.release is None:
            return None
        if fees.value is None:
            why = f"the fee schedule does not list {line.code}, so no indicator says whether it takes 26 or TC"
            citation = case.facts.cite(fees.release.id, None, line.on)
            return self.unknown((line.number,), why, codes=(line.code,), citation=citation)
        why = _wrong(line, fees.value.pctc)
        if not why:
            return None
        citation = case.facts.cite(fees.release.id, fees.src, line.on)
        return self.fail((line,), why, "remove the modifier, or bill the code that it belongs to", citation=citation)


def _wrong(line: ServiceLine, indicator: str) -> str:
    if "26" in line.marks and "TC" in line.marks:
        return f"{line.code} has 26 and TC on one line: the two parts together are the code without modifier"
    modifier, takes = ("26", TAKES_26) if "26" in line.marks else ("TC", TAKES_TC)
    if indicator in takes:
        return ""
    meaning = MEANINGS.get(indicator, "see the file's documentation")
    return f"{line.code} does not take {modifier}: PC/TC indicator {indicator}, {meaning}"


RULE = ProfessionalTechnical()
