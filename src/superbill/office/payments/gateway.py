"""What a payment service must answer. The site asks it for a page to pay on, and is told of payments by signed events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from superbill.errors import UsageError
from superbill.office.site.policy import Plan

ACTIVE = frozenset({"active", "trialing", "past_due"})
"""States of a subscription in which the plan counts; the service tries again for a while after a failed payment."""


class Forged(UsageError):
    """An event that was not signed by the payment service, or too long ago."""


@dataclass(frozen=True, slots=True)
class PaymentEvent:
    """What an event says of one subscription. `at` orders events; `account` is known from the payment page only, and
    `status` is empty where the event does not tell it."""

    id: str
    kind: str
    at: datetime
    subscription: str
    customer: str = ""
    account: str = ""
    plan: str = ""
    price: str = ""
    status: str = ""
    until: datetime | None = None


class Gateway(Protocol):
    """A payment service."""

    def checkout(self, plan: Plan, account: str, email: str, *, done: str, cancelled: str) -> str:
        """The address of a page on which this account pays for this plan. `Unreachable` when the service does not answer."""

    def event(self, body: bytes, signature: str) -> PaymentEvent | None:
        """An event as sent; None for one about something else. `Forged` for a wrong signature."""
