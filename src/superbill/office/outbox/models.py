"""The table of letters. What a letter says is erased once it has been sent: it may hold a link that opens an account."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from superbill.office.tables import Base, Moment


class Letter(Base):
    """A letter to one address. `due_at` is when it is tried next; `claimed_until` keeps other processes from it meanwhile."""

    __tablename__ = "letter"
    __table_args__ = (Index("letter_waiting", "sent_at", "due_at"),)
    id: Mapped[str] = mapped_column(String(24), primary_key=True)
    recipient: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Moment)
    due_at: Mapped[datetime] = mapped_column(Moment)
    claimed_until: Mapped[datetime | None] = mapped_column(Moment)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    attempts: Mapped[int] = mapped_column(default=0)
    failure: Mapped[str] = mapped_column(String(200), default="")
