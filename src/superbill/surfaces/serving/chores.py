"""What a site does by itself: send letters, and let go of what is over. Every process does so; claims keep them apart."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from superbill.office.accounts import actions, logins, throttle
from superbill.office.metering.actions import forget_before, forget_guests
from superbill.office.metering.periods import period_of
from superbill.office.outbox.actions import deliver
from superbill.office.outbox.smtp import smtp_sender
from superbill.surfaces.http.desk import Desk, now

LETTERS_EVERY = 2.0
TIDY_EVERY = 3600.0
UNCONFIRMED = timedelta(days=7)
VIEWS = {"day": 3, "week": 15, "month": 63, "year": 400}
"""Days after which a view is of a period that is over."""

log = logging.getLogger("superbill.server")


async def keep_sending(at_desk: Desk) -> None:
    """Send what waits in the outbox, until cancelled."""
    mail = at_desk.site.mail
    if mail is None:
        return
    send = smtp_sender(mail, at_desk.site.secrets.get("smtp_password", ""))
    while True:
        try:
            await asyncio.to_thread(deliver, at_desk.database, send, now())
        except SQLAlchemyError as error:
            log.warning("letters not sent: %s", type(error).__name__)
        await asyncio.sleep(LETTERS_EVERY)


async def keep_tidy(at_desk: Desk) -> None:
    """Let go of what is over, until cancelled."""
    while True:
        await asyncio.sleep(TIDY_EVERY)
        try:
            await at_desk.write(tidy, at_desk)
        except SQLAlchemyError as error:
            log.warning("not tidied: %s", type(error).__name__)


def tidy(session: Session, at_desk: Desk) -> None:
    """Old sessions, challenges, windows of attempts, unconfirmed accounts; views whose period is long over."""
    at = now()
    logins.clear_old(session, actions.Setting(at_desk.site, at))
    throttle.clear_old(session, at)
    actions.forget_unconfirmed(session, at - UNCONFIRMED)
    period = at_desk.site.period
    if period != "ever":
        forget_before(session, at - timedelta(days=VIEWS[period]))
    forget_guests(session, (period_of(period, at), period_of("day", at)))
