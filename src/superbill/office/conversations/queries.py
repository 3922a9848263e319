"""What a person has asked, and which answers were rated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from superbill.office.conversations.models import MOST_CONVERSATIONS, Conversation, Exchange


@dataclass(frozen=True, slots=True)
class Heading:
    """A conversation in a list."""

    id: str
    title: str
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Kept:
    """A question with its answer as data; `rating` is 1, -1 or 0."""

    number: int
    question: str
    answer: dict[str, Any]
    rating: int
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Talk:
    """A whole conversation."""

    heading: Heading
    exchanges: tuple[Kept, ...]


def headings(session: Session, owner: str, limit: int = MOST_CONVERSATIONS) -> tuple[Heading, ...]:
    """A person's conversations, the latest first."""
    query = select(Conversation).where(Conversation.owner == owner).order_by(Conversation.changed_at.desc())
    return tuple(_heading(row) for row in session.scalars(query.limit(limit)))


def talk(session: Session, owner: str, id: str) -> Talk | None:
    """A conversation of a person; None for one that is not there or not theirs."""
    row = session.scalar(select(Conversation).where(Conversation.id == id, Conversation.owner == owner))
    if row is None:
        return None
    query = select(Exchange).where(Exchange.conversation == id).order_by(Exchange.number)
    return Talk(_heading(row), tuple(_kept(each) for each in session.scalars(query)))


def last_turn(session: Session, owner: str, id: str) -> dict[str, Any] | None:
    """The turn that the last answer of a conversation ended with."""
    query = (
        select(Exchange.answer)
        .join(Conversation, Conversation.id == Exchange.conversation)
        .where(Conversation.id == id, Conversation.owner == owner)
        .order_by(Exchange.number.desc())
        .limit(1)
    )
    found = session.scalar(query)
    return None if found is None else msgspec.json.decode(found, type=dict[str, Any]).get("turn")


def talks(session: Session, owner: str) -> list[Talk]:
    """Every conversation of a person, the latest first."""
    found = (talk(session, owner, heading.id) for heading in headings(session, owner))
    return [each for each in found if each is not None]


def rated(session: Session, limit: int = 200) -> tuple[Kept, ...]:
    """The answers that anybody rated, the bad ones first, then the latest. Who asked is not told."""
    query = select(Exchange).where(Exchange.rating != 0).order_by(Exchange.rating, Exchange.asked_at.desc())
    return tuple(_kept(row) for row in session.scalars(query.limit(limit)))


def _heading(row: Conversation) -> Heading:
    return Heading(row.id, row.title, row.changed_at)


def _kept(row: Exchange) -> Kept:
    answer = msgspec.json.decode(row.answer, type=dict[str, Any])
    return Kept(row.number, row.question, answer, row.rating, row.asked_at)
