"""Which plan an account has."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from superbill.office.payments.gateway import ACTIVE
from superbill.office.payments.models import Subscription
from superbill.office.site.policy import Plan, Site

GRACE = timedelta(days=3)
"""A paid plan goes on so long after its end without a word from the payment service."""


def plan_of(session: Session, site: Site, account: str, at: datetime) -> Plan:
    """The plan that is paid for and counts; else the free one. Of several, the one that ends last."""
    if not site.payments:
        return site.free
    query = select(Subscription).where(Subscription.account == account, Subscription.status.in_(ACTIVE))
    found = [row for row in session.scalars(query) if row.until is None or row.until + GRACE > at]
    found = [row for row in found if row.plan in site.plans]
    newest = max(found, key=lambda row: (row.until is None, row.until or at), default=None)
    return site.plans[newest.plan] if newest else site.free


def of_account(session: Session, account: str) -> tuple[Subscription, ...]:
    """All subscriptions of an account."""
    return tuple(session.scalars(select(Subscription).where(Subscription.account == account)))
