"""G2211, the complexity of a visit in lasting care: beside which visits Medicare pays it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from superbill.edits.case import Case, Day, ServiceLine
from superbill.edits.rule import PROFESSIONAL, Rule
from superbill.model.finding import Finding
from superbill.pricing.preventive import MARKED, WITHOUT_COINSURANCE

COMPLEXITY = "G2211"
PAID_FROM = date(2024, 1, 1)
BESIDE_PREVENTION_FROM = date(2025, 1, 1)
AT_HOME_FROM = date(2026, 1, 1)
OFFICE = frozenset({*map(str, range(99202, 99206)), *map(str, range(99211, 99216))})
HOME = frozenset(map(str, range(99341, 99351)))
PREVENTION = WITHOUT_COINSURANCE | {
    "90460", "90461", "90471", "90472", "90473", "90474", "G0102", "G0108", "G0109", "G0117", "G0118",
}  # fmt: skip
"""Wellness visits, giving of vaccines, and other preventive services of Part B."""


class VisitComplexity(Rule):
    """See the module."""

    id = "visit-complexity"
    title = "Complexity of a visit (G2211)"
    about = (
        "G2211 stands beside an office visit (99202-99205, 99211-99215; from 2026 a home visit too) that has no 25. From "
        "2025 the visit may have 25 when the other service is a wellness visit, the giving of a vaccine or another "
        "preventive service of Part B."
    )
    authority = "CMS, physician fee schedule final rules for 2024, 2025 and 2026; CR 13473"
    kinds = PROFESSIONAL
    medicare = True
    order = 31

    def check(self, case: Case) -> Iterator[Finding]:
        """Each G2211 against the visits of its day; nothing on other claims."""
        for day in case.days:
            if COMPLEXITY not in day.codes or day.on < PAID_FROM:
                continue
            for line in day.lines:
                if line.code == COMPLEXITY:
                    yield self._judge(case, day, line)

    def _judge(self, case: Case, day: Day, line: ServiceLine) -> Finding:
        bases = OFFICE | HOME if day.on >= AT_HOME_FROM else OFFICE
        visits = [each for each in day.lines if each.code in bases]
        if not visits:
            return self.fail(
                (line,), f"{COMPLEXITY} stands beside no visit that it goes with", "bill it with the visit"
            )
        if any("25" not in visit.marks for visit in visits):
            return self.passed(case, (line.number,), day.on, why="beside a visit without 25")
        if day.on >= BESIDE_PREVENTION_FROM and any(_prevention(each) for each in day.lines):
            return self.passed(case, (line.number,), day.on, why="the visit has 25 beside a preventive service")
        why = f"{COMPLEXITY} is not paid beside {visits[0].shown}: the visit has 25 for another service"
        return self.fail((line, visits[0]), why, "do not bill it that day", usd=line.charge)


def _prevention(line: ServiceLine) -> bool:
    return line.code in PREVENTION or MARKED in line.marks


RULE = VisitComplexity()
