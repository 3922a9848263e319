"""Puts letters into the outbox and sends them. A letter is in the same transaction as what it tells about."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from superbill.office.database import Database
from superbill.office.outbox.models import Letter

CLAIM = timedelta(minutes=5)
WAIT = timedelta(minutes=1)
MOST_ATTEMPTS = 8
"""With the wait doubled each time: for about four hours."""

AT_ONCE = 20
Send = Callable[[str, str, str], None]
"""Recipient, subject, text; raises `OSError` (`smtplib`'s errors are such) when the letter was not taken."""


def post(session: Session, recipient: str, subject: str, text: str, at: datetime) -> None:
    """Add a letter."""
    id = secrets.token_hex(8)
    session.add(Letter(id=id, recipient=recipient, subject=subject, text=text, created_at=at, due_at=at))


def deliver(database: Database, send: Send, at: datetime) -> int:
    """Send what is due; how many went out. Several processes may do so at once: each letter is claimed first."""
    with database.reading() as session:
        query = select(Letter.id).where(*_due(at)).order_by(Letter.due_at).limit(AT_ONCE)
        waiting = list(session.scalars(query))
    return sum(_deliver(database, send, id, at) for id in waiting)


def _due(at: datetime) -> tuple[ColumnElement[bool], ...]:
    unclaimed = or_(Letter.claimed_until.is_(None), Letter.claimed_until < at)
    return Letter.sent_at.is_(None), Letter.due_at <= at, Letter.attempts < MOST_ATTEMPTS, unclaimed


def _deliver(database: Database, send: Send, id: str, at: datetime) -> bool:
    claim = update(Letter).where(Letter.id == id, *_due(at))
    with database.writing() as session:
        taken = session.execute(claim.values(claimed_until=at + CLAIM, attempts=Letter.attempts + 1))
        if not taken.rowcount:  # type: ignore[attr-defined]
            return False
        letter = session.get_one(Letter, id)
        session.refresh(letter)
    failure = ""
    try:
        send(letter.recipient, letter.subject, letter.text)
    except OSError as error:
        failure = type(error).__name__
    with database.writing() as session:
        letter = session.get_one(Letter, id)
        letter.claimed_until = None
        if failure:
            letter.failure, letter.due_at = failure, at + WAIT * 2 ** (letter.attempts - 1)
        else:
            letter.sent_at, letter.text, letter.failure = at, "", ""
    return not failure
