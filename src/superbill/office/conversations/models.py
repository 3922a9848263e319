"""Tables of conversations. `owner` is the id of a person; without accounts it is always the local one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from superbill.office.tables import Base, Moment

LONGEST_TITLE = 120
MOST_CONVERSATIONS = 300
"""Kept for a person; the one that rested longest goes first."""
MOST_EXCHANGES = 200
"""Of one conversation; the next question begins a new one."""


class Conversation(Base):
    """Questions that follow on one another; its title is the beginning of the first."""

    __tablename__ = "conversation"
    __table_args__ = (Index("conversation_by_owner_changed", "owner", "changed_at"),)
    id: Mapped[str] = mapped_column(String(24), primary_key=True)
    owner: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(String(LONGEST_TITLE))
    begun_at: Mapped[datetime] = mapped_column(Moment)
    changed_at: Mapped[datetime] = mapped_column(Moment)


class Exchange(Base):
    """A question and its answer (JSON, the contract of `superbill ask --format json`). `rating` is 1, -1, or 0 for none."""

    __tablename__ = "exchange"
    __table_args__ = (Index("exchange_by_rating", "rating", "asked_at"),)
    conversation: Mapped[str] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    question: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text)
    rating: Mapped[int] = mapped_column(default=0)
    asked_at: Mapped[datetime] = mapped_column(Moment)
