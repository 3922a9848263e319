"""The only writers of conversations. What belongs to somebody else is as if it were not there."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from superbill.errors import UsageError
from superbill.office.conversations.models import (
    LONGEST_TITLE,
    MOST_CONVERSATIONS,
    MOST_EXCHANGES,
    Conversation,
    Exchange,
)

RATINGS = (-1, 0, 1)


def keep(session: Session, owner: str, id: str, question: str, answer: str, at: datetime) -> tuple[str, int]:
    """Add an exchange to a conversation, or to a new one when `id` names none of the person's; where it was put."""
    found = session.scalar(
        select(Conversation).where(Conversation.id == id, Conversation.owner == owner).with_for_update()
    )
    last = 0 if found is None else _last(session, found.id)
    if found is None or last >= MOST_EXCHANGES:
        found, last = _begun(session, owner, question, at), 0
    found.changed_at = at
    session.add(
        Exchange(conversation=found.id, number=last + 1, question=question, answer=answer, rating=0, asked_at=at)
    )
    return found.id, last + 1


def rate(session: Session, owner: str, id: str, number: int, rating: int) -> None:
    """Thumb up (1), down (-1) or none (0). `UsageError` for another rating."""
    if rating not in RATINGS:
        raise UsageError(f"{rating} is no rating", hint="A rating is 1, -1 or 0.")
    owned = session.scalar(select(Conversation.id).where(Conversation.id == id, Conversation.owner == owner))
    exchange = session.get(Exchange, (id, number)) if owned is not None else None
    if exchange is not None:
        exchange.rating = rating


def forget(session: Session, owner: str, id: str) -> None:
    """Delete one conversation."""
    _delete(session, [each for each in _owned(session, owner) if each == id])


def forget_all(session: Session, owner: str) -> None:
    """Delete every conversation of a person."""
    _delete(session, _owned(session, owner))


def _begun(session: Session, owner: str, question: str, at: datetime) -> Conversation:
    _delete(session, _owned(session, owner)[MOST_CONVERSATIONS - 1 :])
    title = " ".join(question.split())
    begun = Conversation(id=secrets.token_hex(12), owner=owner, title=title[:LONGEST_TITLE], begun_at=at, changed_at=at)
    session.add(begun)
    session.flush()
    return begun


def _delete(session: Session, ids: list[str]) -> None:
    session.execute(delete(Exchange).where(Exchange.conversation.in_(ids)))
    session.execute(delete(Conversation).where(Conversation.id.in_(ids)))


def _owned(session: Session, owner: str) -> list[str]:
    """The person's conversations, the latest first."""
    query = select(Conversation.id).where(Conversation.owner == owner).order_by(Conversation.changed_at.desc())
    return list(session.scalars(query))


def _last(session: Session, id: str) -> int:
    return session.scalar(select(func.max(Exchange.number)).where(Exchange.conversation == id)) or 0
