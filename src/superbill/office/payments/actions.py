"""The only writer of subscriptions. Events come late, twice and in any order; what counts is the newest about a subscription."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from superbill.office.accounts.actions import Setting
from superbill.office.accounts.models import Account
from superbill.office.audit.actions import record
from superbill.office.payments.gateway import PaymentEvent
from superbill.office.payments.models import PaymentEvent as Dealt
from superbill.office.payments.models import Subscription
from superbill.office.upserts import add_once

SERVICE = "payment service"
WAITING = "incomplete"
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def apply(session: Session, setting: Setting, event: PaymentEvent) -> bool:
    """Take an event in; False for one that was taken in before."""
    if not add_once(session, Dealt, id=event.id, kind=event.kind, at=event.at):
        return False
    add_once(session, Subscription, id=event.subscription, customer="", plan="", status=WAITING, told_at=LONG_AGO)
    query = select(Subscription).where(Subscription.id == event.subscription).with_for_update()
    found = session.scalars(query, execution_options={"populate_existing": True}).one()
    if found.account is None and event.account and session.get(Account, event.account) is not None:
        found.account = event.account
    found.customer = found.customer or event.customer
    newest = event.at >= found.told_at and found.status != "canceled"
    plan = _plan(setting, event)
    if plan and (newest or not found.plan):
        found.plan = plan
    begun = event.status != WAITING or found.status == WAITING  # of one second: a beginning ends nothing
    if event.status and begun and (newest or event.status == "canceled"):
        found.status, found.until, found.told_at = event.status, event.until, max(event.at, found.told_at)
    elif not event.status and found.status == WAITING:
        found.status = "active"
    record(session, setting.at, SERVICE, event.kind, found.account or found.id, f"{found.plan} {found.status}")
    return True


def _plan(setting: Setting, event: PaymentEvent) -> str:
    """The plan by its price, which a change of plan changes; else as the payment page named it."""
    by_price = [plan.name for plan in setting.site.plans.values() if event.price and plan.stripe_price == event.price]
    return by_price[0] if by_price else event.plan if event.plan in setting.site.plans else ""
