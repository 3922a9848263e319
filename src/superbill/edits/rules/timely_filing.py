"""Claims filed in time, by the payer's own limit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from superbill.edits.case import Case, usable
from superbill.edits.rule import ALL_KINDS, Rule
from superbill.model.claim import ClaimKind
from superbill.model.finding import Finding


class TimelyFiling(Rule):
    """See the module."""

    id = "timely-filing"
    title = "Timely filing"
    about = (
        "The claim is filed within the payer's limit, counted from the date of service; from the end of the statement on "
        "institutional claims. Medicare's is one calendar year; other payers' stand in their policy."
    )
    authority = "42 CFR 424.44; Medicare Claims Processing Manual, chapter 1, section 70"
    kinds = ALL_KINDS
    inpatient = True
    order = 8

    def check(self, case: Case) -> Iterator[Finding]:
        """The claim, or its late lines."""
        limit, filed = case.policy.timely_filing, case.claim.received or case.today
        served = _served(case)
        if not served:
            return
        late = [(on, numbers) for on, numbers in served if (last := limit.last_day(on)) is not None and filed > last]
        if limit.last_day(served[0][0]) is None:
            why = f"the policy {case.policy.id!r} states no limit for filing"
            yield self.unknown((), why, "set timely_filing in the payer's policy")
            return
        for on, numbers in late:
            usd = [usable(line.charge) for line in case.claim.lines if not numbers or line.number in numbers]
            why = f"filed on {filed}, {(filed - on).days} days after the service of {on}: the limit is {limit}"
            yield self.fail_claim(
                case,
                why,
                "none, but for an exception that the payer grants",
                lines=numbers,
                usd=sum(usd[1:], usd[0]) if usd else None,
            )
        if not late:
            yield self.passed(case, (), filed, why="filed in time")


def _served(case: Case) -> list[tuple[date, tuple[int, ...]]]:
    claim = case.claim
    if claim.kind is ClaimKind.INSTITUTIONAL:
        end = claim.statement_through or claim.discharged or max((day.on for day in case.days), default=None)
        return [(end, ())] if end else []
    return [(day.on, day.numbers) for day in case.days]


RULE = TimelyFiling()
