"""Rules that hold a modifier against one indicator of the physician fee schedule, as a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

from superbill.edits.case import Case, ServiceLine
from superbill.edits.facts import FEES
from superbill.edits.procedure_facts import FeeIndicators
from superbill.edits.rule import PROFESSIONAL, Rule, fees_of
from superbill.model.finding import Finding, Severity

NEVER = "never"
RECORDS = "records"
PAID = "paid"


class IndicatorRule(Rule):
    """`verdicts` says for each value of the indicator `field` whether the `modifiers` are paid, never, or on records, and
    what the value means. A value that is not in the table does not concern the modifiers: they are not for the code."""

    kinds = PROFESSIONAL
    modifiers: ClassVar[frozenset[str]]
    field: ClassVar[str]
    label: ClassVar[str]
    verdicts: ClassVar[Mapping[str, tuple[str, str]]]
    otherwise: ClassVar[str] = "the concept does not apply to the code"
    fix: ClassVar[str] = "remove the modifier"

    def check(self, case: Case) -> Iterator[Finding]:
        """Lines whose modifier the indicator does not take; one pass for the rest."""
        modifiers = self.modifiers
        for day in case.days:
            if modifiers.isdisjoint(day.marks):
                yield self.clear_day(case, day)
                continue
            marked = [line for line in day.lines if not modifiers.isdisjoint(line.marks)]
            settled = [line.number for line in day.lines if modifiers.isdisjoint(line.marks)]
            if settled:
                yield self.passed(case, tuple(settled), day.on)
            for line in marked:
                fees = line.facts.fees
                if fees.release is None:
                    continue
                finding = self._unlisted(case, line) if fees.value is None else self.judge(case, line, fees.value)
                if finding is not None:
                    settled.append(line.number)
                    yield finding
            yield from self.rest(case, day, settled, FEES, fees_of)

    def judge(self, case: Case, line: ServiceLine, fees: FeeIndicators) -> Finding | None:
        """The finding of a line that has one of the modifiers, or None."""
        value = str(getattr(fees, self.field))
        verdict, meaning = self.verdicts.get(value, (NEVER, self.otherwise))
        if verdict == PAID:
            return None
        modifier = next(mark for mark in line.marks if mark in self.modifiers)
        release = line.facts.fees.release
        citation = case.facts.cite(release.id, line.facts.fees.src, line.on) if release else None
        if verdict == RECORDS:
            why = f"{line.code}-{modifier}: {self.label} {value}, {meaning}"
            return self.fail(
                (line,), why, "send the records that show the need", citation=citation, severity=Severity.REVIEW
            )
        why = f"{line.code} does not take {modifier}: {self.label} {value}, {meaning}"
        return self.fail((line,), why, self.fix, citation=citation)

    def _unlisted(self, case: Case, line: ServiceLine) -> Finding:
        release = line.facts.fees.release
        citation = case.facts.cite(release.id, None, line.on) if release else None
        why = f"the fee schedule does not list {line.code}, so no indicator says whether it takes the modifier"
        return self.unknown((line.number,), why, codes=(line.code,), citation=citation)
