"""QW against the rows of the laboratory fee schedule."""

from __future__ import annotations

from collections.abc import Iterator

from superbill.edits.case import Case
from superbill.edits.facts import LABORATORY
from superbill.edits.rule import PROFESSIONAL, Rule
from superbill.model.finding import Finding


class WaivedTest(Rule):
    """See the module."""

    id = "waived-test"
    title = "CLIA-waived tests (QW)"
    about = "QW stands only on tests that have a QW row on the laboratory fee schedule."
    authority = "Clinical laboratory fee schedule; Medicare Claims Processing Manual, chapter 16, section 70.8"
    kinds = PROFESSIONAL
    order = 26

    def check(self, case: Case) -> Iterator[Finding]:
        """Lines with QW on a test that has no such row; one pass for the rest."""
        for day in case.days:
            if "QW" not in day.marks:
                yield self.clear_day(case, day)
                continue
            settled = [line.number for line in day.lines if "QW" not in line.marks]
            if settled:
                yield self.passed(case, tuple(settled), day.on)
            for line in day.lines:
                rows = line.facts.laboratory
                if line.number in settled or rows.release is None or (rows.value is not None and "QW" in rows.value):
                    continue
                reason = (
                    "not a waived test by the schedule" if rows.value else "it is not on the laboratory fee schedule"
                )
                citation = case.facts.cite(rows.release.id, rows.src, day.on)
                settled.append(line.number)
                if self.outdated(case, citation):
                    yield self.not_told(line, f"{line.code}-QW", citation)
                    continue
                yield self.fail((line,), f"{line.code} has no QW row: {reason}", "remove QW", citation=citation)
            yield from self.rest(case, day, settled, LABORATORY, lambda line: line.facts.laboratory)


RULE = WaivedTest()
