"""Until when something can be done about a decision.

Medicare: a redetermination must be received 120 days after the notice was, which is presumed 5 days after its date (42 CFR
405.942(a)); a corrected claim is filed within one calendar year of the service (42 CFR 424.44). Other payers: the days that
the operator's contract file gives. The last day is not moved for weekends and holidays: it is the safe one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from superbill.edits.payers import Policy
from superbill.model.citation import Citation, NotAvailable
from superbill.pricing.authority import rule
from superbill.remits.actions import Route
from superbill.remits.contract import Contract

REDETERMINATION_DAYS, MAIL_DAYS = 120, 5
REDETERMINATION = rule("42 CFR 405.942(a)", "120 days from receipt, presumed 5 days after the notice", date(2005, 5, 1))
TIMELY = rule("42 CFR 424.44", "one calendar year after the date of service", date(2010, 1, 1))
NOT_KNOWN = NotAvailable(
    "the payer's own days are not known", "appeal_days and corrected_days in the contract (--contract)"
)
NO_NOTICE = NotAvailable("the remittance has no date", "the date of the notice")
NO_SERVICE = NotAvailable("the line has no date of service", "the claim file: --claims FILE")


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day, what has to be there by then, and who says so."""

    day: date
    what: str
    citation: Citation


def deadline(
    route: Route, notice: date | None, served: date | None, policy: Policy, contract: Contract | None, *, medicare: bool
) -> Deadline | NotAvailable | None:
    """The deadline of a route; None where there is nothing to file."""
    if route is Route.APPEAL:
        return _appeal(notice, contract, medicare=medicare)
    if route in (Route.CORRECT, Route.OTHER_PAYER):
        return _corrected(notice, served, policy, contract, medicare=medicare)
    return None


def _appeal(notice: date | None, contract: Contract | None, *, medicare: bool) -> Deadline | NotAvailable:
    if notice is None:
        return NO_NOTICE
    if contract is not None and contract.appeal_days:
        return _own(notice, contract.appeal_days, "appeal", "appeal_days", contract)
    if not medicare:
        return NOT_KNOWN
    days = timedelta(days=MAIL_DAYS + REDETERMINATION_DAYS)
    return Deadline(notice + days, "redetermination request at the contractor", REDETERMINATION)


def _corrected(
    notice: date | None, served: date | None, policy: Policy, contract: Contract | None, *, medicare: bool
) -> Deadline | NotAvailable:
    if contract is not None and contract.corrected_days:
        if notice is None:
            return NO_NOTICE
        return _own(notice, contract.corrected_days, "corrected claim", "corrected_days", contract)
    if served is None:
        return NO_SERVICE
    last = policy.timely_filing.last_day(served)
    if last is None:
        return NOT_KNOWN
    receipt = TIMELY if medicare else rule(policy.title, f"timely filing: {policy.timely_filing}", served)
    return Deadline(last, "corrected claim at the payer", receipt)


def _own(notice: date, days: int, what: str, key: str, contract: Contract) -> Deadline:
    receipt = Citation(
        source="contract", title=contract.title, publisher="", release="", file=contract.file,
        locator=f"{key} = {days}", effective_from=notice,
    )  # fmt: skip
    return Deadline(notice + timedelta(days=days), f"{what} at the payer", receipt)
